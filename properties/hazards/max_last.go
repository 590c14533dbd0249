package hazards

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// maxLast puts the maximum where a vector loop leaves its tail. A kernel whose
// tail misses the maximum, or that subtracts the first element, overflows if
// the gap exceeds the overflow threshold of exp, as it does in half of the rows;
// one whose tail misses the sum is off by nearly all of it.
func maxLast() Hazard {
	return Hazard{
		Name:  "max-last",
		About: "the maximum is last or among the last eight, far above the rest: in the tail of a vector loop",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := gaussian(f, r, k, 0, 1)
			i := k - 1
			if r.IntN(2) == 0 {
				i -= r.IntN(min(k, 8))
			}
			rise := gap(f, r)
			if r.IntN(2) == 0 {
				rise = 8 + float64(uniform(r, 1, 2)*arithmetic(f, r).ExpOverflow())
			}
			x[i] = fit(f, slices.Max(x)+rise)
			return x
		},
	}
}
