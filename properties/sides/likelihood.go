package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// likelihood has the probabilities themselves as weights.
func likelihood() Family {
	return Family{
		Name:  "likelihood",
		About: "the softmax of the row itself, rounded: the gradient is what is left of two equal numbers, the loss is an entropy",
		Generate: func(f dtype.Format, _ *rand.Rand, x []float64) []float64 {
			p := softmax(x)
			for i, v := range p {
				p[i] = f.Round(v)
			}
			return p
		},
	}
}

// teacher has the probabilities of the row in another order.
func teacher() Family {
	return Family{
		Name:  "teacher",
		About: "the softmax of the row in another order, rounded, as of another model",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			p := softmax(x)
			for i, v := range p {
				p[i] = f.Round(v)
			}
			r.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
			return p
		},
	}
}
