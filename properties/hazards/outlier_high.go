package hazards

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// outlierHigh has one dominant class. Over many classes the far ones still
// count: 30000 of them at exp(−10) outweigh it, and a table of exp that ends
// at −10 doubles the sum.
func outlierHigh() Hazard {
	return Hazard{
		Name:  "outlier-high",
		About: "one logit 8 or more above all others: small probabilities next to one near 1",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := gaussian(f, r, k, 0, 1)
			x[r.IntN(k)] = fit(f, slices.Max(x)+gap(f, r))
			return x
		},
	}
}
