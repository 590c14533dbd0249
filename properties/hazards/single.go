package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// single is the row of one logit, whose softmax is exactly 1.
func single() Hazard {
	return Hazard{
		Name:  "single",
		About: "one logit of any size: softmax is 1, log-softmax 0 and log-sum-exp the logit, exactly",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k != 1 {
				return nil
			}
			return []float64{landmark(f, r)}
		},
	}
}
