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
func (v interval) add(d dyadic, p int) interval {
	if d.m.Sign() == 0 {
		return v
	}
	if e := d.exponent() - p - 16; v.e < e {
		v = v.coarsen(e)
	}
	lo := d.fixed(-v.e)
	hi := lo
	if d.e < v.e { // floored: the true d is less than one unit above
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
