package reference

import "math/big"

// interval is the open interval (lo·2^e, hi·2^e). It is open because what it
// encloses is transcendental, hence different from either end.
type interval struct {
	lo, hi *big.Int
	e      int
}

// neg returns −v.
func (v interval) neg() interval {
	return interval{new(big.Int).Neg(v.hi), new(big.Int).Neg(v.lo), v.e}
}

// add returns v + d, rounded outwards to units no finer than a relative 2^-p
// of d asks for.
func (v interval) add(d quotient, p int) interval {
	if d.sign() == 0 {
		return v
	}
	if e := d.exponent() - p - 16; v.e < e {
		v = v.coarsen(e)
	}
	lo := d.fixed(-v.e)
	hi := lo
	if !d.whole(-v.e) { // floored: the true d is less than one unit above
		hi = new(big.Int).Add(lo, one)
	}
	return interval{new(big.Int).Add(v.lo, lo), new(big.Int).Add(v.hi, hi), v.e}
}

// coarsen returns v in units of 2^e, e ≥ v.e, rounded outwards.
func (v interval) coarsen(e int) interval {
	lo := shift(new(big.Int), v.lo, v.e-e)
	hi := new(big.Int).Neg(v.hi)
	hi.Neg(shift(hi, hi, v.e-e))
	return interval{lo, hi, e}
}

// ends returns both ends as exact big.Floats.
func (v interval) ends() (lo, hi *big.Float) {
	return scaled(v.lo, v.e), scaled(v.hi, v.e)
}

// scaled returns m·2^e exactly.
func scaled(m *big.Int, e int) *big.Float {
	// SetMantExp gives its result the precision of its mantissa argument, so
	// the mantissa must hold m exactly.
	z := new(big.Float).SetPrec(max(64, uint(m.BitLen()))).SetInt(m)
	return z.SetMantExp(z, e)
}

// unit is the number 1, as an interval.
var unit = interval{one, one, 0}

// sized returns v in units no finer than its magnitude's 2^-b, rounded outwards:
// what enters a product need not have more bits than come out.
func (v interval) sized(b int) interval {
	if n := max(v.lo.BitLen(), v.hi.BitLen()); n > b {
		return v.coarsen(v.e + n - b)
	}
	return v
}

// times returns v·d.
func (v interval) times(d dyadic) interval {
	lo, hi := new(big.Int).Mul(v.lo, d.m), new(big.Int).Mul(v.hi, d.m)
	if d.sign() < 0 {
		lo, hi = hi, lo
	}
	return interval{lo, hi, v.e + d.e}
}

// scaledBy returns v·c, rounded outwards by less than a relative 2^-p of the larger
// end.
func (v interval) scaledBy(c quotient, p int) interval {
	v = v.times(c.num)
	if c.den == nil {
		return v
	}
	return v.quo(interval{c.den, c.den, 0}, p)
}

// mul returns v·w for a w that is not negative.
func (v interval) mul(w interval) interval {
	lo, hi := w.lo, w.hi // which end of w makes v's lower end lower, and v's upper end higher
	if v.lo.Sign() < 0 {
		lo = w.hi
	}
	if v.hi.Sign() < 0 {
		hi = w.lo
	}
	return interval{new(big.Int).Mul(v.lo, lo), new(big.Int).Mul(v.hi, hi), v.e + w.e}
}

// quo returns v/w for a positive w, rounded outwards by less than a relative 2^-p of
// the larger of the ends.
func (v interval) quo(w interval, p int) interval {
	k := max(0, p+8+w.hi.BitLen()-max(v.lo.BitLen(), v.hi.BitLen()))
	lo, hi := w.hi, w.lo
	if v.lo.Sign() < 0 {
		lo = w.lo
	}
	if v.hi.Sign() < 0 {
		hi = w.hi
	}
	z := interval{new(big.Int).Lsh(v.lo, uint(k)), new(big.Int).Lsh(v.hi, uint(k)), v.e - w.e - k}
	z.lo.Div(z.lo, lo) // the floor, as divisors are positive
	z.hi.Neg(z.hi.Div(z.hi.Neg(z.hi), hi))
	return z
}

// plus returns v + w, rounded outwards to units no finer than a relative 2^-p of the
// larger one asks for.
func (v interval) plus(w interval, p int) interval {
	top := max(v.size(), w.size())
	e := max(min(v.e, w.e), top-p-16)
	v, w = v.coarsen(e), w.coarsen(e)
	return interval{new(big.Int).Add(v.lo, w.lo), new(big.Int).Add(v.hi, w.hi), e}
}

// size returns an e with |v| ≤ 2^e.
func (v interval) size() int { return max(v.lo.BitLen(), v.hi.BitLen()) + v.e }

// sign returns the sign of what v encloses, 0 if v does not tell.
func (v interval) sign() int {
	switch {
	case v.lo.Sign() >= 0:
		return 1
	case v.hi.Sign() <= 0:
		return -1
	}
	return 0
}

// narrow reports whether v is at most a relative 2^-p wide.
func (v interval) narrow(p int) bool {
	if v.lo.Sign() != v.hi.Sign() {
		return false
	}
	w := new(big.Int).Sub(v.hi, v.lo)
	return min(v.lo.BitLen(), v.hi.BitLen()) > w.BitLen()+p
}
