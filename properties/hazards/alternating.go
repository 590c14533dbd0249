package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// alternating has one magnitude and both signs.
func alternating() Hazard {
	return Hazard{
		Name:  "alternating",
		About: "+a, −a, +a, … with a from 1/2 to half of Max: two values, one magnitude",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			a := arithmetic(f, r)
			v := pick(r, uniform(r, 0.5, 16), a.ExpOverflow(), -a.ExpUnderflow()/2, -a.ExpUnderflow(), f.Max()/2)
			v = signed(r, fit(f, v))
			x := make([]float64, k)
			for i := range x {
				x[i] = v
				v = -v
			}
			return x
		},
	}
}
