package dtype

import (
	"math"
	"math/big"
)

// RoundBig returns x rounded to the nearest number of the format, ties to
// even: one rounding, straight from the bits of x, with overflow
// ([Format.Overflow]) and gradual underflow. Zeros and negative numbers that
// underflow keep their sign. Infinities overflow.
func (f Format) RoundBig(x *big.Float) float64 { return f.RoundBigToward(x, 0) }

// RoundBigToward rounds as RoundBig does a number that is larger than x
// (dir > 0) or smaller (dir < 0) by less than anything representable: a tie
// goes the way that dir points, and a zero gets its sign from dir. Rounding
// both ends of an open interval that way tells whether all its numbers round
// alike. With dir = 0 it is RoundBig.
func (f Format) RoundBigToward(x *big.Float, dir int) float64 {
	l := &layouts[f]
	if x.Sign() == 0 {
		return signedZero(dir < 0 || dir == 0 && x.Signbit())
	}
	// 2^(exp-1) ≤ |x| < 2^exp.
	exp := x.MantExp(nil)
	if x.IsInf() || exp > l.emax+1 {
		return f.Overflow(x.Signbit())
	}
	// The result keeps the bits of x that are worth 2^q or more.
	keep := exp - (l.emin - l.precision + 1)
	if keep < 0 {
		return signedZero(x.Signbit()) // below half of MinSubnormal
	}
	keep = min(keep, l.precision)
	mode := big.ToNearestEven
	if x.MinPrec() == uint(keep)+1 { // a tie: one bit more than is kept
		switch {
		case dir > 0:
			mode = big.ToPositiveInf
		case dir < 0:
			mode = big.ToNegativeInf
		}
	}
	if keep == 0 {
		return f.roundHalfSubnormal(x, mode)
	}
	y, _ := new(big.Float).SetMode(mode).SetPrec(uint(keep)).Set(x).Float64()
	if math.Abs(y) > l.max {
		return f.Overflow(y < 0)
	}
	return y
}

// roundHalfSubnormal rounds an x with MinSubnormal/2 ≤ |x| < MinSubnormal, of
// which a big.Float cannot keep zero bits. Only a tie comes with a mode other
// than to nearest even.
func (f Format) roundHalfSubnormal(x *big.Float, mode big.RoundingMode) float64 {
	away := x.MinPrec() > 1
	switch mode {
	case big.ToPositiveInf:
		away = !x.Signbit()
	case big.ToNegativeInf:
		away = x.Signbit()
	}
	y := 0.0
	if away {
		y = f.MinSubnormal()
	}
	if x.Signbit() {
		y = math.Copysign(y, -1)
	}
	return y
}

// RoundRat returns x rounded to the nearest number of the format, ties to
// even, as RoundBig does. Numerator and denominator may have any size; the
// work is at most one division of them.
func (f Format) RoundRat(x *big.Rat) float64 {
	l := &layouts[f]
	if x.Sign() == 0 {
		return 0
	}
	a, b := new(big.Int).Abs(x.Num()), x.Denom()
	d := a.BitLen() - b.BitLen() // 2^(d-1) < |x| < 2^(d+1)
	if d > l.emax+1 {
		return f.Overflow(x.Sign() < 0)
	}
	if d < l.emin-l.precision-1 {
		return signedZero(x.Sign() < 0) // below half of MinSubnormal
	}
	// The quotient's bits beyond the precision and one more for the tie matter
	// only in whether they are all zero, which a sticky last bit says.
	shift := l.precision + 3 - d
	if shift >= 0 {
		a.Lsh(a, uint(shift))
	} else {
		b = new(big.Int).Lsh(b, uint(-shift))
	}
	q, r := a.QuoRem(a, b, new(big.Int))
	q.Lsh(q, 1)
	if r.Sign() != 0 {
		q.SetBit(q, 0, 1)
	}
	if x.Sign() < 0 {
		q.Neg(q)
	}
	y := new(big.Float).SetInt(q)
	return f.RoundBig(y.SetMantExp(y, -shift-1))
}

func signedZero(negative bool) float64 {
	if negative {
		return math.Copysign(0, -1)
	}
	return 0
}
