package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// expUnderflow has differences to the maximum at the two thresholds below
// which an exponential is subnormal and zero, within a few numbers of them,
// between them and beyond: flushed to zero here, garbage from an exponent
// field that wraps there.
func expUnderflow() Hazard {
	return Hazard{
		Name:  "exp-underflow",
		About: "differences to the maximum at, between and beyond the thresholds where exp becomes subnormal and zero",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			a := arithmetic(f, r)
			top := 0.0
			if r.IntN(2) == 0 {
				top = fit(f, float64(4*standard(r)))
			}
			x := make([]float64, k)
			for i := range x {
				switch r.IntN(4) {
				case 0, 1:
					x[i] = nudge(f, fit(f, top+pick(r, a.ExpMinNormal(), a.ExpUnderflow())), r.IntN(9)-4)
				case 2:
					x[i] = fit(f, top+uniform(r, a.ExpUnderflow(), a.ExpMinNormal()))
				default:
					x[i] = fit(f, top+uniform(r, 2*a.ExpUnderflow(), a.ExpUnderflow()))
				}
			}
			x[r.IntN(k)] = top
			return x
		},
	}
}
