package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// roundingBoundary has differences whose exponential lies next to the midpoint
// of two numbers of the format, where the least error of exp decides which way
// it rounds. Below 1 the midpoints are 1 − t with t = (2j+1)·2^-(p+1), and
// d = log(1 − t) rounded to the format, a number near −t, is off by |d|·2^-p at
// most: e^d is closer to the midpoint than |d| spacings. With t < 1/8 that is
// 0.14 of a spacing at most, and for small j about 2^-p of one.
func roundingBoundary() Hazard {
	return Hazard{
		Name:  "rounding-boundary",
		About: "a 0 among differences whose exponential is next to a midpoint of two numbers of the format",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			// A few are enough to fill the row, and logarithms are slow.
			values := make([]float64, 8)
			for i := range values {
				j := r.Int64N(1 << r.IntN(f.Precision()-2))
				t := math.Ldexp(float64(2*j+1), -f.Precision()-1)
				// 1 − t takes a bit more than f's precision.
				m := newFloat().SetInt64(1)
				m.Sub(m, newFloat().SetFloat64(t))
				values[i] = f.RoundBig(ln(m))
			}
			x := make([]float64, k)
			for i := range x {
				x[i] = pick(r, values...)
			}
			x[r.IntN(k)] = 0
			return x
		},
	}
}
