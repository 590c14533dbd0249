package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// offset adds one number to ordinary logits, up to four times as large as the
// format can count to in ones, so that the spacing of the logits grows until
// nothing but ties and single steps is left of them. On the grid it is a shift
// under which a max-shifted softmax must not change by a bit.
func offset() Hazard {
	return Hazard{
		Name:  "offset",
		About: "normal logits plus a constant from ±8 to ±2^(p+2): all the digits are in what softmax ignores",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 1 {
				return nil
			}
			e := 3 + r.IntN(min(f.Precision()+2, f.MaxExp())-3)
			c := signed(r, math.Ldexp(uniform(r, 1, 2), e))
			return gaussian(f, r, k, c, pick[float64](r, 1, 4))
		},
	}
}
