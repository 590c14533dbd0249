package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// alternating has one magnitude and both signs.
func alternating() Family {
	return Family{
		Name:  "alternating",
		About: "+a, −a, +a, …: sums that cancel at every step",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			v := fit(f, float64(noise(r)*power(f, r, len(x))))
			return each(x, func(int) float64 { v = -v; return v })
		},
	}
}
