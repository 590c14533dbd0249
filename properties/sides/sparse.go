package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// sparse has a handful of weights that add up to 1.
func sparse() Family {
	return Family{
		Name:  "sparse" + gridSuffix,
		About: "1/2, 1/4, … down to two equal ones at a few places and zeros elsewhere: they add up to exactly 1",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			if len(x) == 0 {
				return nil
			}
			p := make([]float64, len(x))
			n := 1 + r.IntN(min(len(x), 5))
			w := 1.0
			for j, i := range r.Perm(len(x))[:n] {
				if j < n-1 {
					w /= 2
				}
				p[i] = w
			}
			return p
		},
	}
}
