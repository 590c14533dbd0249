package hazards

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// outlierLow has one logit far below the others, in a third of the rows so far
// that it has the largest magnitude by much: a shift by max |x| instead of
// max x loses half of the bits at 100 and everything at 1000.
func outlierLow() Hazard {
	return Hazard{
		Name:  "outlier-low",
		About: "one logit 8 or more below all others: an underflow, and a maximum that is not that of the magnitudes",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := gaussian(f, r, k, 0, 1)
			depth := gap(f, r)
			if r.IntN(3) == 0 {
				depth = float64(-uniform(r, 2, 10) * arithmetic(f, r).ExpUnderflow())
			}
			x[r.IntN(k)] = fit(f, slices.Min(x)-depth)
			return x
		},
	}
}
