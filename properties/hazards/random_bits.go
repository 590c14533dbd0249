package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// randomBits has logits of all magnitudes that the format has.
func randomBits() Hazard {
	return Hazard{
		Name:  "random-bits",
		About: "random bit patterns of finite numbers: all magnitudes at once",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 1 {
				return nil
			}
			x := make([]float64, k)
			for i := range x {
				x[i] = anyFinite(f, r)
			}
			return x
		},
	}
}
