package hazards

import "math/big"

// logPrec is the precision in bits of logarithms: twice that of float64 and
// then some, so that they can be rounded to any format, and their remainders
// too.
const logPrec = 160

// ln returns the natural logarithm of x > 0 with a relative error below 2^-150,
// the same bits on every architecture.
//
// With x = m·2^e and 2/3 ≤ m < 4/3 it is 2·artanh((m−1)/(m+1)) + e·ln 2, where
// ln 2 = 2·artanh(1/3). No cancellation: |ln m| ≤ 0.41 < 0.69.
func ln(x *big.Float) *big.Float {
	m := new(big.Float)
	e := x.MantExp(m) // m keeps the precision of x
	if m.Cmp(big.NewFloat(2.0/3)) < 0 {
		m.SetMantExp(m, 1)
		e--
	}
	one := newFloat().SetInt64(1)
	sum := twiceArtanh(newFloat().Quo(newFloat().Sub(m, one), newFloat().Add(m, one)))
	if e == 0 {
		return sum
	}
	ln2 := twiceArtanh(newFloat().Quo(one, newFloat().SetInt64(3)))
	return sum.Add(sum, ln2.Mul(ln2, newFloat().SetInt64(int64(e))))
}

// twiceArtanh returns 2·artanh z = 2·(z + z³/3 + z⁵/5 + …) for |z| ≤ 1/3.
func twiceArtanh(z *big.Float) *big.Float {
	square := newFloat().Mul(z, z)
	power := newFloat().Set(z)
	sum := newFloat().Set(z)
	for n := int64(3); power.Sign() != 0; n += 2 {
		power.Mul(power, square)
		term := newFloat().Quo(power, newFloat().SetInt64(n))
		if term.Sign() == 0 || term.MantExp(nil) < sum.MantExp(nil)-logPrec {
			break
		}
		sum.Add(sum, term)
	}
	return sum.SetMantExp(sum, 1)
}

// lnInt returns the logarithm of a positive integer.
func lnInt(n int) *big.Float { return ln(newFloat().SetInt64(int64(n))) }

func newFloat() *big.Float { return new(big.Float).SetPrec(logPrec) }
