package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// subnormalOutput has one logit so far above all others that their
// probabilities are subnormal numbers of the row's own format.
func subnormalOutput() Hazard {
	return Hazard{
		Name:  "subnormal-output",
		About: "all probabilities but the largest are subnormal: gradual underflow, and what flushes it",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := make([]float64, k)
			for i := range x {
				x[i] = fit(f, uniform(r, f.ExpUnderflow(), f.ExpMinNormal()))
			}
			x[r.IntN(k)] = 0
			return x
		},
	}
}
