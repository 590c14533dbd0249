package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// empty is the row of no logits.
func empty() Hazard {
	return Hazard{
		Name:  "empty",
		About: "no logits at all: a maximum of nothing, a division by an empty sum",
		Generate: func(_ dtype.Format, _ *rand.Rand, k int) []float64 {
			if k != 0 {
				return nil
			}
			return []float64{}
		},
	}
}
