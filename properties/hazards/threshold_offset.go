package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// thresholdOffset moves ordinary logits to where exp of all of them overflows,
// is subnormal or is zero: softmax does not change, an unshifted kernel gives
// Inf/Inf or 0/0.
func thresholdOffset() Hazard {
	return Hazard{
		Name:  "threshold-offset",
		About: "normal logits, all shifted by a threshold of exp up or down: Inf/Inf or 0/0 without the maximum",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 1 {
				return nil
			}
			a := arithmetic(f, r)
			c := pick(r, a.ExpOverflow(), -a.ExpOverflow(), a.ExpMinNormal(), a.ExpUnderflow())
			return gaussian(f, r, k, c, 1)
		},
	}
}
