package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// maskedSome has −Inf at random places, at least one and not everywhere.
func maskedSome() Hazard {
	return Hazard{
		Name:  "masked-some",
		About: "an eighth, half or seven eighths of the logits are −Inf: exactly 0 there, the others as if they were alone",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 || !f.HasInf() {
				return nil
			}
			x := gaussian(f, r, k, 0, 4)
			masked := max(1, min(k-1, k*pick(r, 1, 4, 7)/8))
			for _, i := range r.Perm(k)[:masked] {
				x[i] = math.Inf(-1)
			}
			return x
		},
	}
}
