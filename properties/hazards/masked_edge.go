package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// maskedEdge has −Inf where loops begin or end. A running maximum that starts
// at the first element starts at −Inf, and −Inf − (−Inf) is NaN.
func maskedEdge() Hazard {
	return Hazard{
		Name:  "masked-edge",
		About: "the first logit, the last or both are −Inf: a running maximum begins or ends there",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 3 || !f.HasInf() {
				return nil
			}
			x := gaussian(f, r, k, 0, 4)
			which := r.IntN(3)
			if which != 1 {
				x[0] = math.Inf(-1)
			}
			if which != 0 {
				x[k-1] = math.Inf(-1)
			}
			return x
		},
	}
}
