package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// maskedButOne has a single logit that is not −Inf; its probability is 1.
func maskedButOne() Hazard {
	return Hazard{
		Name:  "masked-but-one",
		About: "all logits but one are −Inf: 1 there, and log-sum-exp is that logit, exactly",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 || !f.HasInf() {
				return nil
			}
			x := make([]float64, k)
			for i := range x {
				x[i] = math.Inf(-1)
			}
			x[r.IntN(k)] = landmark(f, r)
			return x
		},
	}
}
