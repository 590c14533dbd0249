package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// tinyDifferences has logits so close that their exponentials differ in the
// last bits only: those of one number and its neighbours, or 0 and negative
// numbers of all magnitudes down to the square of the unit roundoff.
func tinyDifferences() Hazard {
	return Hazard{
		Name:  "tiny-differences",
		About: "logits a few ulps apart, or a 0 among tiny negative numbers: exponentials next to 1",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := make([]float64, k)
			if r.IntN(2) == 0 {
				c := fit(f, float64(16*standard(r)))
				for i := range x {
					x[i] = nudge(f, c, r.IntN(17)-8)
				}
				return x
			}
			for i := range x {
				x[i] = fit(f, -math.Ldexp(uniform(r, 1, 2), -1-r.IntN(2*f.Precision())))
			}
			x[r.IntN(k)] = 0
			return x
		},
	}
}
