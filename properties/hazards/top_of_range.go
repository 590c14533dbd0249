package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// topOfRange has two or more logits of Max, the others just below, halfway, 0
// or −Max: max + log K is not a number of the format, x − max may not be one.
func topOfRange() Hazard {
	return Hazard{
		Name:  "top-of-range",
		About: "Max twice or more, among its neighbour, half of it, 0 and −Max: max + log K and x − max overflow",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := make([]float64, k)
			for i := range x {
				x[i] = pick(r, f.Max(), f.NextDown(f.Max()), f.Max()/2, 0, -f.Max())
			}
			at := r.Perm(k)
			x[at[0]], x[at[1]] = f.Max(), f.Max()
			return x
		},
	}
}
