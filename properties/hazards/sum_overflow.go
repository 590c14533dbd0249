package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// sumOverflow has exponentials that are finite and a sum that is, or is not,
// by a little: all logits are near the overflow threshold less log K.
func sumOverflow() Hazard {
	return Hazard{
		Name:  "sum-overflow",
		About: "all logits within four numbers of the overflow threshold of exp less log K: no term overflows, the sum may",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			logK, _ := lnInt(k).Float64()
			v := fit(f, arithmetic(f, r).ExpOverflow()-logK)
			x := make([]float64, k)
			for i := range x {
				x[i] = nudge(f, v, r.IntN(9)-4)
			}
			return x
		},
	}
}
