package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// ties has two or more equal maxima, up to all but one of the row.
func ties() Hazard {
	return Hazard{
		Name:  "ties",
		About: "two, half or nearly all of the logits are the maximum: equal inputs, equal outputs",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			top := fit(f, float64(4*standard(r)))
			x := below(f, r, k, top)
			for _, i := range r.Perm(k)[:max(2, pick(r, 2, k/2, k-1))] {
				x[i] = top
			}
			return x
		},
	}
}
