package hazards

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// descending is the order in which an online algorithm never rescales and a
// sequential sum meets its largest term first, losing the small ones.
func descending() Hazard {
	return Hazard{
		Name:  "descending",
		About: "logits in descending order: the largest term is summed first, the small ones are absorbed",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := spreadOut(f, r, k)
			slices.Sort(x)
			slices.Reverse(x)
			return x
		},
	}
}
