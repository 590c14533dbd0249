package hazards

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/softulp/softulp/dtype"
)

// stepOf returns the largest power of two of which all finite elements of x
// are multiples, Inf if all are zero.
func stepOf(x []float64) float64 {
	step := math.Inf(1)
	for _, v := range x {
		if v == 0 || math.IsInf(v, 0) {
			continue
		}
		fraction, e := math.Frexp(v)
		zeros := bits.TrailingZeros64(uint64(math.Ldexp(math.Abs(fraction), 53)))
		step = min(step, math.Ldexp(1, e-53+zeros))
	}
	return step
}

// inexactDifference looks for two finite elements whose difference is not a
// number of f, and returns it.
func inexactDifference(f dtype.Format, x []float64) (difference *big.Float, found bool) {
	for i, v := range x {
		if math.IsInf(v, 0) {
			continue
		}
		for _, w := range x[:i] {
			if math.IsInf(w, 0) {
				continue
			}
			// Exact: two float64s span 2100 bits at most.
			d := new(big.Float).SetPrec(2200)
			d.Sub(d.SetFloat64(v), new(big.Float).SetFloat64(w))
			y := f.RoundBig(d)
			if math.IsNaN(y) || math.IsInf(y, 0) || new(big.Float).SetFloat64(y).Cmp(d) != 0 {
				return d, true
			}
		}
	}
	return nil, false
}

// bigExp returns e^x for |x| < 2^12 with a relative error below 2^-200: the
// Taylor series of x/2^16, squared sixteen times.
func bigExp(x float64) *big.Float {
	const prec, halvings = 320, 16
	float := func() *big.Float { return new(big.Float).SetPrec(prec) }
	z := float().SetFloat64(x)
	z.SetMantExp(z, -halvings)
	sum, term := float().SetInt64(1), float().SetInt64(1)
	for n := int64(1); n < 200; n++ {
		term.Mul(term, z)
		term.Quo(term, float().SetInt64(n))
		if term.Sign() == 0 || term.MantExp(nil) < -prec {
			break
		}
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}
