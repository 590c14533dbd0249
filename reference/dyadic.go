package reference

import (
	"math"
	"math/big"
)

// dyadic is the exact number m·2^e.
type dyadic struct {
	m *big.Int
	e int
}

// fromFloat returns the finite number x exactly.
func fromFloat(x float64) dyadic {
	if x == 0 {
		return dyadic{new(big.Int), 0}
	}
	fr, e := math.Frexp(x) // x = fr·2^e, 1/2 ≤ |fr| < 1
	return dyadic{big.NewInt(int64(fr * (1 << 53))), e - 53}
}

// sub returns a − b exactly. Two float64s can need 2^1024 over 2^-1074: about
// 2100 bits, never more.
func (a dyadic) sub(b dyadic) dyadic {
	if a.m.Sign() == 0 {
		return dyadic{new(big.Int).Neg(b.m), b.e}
	}
	if b.m.Sign() == 0 {
		return a
	}
	z := new(big.Int)
	if a.e >= b.e {
		z.Lsh(a.m, uint(a.e-b.e))
		return dyadic{z.Sub(z, b.m), b.e}
	}
	z.Lsh(b.m, uint(b.e-a.e))
	return dyadic{z.Sub(a.m, z), a.e}
}

// add returns a + b exactly.
func (a dyadic) add(b dyadic) dyadic { return a.sub(dyadic{new(big.Int).Neg(b.m), b.e}) }

// mul returns a·b exactly.
func (a dyadic) mul(b dyadic) dyadic { return dyadic{new(big.Int).Mul(a.m, b.m), a.e + b.e} }

// times returns a·n exactly.
func (a dyadic) times(n int) dyadic { return dyadic{new(big.Int).Mul(a.m, big.NewInt(int64(n))), a.e} }

// abs returns |a|.
func (a dyadic) abs() dyadic { return dyadic{new(big.Int).Abs(a.m), a.e} }

// neg returns −a.
func (a dyadic) neg() dyadic { return dyadic{new(big.Int).Neg(a.m), a.e} }

// sign returns −1, 0 or +1.
func (a dyadic) sign() int { return a.m.Sign() }

// fixed returns ⌊a·2^q⌋.
func (a dyadic) fixed(q int) *big.Int {
	return shift(new(big.Int), a.m, a.e+q)
}

// exponent returns the e with 2^(e-1) ≤ |a| < 2^e, for a ≠ 0.
func (a dyadic) exponent() int { return a.m.BitLen() + a.e }

// rat returns a as a rational.
func (a dyadic) rat() *big.Rat {
	r := new(big.Rat)
	if a.e >= 0 {
		return r.SetInt(shift(new(big.Int), a.m, a.e))
	}
	return r.SetFrac(a.m, shift(new(big.Int), one, -a.e))
}

// one is the integer 1; never written to.
var one = big.NewInt(1)

// shift sets z to ⌊x·2^n⌋ and returns it.
func shift(z, x *big.Int, n int) *big.Int {
	if n >= 0 {
		return z.Lsh(x, uint(n))
	}
	return z.Rsh(x, uint(-n)) // rounds towards −∞, negative x too
}
