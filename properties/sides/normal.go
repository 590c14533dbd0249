package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// normal has ordinary numbers.
func normal() Family {
	return Family{
		Name:  "normal",
		About: "numbers about 0 of one order of magnitude, as gradients are",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			scale := power(f, r, len(x))
			return each(x, func(int) float64 { return fit(f, float64(noise(r)*scale)) })
		},
	}
}
