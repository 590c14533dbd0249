package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// maskedTile has a run of −Inf that covers one or more whole tiles of a blocked
// kernel, the first ones in half of the rows. In half of them the logits that
// remain are so low that exp of them is zero: a maximum of −Inf that was
// replaced by 0 for the masked tile must not be kept (flash-attention issue
// 2082). Rows of several tiles of any kernel, of which there are few, have both.
func maskedTile() Hazard {
	return Hazard{
		Name:  "masked-tile",
		About: "an aligned run of −Inf as long as a tile or several, leading in half of the rows, before logits that may be very low",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 5 || !f.HasInf() {
				return nil
			}
			tile := 4
			for tile < 128 && 2*tile < k && (k >= 512 || r.IntN(4) != 0) {
				tile *= 2
			}
			tiles := (k - 1) / tile // whole ones that leave a logit over
			wide := k >= 512
			first := 0
			if r.IntN(2) == 0 && !wide {
				first = r.IntN(tiles)
			}
			count := 1 + r.IntN(tiles-first)
			mean := 0.0
			if r.IntN(2) == 0 || wide {
				mean = float64(1.5 * arithmetic(f, r).ExpUnderflow())
			}
			x := gaussian(f, r, k, mean, 4)
			for i := first * tile; i < (first+count)*tile; i++ {
				x[i] = math.Inf(-1)
			}
			return x
		},
	}
}
