package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// huge has numbers near the end of the range.
func huge() Family {
	return Family{
		Name:  "huge",
		About: "numbers near Max/K, whose sum barely fits, or near Max, whose sum does not",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			if len(x) == 0 {
				return nil
			}
			top := f.Max() / pick(r, float64(len(x)), float64(len(x)), 2, 1)
			one := r.IntN(2) == 0 // sign
			return each(x, func(int) float64 {
				v := top * (1 - r.Float64()/8)
				if !one {
					v = signed(r, v)
				}
				return fit(f, v)
			})
		},
	}
}
