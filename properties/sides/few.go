package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// few has zeros nearly everywhere.
func few() Family {
	return Family{
		Name:  "few",
		About: "zeros, of either sign, but for one number in eight or so",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			scale := power(f, r, len(x))
			return each(x, func(int) float64 {
				if r.IntN(8) > 0 {
					return signed(r, 0)
				}
				return fit(f, float64(noise(r)*scale))
			})
		},
	}
}
