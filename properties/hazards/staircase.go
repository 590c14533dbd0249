package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// staircase raises the maximum seldom, by steps on both sides of the
// thresholds up to which lazy rescaling keeps an old maximum: FlashAttention 4
// keeps it for a factor of 2^8, a difference of 5.545, in its float16 path and
// of 2^4 in float8, where a stale maximum saturates (flash-attention issue
// 2716). Where the logits are in base 2 already the difference is 8 itself.
func staircase() Hazard {
	return Hazard{
		Name:  "staircase",
		About: "up to eight plateaus, each higher than the one before by 0.5 to 12: seldom a new maximum, near lazy thresholds",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 3 {
				return nil
			}
			x := make([]float64, k)
			level := float64(4*standard(r)) - 16
			left := 0 // elements left on this plateau
			for i := range x {
				if left == 0 {
					level += pick(r, 0.5, 2, 2.75, 5.5, 5.625, 8, 8.25, 12)
					left = k/8 + 1 + r.IntN(k/8+1)
					x[i] = fit(f, level) // each begins with its maximum
				} else {
					x[i] = fit(f, level-float64(r.Float64()))
				}
				left--
			}
			return x
		},
	}
}
