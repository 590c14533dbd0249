package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// reciprocal is what the gradient of log p is for whoever chains it: −q/p.
func reciprocal() Family {
	return Family{
		Name:  "reciprocal",
		About: "−1/p of the softmax p, at one place or at all: the cotangent of a logarithm that is taken of probabilities",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			p := softmax(x)
			if p == nil {
				return nil
			}
			every := r.IntN(2) == 0
			at, _ := target(r, x)
			return each(x, func(i int) float64 {
				if i != at && !every {
					return 0
				}
				return fit(f, max(-1/p[i], -f.Max()/float64(len(x)))) // p may be 0
			})
		},
	}
}
