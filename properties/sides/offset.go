package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// offset has small differences far from 0.
func offset() Family {
	return Family{
		Name:  "offset",
		About: "one large number plus small ones: the mean that the softmax's VJP subtracts takes most of the digits with it",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			scale := power(f, r, len(x))
			c := signed(r, scale)
			// Differences of a spacing, up to half of the number.
			d := float64(f.Spacing(scale)/2) * float64(int(1)<<r.IntN(f.Precision()-1))
			return each(x, func(int) float64 { return fit(f, c+float64(noise(r)*d)) })
		},
	}
}
