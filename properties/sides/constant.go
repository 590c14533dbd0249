package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// constant has all numbers equal.
func constant() Family {
	return Family{
		Name:  "constant",
		About: "all numbers are equal: the softmax's VJP is exactly 0, the log-softmax's is where all logits are equal too",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			v := fit(f, float64(noise(r)*power(f, r, len(x))))
			return each(x, func(int) float64 { return v })
		},
	}
}

// constantGrid has all numbers equal, and of few bits.
func constantGrid() Family {
	return Family{
		Name:  "constant" + gridSuffix,
		About: "all numbers are 1, or the same power of two or its triple",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			v := pick(r, 1, signed(r, power(f, r, len(x))), fit(f, 3*power(f, r, len(x))))
			return each(x, func(int) float64 { return v })
		},
	}
}
