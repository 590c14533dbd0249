package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// maskedFiniteButOne masks all logits but one with a finite number: the first
// step of a causal mask (tfjs PR 7588, which answers with the largest float32).
func maskedFiniteButOne() Hazard {
	return Hazard{
		Name:  "masked-finite-but-one",
		About: "every logit but one is a mask of −1e4, −1e9, −65504, −3.4e38 or −Max",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := fill(finiteMask(f, r), k)
			x[r.IntN(k)] = f.Round(float64(4 * standard(r)))
			return x
		},
	}
}

// maskedFiniteAll masks every logit, some of them by two masks added up where the
// sum is a number: the answer is uniform over the larger ones (NeMo Automodel PR
// 2658, where the second mask made −Inf of the first).
func maskedFiniteAll() Hazard {
	return Hazard{
		Name:  "masked-finite-all",
		About: "every logit is a finite mask, or in half of the rows twice that where there is such a number",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 1 {
				return nil
			}
			mask := finiteMask(f, r)
			x := fill(mask, k)
			if r.IntN(2) == 0 && 2*mask >= -f.Max() {
				for i := range x {
					if r.IntN(2) == 0 {
						x[i] = 2 * mask
					}
				}
			}
			return x
		},
	}
}

// fill returns k times v.
func fill(v float64, k int) []float64 {
	x := make([]float64, k)
	for i := range x {
		x[i] = v
	}
	return x
}
