package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// wideSpread has logits all over an interval that is wider than the range of
// exp, in half of the rows as wide as the format: differences to the maximum
// then overflow, and those of any wide row leave the domain of an exponential
// that does not clamp its argument.
func wideSpread() Hazard {
	return Hazard{
		Name:  "wide-spread",
		About: "logits up to ±2^e for a random e, up to ±Max in half of the rows: differences that overflow",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			reach := f.Max()
			if r.IntN(2) == 0 {
				reach = math.Ldexp(1, 7+r.IntN(f.MaxExp()-6))
			}
			x := make([]float64, k)
			for i := range x {
				x[i] = fit(f, float64(reach*uniform(r, -1, 1)))
			}
			at := r.Perm(k)
			x[at[0]], x[at[1]] = reach, -reach
			return x
		},
	}
}
