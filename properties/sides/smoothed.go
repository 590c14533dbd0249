package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// smoothed has the weights of a smoothed label.
func smoothed() Family {
	return Family{
		Name:  "smoothed",
		About: "ε/K everywhere and 1 − ε more at one place, rounded: a label smoothed by hand",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			if len(x) == 0 {
				return nil
			}
			e := pick(r, 0.1, 0.01, 0.5)
			at, _ := target(r, x)
			p := each(x, func(int) float64 { return f.Round(e / float64(len(x))) })
			p[at] = f.Round(1 - e + e/float64(len(x)))
			return p
		},
	}
}
