package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// maskedFinite masks with the numbers that programs use in place of −Inf. Their
// differences to the maximum overflow an exponent field unless clamped
// (tt-metal PR 55802), and −Max less a positive maximum overflows itself.
func maskedFinite() Hazard {
	return Hazard{
		Name:  "masked-finite",
		About: "masks of −1e4, −1e9, −65504, −3.4e38 or −Max instead of −Inf, over ordinary or over all logits but one",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			mask := finiteMask(f, r)
			x := gaussian(f, r, k, 0, 4)
			masked := max(1, min(k-1, k*pick(r, 1, 4, 8)/8))
			for _, i := range r.Perm(k)[:masked] {
				x[i] = mask
			}
			return x
		},
	}
}

// finiteMask returns a number that programs use in place of −Inf.
func finiteMask(f dtype.Format, r *rand.Rand) float64 {
	return fit(f, pick(r, -1e4, -1e9, -65504, -dtype.Float32.Max(), -f.Max()))
}
