package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
)

// approx is a finite answer as a pair of float64s with an exponent:
// |y − (hi+lo)·2^exp| < 2^-100·|y|, 1/2 ≤ |hi+lo| < 1, |lo| ≤ 2^-54. It measures
// nearly every error without another big number.
type approx struct {
	hi, lo float64
	exp    int
	kind   approxKind
}

type approxKind uint8

const (
	transcendental approxKind = iota
	exactPair                 // y is rational; hi+lo is equal to it if lo is 0
	nearZero                  // 0 < |y| < 2^-(2^27): hi = lo = 0
	exactZero                 // y = 0: hi = lo = 0
)

// newApprox returns the pair for a finite number.
func newApprox(n Number) approx {
	if n.exact != nil {
		if n.exact.Sign() == 0 {
			return approx{kind: exactZero}
		}
		y := new(big.Float).SetPrec(160).SetRat(n.exact)
		a := split(y)
		a.kind = exactPair
		return a
	}
	v := n.enclose(basePrecision)
	if v.lo.BitLen()+v.e < -(1<<27) && v.hi.BitLen()+v.e < -(1<<27) {
		return approx{kind: nearZero}
	}
	mid := new(big.Int).Add(v.lo, v.hi)
	return split(scaled(mid, v.e-1))
}

// split takes y, which it overwrites, apart.
func split(y *big.Float) approx {
	a := approx{exp: y.MantExp(y)}
	a.hi, _ = y.Float64()
	a.lo, _ = y.Sub(y, big.NewFloat(a.hi)).Float64()
	return a
}

// nextToPowerOfTwo reports whether the pair does not tell on which side of
// ±2^(exp-1) or ±2^exp the answer lies.
func (p *approx) nextToPowerOfTwo() bool {
	h := math.Abs(p.hi)
	return p.kind == transcendental && (h == 0.5 || h == 1) && math.Abs(p.lo) < 0x1p-99
}

// binade returns the e with 2^e ≤ |y| < 2^(e+1), unless y is next to an end (see
// nextToPowerOfTwo); for a zero, or as good as one, that of f's subnormals.
func (p *approx) binade(f dtype.Format) int {
	if p.kind == nearZero || p.kind == exactZero {
		return f.MinExp()
	}
	return p.exp - 1
}

// pair returns the pair for the given group of a finite row.
func (a *Answer) pair(g int) *approx {
	if a.approx == nil {
		a.approx = make([]approx, a.groups())
		for g := range a.approx {
			a.approx[g] = newApprox(a.number(g))
		}
	}
	return &a.approx[g]
}
