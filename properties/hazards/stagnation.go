package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// stagnation has one logit of 0 before many whose exponentials are just below
// 2^-p: half of the spacing above 1 in an accumulator of precision p. Added one
// by one each of them is lost, and the sum stays 1 where it is nearly
// 1 + (K−1)·2^-p. A kernel that adds them up first keeps them.
func stagnation() Hazard {
	return Hazard{
		Name:  "stagnation",
		About: "one logit of 0 first, then many with exponentials just below half an ulp of 1: a sequential sum never moves",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 3 {
				return nil
			}
			d := f.NextDown(halfUlpLogit(f, r))
			x := make([]float64, k)
			for i := 1; i < k; i++ {
				x[i] = nudge(f, d, -r.IntN(2))
			}
			return x
		},
	}
}

// stagnationGrid is stagnation with two values, both on a dyadic grid.
func stagnationGrid() Hazard {
	return Hazard{
		Name:  "stagnation" + gridSuffix,
		About: "one logit of 0 first, then many equal ones with exponentials below half an ulp of 1, on a dyadic grid",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 3 {
				return nil
			}
			d := halfUlpLogit(f, r)
			d = floorTo(d, max(finestGrid, f.Spacing(d)))
			x := make([]float64, k)
			for i := 1; i < k; i++ {
				x[i] = d
			}
			return x
		},
	}
}

// halfUlpLogit returns −p·ln 2, or a little less, for the precision p of f or
// of a format that sums are kept in.
func halfUlpLogit(f dtype.Format, r *rand.Rand) float64 {
	p := pick(r, f.Precision(), f.Precision(), dtype.BFloat16.Precision(),
		dtype.Float16.Precision(), dtype.Float32.Precision())
	// math.Ln2 and the product are off by 2^-53 each, the factor by more.
	return -float64(p) * math.Ln2 * (1 + 0x1p-51)
}
