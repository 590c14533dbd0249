package main

import (
	"math"
	"math/big"
)

// real evaluates exponentials and logarithms with prec bits, or a few fewer. It
// shares nothing with package reference: the claims of the file are made here
// and checked there.
type real struct {
	prec uint
	ln2  *big.Int // in units of 2^-(prec+guard)
}

// guard covers the rounding of a few hundred operations and arguments of up to
// 22 bits before the point.
const guard = 64

func newReal(prec uint) real {
	w := prec + guard
	// Machin-like: ln 2 = 18 atanh 1/26 − 2 atanh 1/4801 + 8 atanh 1/8749.
	ln2 := new(big.Int)
	for _, t := range []struct{ times, of int64 }{{18, 26}, {-2, 4801}, {8, 8749}} {
		ln2.Add(ln2, new(big.Int).Mul(big.NewInt(t.times), atanhInverse(t.of, w)))
	}
	return real{prec, ln2}
}

// atanhInverse returns atanh(1/n) = 1/n + 1/(3n³) + … in units of 2^-w.
func atanhInverse(n int64, w uint) *big.Int {
	power := new(big.Int).Lsh(big.NewInt(1), w)
	power.Quo(power, big.NewInt(n))
	sum, term := new(big.Int), new(big.Int)
	for i := int64(1); power.Sign() != 0; i += 2 {
		sum.Add(sum, term.Quo(power, big.NewInt(i)))
		power.Quo(power, big.NewInt(n*n))
	}
	return sum
}

// float returns a new zero with the working precision.
func (a real) float() *big.Float { return new(big.Float).SetPrec(a.prec + guard) }

// exp returns e^x for |x| < 2^21: x = k·ln 2 + r, e^r by squaring the Taylor
// series of e^(r/2^s).
func (a real) exp(x *big.Float) *big.Float {
	w := a.prec + guard
	f, _ := x.Float64()
	k := int64(math.Round(f / math.Ln2))
	scaled := new(big.Float).SetPrec(x.MinPrec() + 8).Set(x)
	r, _ := scaled.SetMantExp(scaled, int(w)).Int(nil)
	r.Sub(r, new(big.Int).Mul(big.NewInt(k), a.ln2))

	s := uint(math.Sqrt(float64(w) / 2))
	W := w + s // r/2^s is the same integer in finer units
	unit := new(big.Int).Lsh(big.NewInt(1), W)
	sum, term := new(big.Int).Set(unit), new(big.Int).Set(unit)
	for i := int64(1); term.Sign() != 0 && term.BitLen() > 1; i++ {
		term.Mul(term, r).Rsh(term, W)
		term.Quo(term, big.NewInt(i))
		sum.Add(sum, term)
	}
	for range s {
		sum.Mul(sum, sum).Rsh(sum, W)
	}
	y := a.float().SetInt(sum)
	return y.SetMantExp(y, int(k)-int(W))
}

// log returns log x for x > 0, to an absolute 2^-prec, by Halley's iteration
// y ← y + 2(x − e^y)/(x + e^y), which triples the bits that are right.
func (a real) log(x *big.Float) *big.Float {
	m := new(big.Float)
	e := x.MantExp(m)
	f, _ := m.Float64()
	y := a.float().SetFloat64(math.Log(f) + float64(float64(e)*math.Ln2))
	// The first y is right to 2^-30 whatever the library's logarithm is.
	for right := uint(30); right < a.prec; right *= 3 {
		t := a.exp(y)
		d := a.float().Sub(x, t)
		d.Quo(d, t.Add(t, x))
		y.Add(y, d.Add(d, d))
	}
	return y
}
