package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// tinyLogits has subnormal logits of all magnitudes, zeros of both signs among
// them: exp of each is 1, a correct softmax 1/K up to rounding.
func tinyLogits() Hazard {
	return Hazard{
		Name:  "tiny-logits",
		About: "zeros and subnormal numbers of both signs: exponentials of 1, and inputs that are flushed",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 1 {
				return nil
			}
			x := make([]float64, k)
			for i := range x {
				n := r.Int64N(1 << r.IntN(f.Precision()))
				x[i] = signed(r, math.Ldexp(float64(n), f.MinExp()-f.Precision()+1))
			}
			return x
		},
	}
}
