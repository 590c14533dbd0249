package reference

import (
	"math"
	"math/big"
	"math/bits"
)

// fixed is a number in units of 2^-126, for tests that hold a double-double
// against the sum or the product of two enclosures, at 10^7 a second.
type fixed struct{ hi, lo uint64 }

// fixedFrom returns m·2^(e+126), floored.
func fixedFrom(m *big.Int, e int) fixed {
	z := shift(new(big.Int), m, e+126)
	return fixed{new(big.Int).Rsh(z, 64).Uint64(), new(big.Int).And(z, new(big.Int).SetUint64(math.MaxUint64)).Uint64()}
}

// mul returns a·b less at most 3 units.
func (a fixed) mul(b fixed) fixed {
	hh1, hh0 := bits.Mul64(a.hi, b.hi)
	x, _ := bits.Mul64(a.hi, b.lo)
	y, _ := bits.Mul64(a.lo, b.hi)
	s, c := bits.Add64(hh0, x, 0)
	hh1 += c
	s, c = bits.Add64(s, y, 0)
	hh1 += c
	return fixed{hh1<<2 | s>>62, s << 2} // the product is in units of 2^-252+128
}

func (a fixed) add(b fixed) fixed {
	lo, c := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, c)
	return fixed{hi, lo}
}

// offBy returns the distance of (hi + lo)·2^e, hi > 0, from a, relative to a.
func (a fixed) offBy(hi, lo float64, e int) float64 {
	m := math.Float64bits(hi)&(1<<52-1) | 1<<52
	s := int(math.Float64bits(hi)>>52) - 1023 - 52 + e + 126
	var h fixed
	switch {
	case s >= 64:
		h.hi = m << (s - 64)
	case s >= 0:
		h.hi, h.lo = m>>(64-s), m<<s
	default: // of a number below 2^-72: its low part tells
		h.lo = m >> -s
	}
	dlo, borrow := bits.Sub64(h.lo, a.lo, 0)
	dhi, _ := bits.Sub64(h.hi, a.hi, borrow)
	var d float64 // of two near numbers
	if int64(dhi) < 0 {
		dlo, borrow = bits.Sub64(0, dlo, 0)
		dhi, _ = bits.Sub64(0, dhi, borrow)
		d = -(math.Ldexp(float64(dhi), 64) + float64(dlo))
	} else {
		d = math.Ldexp(float64(dhi), 64) + float64(dlo)
	}
	return math.Abs(d+math.Ldexp(lo, e+126)) / (math.Ldexp(float64(a.hi), 64) + float64(a.lo))
}
