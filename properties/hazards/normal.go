package hazards

import (
	"fmt"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// normal is what logits mostly look like, at the given standard deviation.
func normal(scale int) Hazard {
	return Hazard{
		Name:  fmt.Sprintf("normal-%d", scale),
		About: fmt.Sprintf("independent normal logits of standard deviation %d", scale),
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 1 {
				return nil
			}
			return gaussian(f, r, k, 0, float64(scale))
		},
	}
}
