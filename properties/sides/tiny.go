package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// tiny has subnormal numbers.
func tiny() Family {
	return Family{
		Name:  "tiny",
		About: "subnormal numbers, and some zeros: products with probabilities underflow",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			least := f.MinSubnormal()
			top := pick(r, 4*least, f.MinNormal(), f.MinNormal())
			return each(x, func(int) float64 { return fit(f, signed(r, float64(top*r.Float64()))) })
		},
	}
}
