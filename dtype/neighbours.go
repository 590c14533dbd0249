package dtype

import (
	"math"
	"math/big"
)

// NextUp returns the smallest number of the format that is greater than x; x
// itself need not be representable. As in IEEE 754-2019, section 5.3.1, the
// neighbours of either zero are ±MinSubnormal, NextUp(-MinSubnormal) is −0,
// NextUp(-Inf) is −Max, NextUp(+Inf) is +Inf and NextUp(NaN) is NaN. Where
// nothing finite is greater, from Max on, it is [Format.Overflow](false): +Inf,
// or NaN in float8_e4m3fn.
func (f Format) NextUp(x float64) float64 {
	switch {
	case x != x:
		return math.NaN()
	case x >= f.Max():
		return f.Overflow(false)
	case x < -f.Max():
		return -f.Max()
	}
	y := f.Round(x)
	switch {
	case y > x:
		return y
	case y == 0:
		return f.MinSubnormal()
	case y < 0:
		return f.Decode(f.Encode(y) - 1) // patterns order magnitudes
	default:
		return f.Decode(f.Encode(y) + 1)
	}
}

// NextDown returns the largest number of the format that is less than x:
// −NextUp(−x). Where nothing finite is less, from −Max down, it is
// [Format.Overflow](true).
func (f Format) NextDown(x float64) float64 { return -f.NextUp(-x) }

// OverflowThreshold returns where rounding to the format overflows: the
// midpoint of Max and the number that would follow it if the exponent had no
// bound. Magnitudes above overflow, magnitudes below do not, and inclusive
// says whether the threshold itself does: the tie goes to the even one of two
// significands, which is the overflowing one in every format whose Max has a
// significand of ones (65520 in float16), but not in float8_e4m3fn, where 464
// rounds to 448 because the pattern after Max is the NaN. The threshold is not
// a number of the format, and for float64 not a float64.
func (f Format) OverflowThreshold() (threshold *big.Float, inclusive bool) {
	l := &layouts[f]
	half := math.Ldexp(1, l.emax-l.precision) // half of the spacing at Max
	threshold = new(big.Float).SetPrec(uint(l.precision) + 1)
	threshold.Add(big.NewFloat(l.max), big.NewFloat(half))
	return threshold, f.Encode(l.max)&1 == 1
}
