package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// constant is the row of one value, whose softmax is exactly 1/K. Wide ones
// saturate the accumulator: a sum of ones in a format of precision p stops
// growing at 2^p (256 in bfloat16: pytorch/executorch PR 20090).
func constant() Hazard {
	return Hazard{
		Name:  "constant",
		About: "one value K times: softmax is 1/K, and a sum of ones in p bits stops growing at 2^p",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 1 {
				return nil
			}
			x := make([]float64, k)
			v := landmark(f, r)
			for i := range x {
				x[i] = v
			}
			return x
		},
	}
}
