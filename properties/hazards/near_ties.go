package hazards

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// nearTies has two largest logits that are neighbours in the format.
func nearTies() Hazard {
	return Hazard{
		Name:  "near-ties",
		About: "the two largest logits are one ulp apart: the order must survive",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := below(f, r, k, float64(4*standard(r)))
			top := nudge(f, slices.Max(x), 2)
			at := r.Perm(k)
			x[at[0]], x[at[1]] = top, f.NextDown(top)
			return x
		},
	}
}

// nearTiesGrid has two largest logits that are neighbours on the grid.
func nearTiesGrid() Hazard {
	return Hazard{
		Name:  "near-ties" + gridSuffix,
		About: "the two largest logits are one step apart on a dyadic grid",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := below(f, r, k, float64(4*standard(r)))
			lo, hi := finiteRange(x)
			// Twice the range leaves room for two more steps of the grid.
			step := gridStep(f, 2*lo, 2*hi)
			for i, v := range x {
				x[i] = floorTo(v, step)
			}
			top := floorTo(hi, step) + float64(2*step)
			at := r.Perm(k)
			x[at[0]], x[at[1]] = top, top-step
			return x
		},
	}
}
