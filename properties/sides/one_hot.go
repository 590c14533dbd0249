package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// oneHot asks for one column of the Jacobian.
func oneHot() Family {
	return Family{
		Name:  "one-hot-grid",
		About: "one number that is not 0, often 1: a column of the Jacobian, a hard label",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			g := make([]float64, len(x))
			if len(x) > 0 {
				at, _ := target(r, x)
				g[at] = pick(r, 1, 1, -1, signed(r, power(f, r, len(x))))
			}
			return g
		},
	}
}
