package sides

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// dominating has one number far beyond the others.
func dominating() Family {
	return Family{
		Name:  "dominating",
		About: "one number is larger than all others by as many bits as the format has, or twice that: what is added to it is lost",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			if len(x) < 2 {
				return nil
			}
			g := each(x, func(int) float64 { return fit(f, noise(r)) })
			g[r.IntN(len(g))] = fit(f, signed(r, min(f.Max()/4, math.Ldexp(1+r.Float64(), pick(r, 1, 2)*f.Precision()))))
			return g
		},
	}
}
