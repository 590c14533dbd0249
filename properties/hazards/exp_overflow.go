package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// expOverflow has logits at the threshold where exp overflows and within a few
// numbers of it on both sides. A kernel that does not shift by the maximum
// turns from good to Inf or NaN there, and so does an exp that gives up early
// (Go's on amd64 at 709.44 instead of 709.78).
func expOverflow() Hazard {
	return Hazard{
		Name:  "exp-overflow",
		About: "logits within four numbers of the overflow threshold of exp, among others near or far below",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			top := fit(f, arithmetic(f, r).ExpOverflow())
			x := make([]float64, k)
			for i := range x {
				switch r.IntN(4) {
				case 0, 1:
					x[i] = nudge(f, top, r.IntN(9)-4)
				case 2:
					x[i] = fit(f, top+uniform(r, -1, 1))
				default:
					x[i] = fit(f, float64(4*standard(r)))
				}
			}
			x[r.IntN(k)] = nudge(f, top, r.IntN(9)-4)
			return x
		},
	}
}
