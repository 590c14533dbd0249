package reference

import (
	"math"
	"math/big"
)

// Number is one exact answer: a special value, a rational, or a transcendental
// number that can be enclosed as narrowly as asked.
type Number struct {
	special float64 // NaN or ±Inf, when neither of the next two is set
	orNaN   bool    // a NaN is as good
	exact   *big.Rat
	// enclose returns an open interval around the number, whose ends differ by
	// about a relative 2^-p; or of which one end is 0 and the other below
	// 2^-(2^27) in magnitude.
	enclose func(p int) interval
	// The number is anchor plus (side > 0) or minus (side < 0) something
	// positive that may be too small for any enclosure to tell from 0: e^-1e308.
	anchor *big.Rat
	side   int
	lean   func() int // the side, where it takes some work to tell

	// Where rest is present the number is e^power·rest, up to a relative 2^-8000 where
	// it is below 2^-8192: for decimals of what is too small for an enclosure.
	power quotient
	rest  func(p int) interval
}

// neg returns −n.
func (n Number) neg() Number {
	m := Number{special: -n.special, orNaN: n.orNaN, side: -n.side, power: n.power}
	if n.exact != nil {
		m.exact = new(big.Rat).Neg(n.exact)
	}
	if n.anchor != nil {
		m.anchor = new(big.Rat).Neg(n.anchor)
	}
	if n.enclose != nil {
		m.enclose = func(p int) interval { return n.enclose(p).neg() }
	}
	if n.rest != nil {
		m.rest = func(p int) interval { return n.rest(p).neg() }
	}
	if n.lean != nil {
		m.lean = func() int { return -n.lean() }
	}
	return m
}

// scaledBy returns n·c for a transcendental n and c ≠ 0.
func (n Number) scaledBy(c quotient) Number {
	m := Number{side: n.side * c.sign(), power: n.power}
	m.enclose = func(p int) interval { return n.enclose(p).scaledBy(c, p) }
	if n.anchor != nil {
		m.anchor = new(big.Rat).Mul(n.anchor, c.rat())
	}
	if n.rest != nil {
		m.rest = func(p int) interval { return n.rest(p).scaledBy(c, p) }
	}
	if n.lean != nil {
		m.lean = func() int { return n.lean() * c.sign() }
	}
	return m
}

// literal returns the float v, which may be special, as a Number.
func literal(v float64) Number {
	if math.IsInf(v, 0) || v != v {
		return Number{special: v}
	}
	return Number{exact: fromFloat(v).rat()}
}

// rational returns a/b.
func rational(a, b int) Number {
	return Number{exact: big.NewRat(int64(a), int64(b))}
}

// IsFinite reports whether the number is a real number.
func (n Number) IsFinite() bool { return n.exact != nil || n.enclose != nil }

// Rat returns the number's value if it is rational, or nil.
func (n Number) Rat() *big.Rat { return n.exact }

// Cmp compares the finite number with c: −1, 0 or +1. It panics if c is not 0
// but below 2^-(2^27) in magnitude, where answers such as e^-1e308 are only
// known to be nonzero.
//
// There is no limit to the refinement: a transcendental number differs from c,
// and the bits that show it are finite, a few dozen for each distinct logit at
// the worst (rows built term by term to fill the gap to c).
func (n Number) Cmp(c *big.Rat) int {
	if n.exact != nil {
		return n.exact.Cmp(c)
	}
	if n.anchor != nil && n.anchor.Cmp(c) == 0 {
		if n.lean != nil {
			return n.lean()
		}
		return n.side
	}
	if c.Sign() != 0 && c.Num().BitLen()-c.Denom().BitLen() < -(1<<27) {
		panic("reference: comparison with a number below 2^-(2^27)")
	}
	for p := basePrecision; ; p = morePrecision(p) {
		v := n.enclose(p)
		if cmpScaled(v.lo, v.e, c) >= 0 {
			return 1
		}
		if cmpScaled(v.hi, v.e, c) <= 0 {
			return -1
		}
	}
}

// morePrecision returns the precision to try where p bits did not decide. Twice as
// many cost least on the whole while an exponential's price grows with its bits;
// where it grows with their square and more, so would overshooting.
func morePrecision(p int) int {
	if p < 2048 {
		return 2 * p
	}
	return p + p/2
}

// cmpScaled compares m·2^e with c.
func cmpScaled(m *big.Int, e int, c *big.Rat) int {
	if sm, sc := m.Sign(), c.Sign(); sm != sc || sm == 0 {
		return sm - sc // only the sign of this matters
	}
	// Far exponents (2^-(2^29)) are decided by size, never written out.
	lo := c.Num().BitLen() - c.Denom().BitLen() - 1 // 2^lo < |c| < 2^(lo+2)
	switch size := m.BitLen() + e; {
	case size <= lo:
		return -m.Sign()
	case size-1 >= lo+2:
		return m.Sign()
	}
	a, b := new(big.Int).Set(m), new(big.Int).Set(c.Num())
	a.Mul(a, c.Denom())
	if e >= 0 {
		a.Lsh(a, uint(e))
	} else {
		b.Lsh(b, uint(-e))
	}
	return a.Cmp(b)
}
