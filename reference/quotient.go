package reference

import (
	"math"
	"math/big"
)

// quotient is an exact dyadic number over an odd positive integer: a difference of
// logits over a temperature. A den of nil is 1.
type quotient struct {
	num dyadic
	den *big.Int
}

// over returns d/t for t > 0.
func (d dyadic) over(t dyadic) quotient {
	z := uint(t.m.TrailingZeroBits())
	q := quotient{num: dyadic{d.m, d.e - t.e - int(z)}}
	if odd := new(big.Int).Rsh(t.m, z); odd.BitLen() > 1 {
		q.den = odd
	}
	return q
}

// plus returns a + b, which have the same denominator.
func (a quotient) plus(b quotient) quotient {
	return quotient{a.num.add(b.num), a.den}
}

// minus returns a − b, which have the same denominator.
func (a quotient) minus(b quotient) quotient {
	return quotient{a.num.sub(b.num), a.den}
}

// cmp compares a and b, which have the same denominator.
func (a quotient) cmp(b quotient) int { return a.num.sub(b.num).sign() }

// sign returns −1, 0 or +1.
func (a quotient) sign() int { return a.num.m.Sign() }

// fixed returns ⌊a·2^q⌋.
func (a quotient) fixed(q int) *big.Int {
	if a.den == nil {
		return a.num.fixed(q)
	}
	n, den := new(big.Int), a.den
	if s := a.num.e + q; s >= 0 {
		n.Lsh(a.num.m, uint(s))
	} else {
		n.Set(a.num.m)
		den = new(big.Int).Lsh(den, uint(-s))
	}
	return n.Div(n, den) // Euclidean: the floor, as den > 0
}

// whole reports whether a·2^q is an integer, as far as it shows without a division.
func (a quotient) whole(q int) bool {
	return a.den == nil && a.num.e+q >= 0 || a.sign() == 0
}

// exponent returns the e with 2^(e-1) ≤ |a| < 2^e, for a ≠ 0.
func (a quotient) exponent() int {
	if a.den == nil {
		return a.num.exponent()
	}
	// 2^(b-1) ≤ |m|/den < 2^(b+1)
	b := a.num.m.BitLen() - a.den.BitLen()
	m, den := new(big.Int).Abs(a.num.m), new(big.Int).Set(a.den)
	if b >= 0 {
		den.Lsh(den, uint(b))
	} else {
		m.Lsh(m, uint(-b))
	}
	if m.Cmp(den) >= 0 {
		b++
	}
	return b + a.num.e
}

// float64 returns a with a relative error below 2^-51, for |a| in float64's range.
func (a quotient) float64() float64 {
	var x float64
	if a.num.m.IsInt64() {
		x = math.Ldexp(float64(a.num.m.Int64()), a.num.e)
	} else {
		x, _ = scaled(a.num.m, a.num.e).Float64()
	}
	if a.den != nil {
		t, _ := new(big.Float).SetInt(a.den).Float64()
		x /= t
	}
	return x
}

// rat returns a as a rational.
func (a quotient) rat() *big.Rat {
	r := a.num.rat()
	if a.den != nil {
		r.Quo(r, new(big.Rat).SetInt(a.den))
	}
	return r
}
