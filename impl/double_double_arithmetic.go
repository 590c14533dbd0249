package impl

import "math"

// dd is a double-double (double-word) number: the unevaluated sum hi + lo of
// two float64s with hi = fl(hi + lo). It carries about 106 bits.
//
// The operations are those of Joldes, Muller and Popescu, "Tight and rigorous
// error bounds for basic building blocks of double-word arithmetic", ACM TOMS
// 44(2), 2017, named there as in the comments; u = 2^-53. The bounds hold
// without underflow and overflow. math.FMA is exact on every architecture, and
// no operation here holds a product that a compiler could fuse.
type dd struct{ hi, lo float64 }

// twoSum returns a + b exactly, whichever is larger (2Sum).
func twoSum(a, b float64) dd {
	s := a + b
	t := s - a
	return dd{s, (a - (s - t)) + (b - t)}
}

// fastTwoSum returns a + b exactly if |a| ≥ |b| or a = 0 (Fast2Sum).
func fastTwoSum(a, b float64) dd {
	s := a + b
	return dd{s, b - (s - a)}
}

// twoProduct returns a·b exactly (2Prod).
func twoProduct(a, b float64) dd {
	p := float64(a * b)
	return dd{p, math.FMA(a, b, -p)}
}

// add returns x + y with a relative error of at most 3u² + 13u³
// (AccurateDWPlusDW, algorithm 6).
func (x dd) add(y dd) dd {
	s := twoSum(x.hi, y.hi)
	t := twoSum(x.lo, y.lo)
	v := fastTwoSum(s.hi, s.lo+t.hi)
	return fastTwoSum(v.hi, t.lo+v.lo)
}

// addFloat returns x + y with a relative error of at most 2u² (DWPlusFP,
// algorithm 4).
func (x dd) addFloat(y float64) dd {
	s := twoSum(x.hi, y)
	return fastTwoSum(s.hi, x.lo+s.lo)
}

// mul returns x·y with a relative error of at most 5u² (DWTimesDW3,
// algorithm 12).
func (x dd) mul(y dd) dd {
	p := twoProduct(x.hi, y.hi)
	cross := math.FMA(x.lo, y.hi, math.FMA(x.hi, y.lo, float64(x.lo*y.lo)))
	return fastTwoSum(p.hi, p.lo+cross)
}

// div returns x/y with a relative error of at most 15u² + 56u³ (DWDivDW2,
// algorithm 17; its product is DWTimesFP1, algorithm 7, with error 1.5u² + 4u³).
func (x dd) div(y dd) dd {
	q := x.hi / y.hi
	p := twoProduct(y.hi, q)
	s := fastTwoSum(p.hi, float64(y.lo*q))
	r := fastTwoSum(s.hi, s.lo+p.lo)
	rest := (x.hi - r.hi) + (x.lo - r.lo)
	return fastTwoSum(q, rest/y.hi)
}

// odd returns x rounded to odd: x.hi where that is exact, else the neighbour of
// the exact sum whose last bit is 1. Rounding the result to nearest in a format
// of at most 51 bits is then rounding the exact sum (Boldo and Melquiond,
// "Emulation of FMA and correctly rounded sums: proved algorithms using
// rounding to odd", IEEE Transactions on Computers 57(4), 2008).
func (x dd) odd() float64 {
	bits := math.Float64bits(x.hi)
	switch {
	case x.lo == 0 || x.lo != x.lo || bits&1 == 1:
	case (x.lo > 0) == (x.hi > 0):
		bits++
	default:
		bits--
	}
	return math.Float64frombits(bits)
}
