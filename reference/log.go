package reference

import (
	"math"
	"math/big"
	"math/bits"
)

// log1pSmall encloses log(1+t) for 0 < t < 2^-20 with about the relative
// precision of t: log(1+t) = t·F(t), F(t) = 1 − t/2 + t²/3 − …, 1−t < F < 1.
func log1pSmall(t interval, q int) interval {
	// t.lo at scale q, floored; 0 where it is below 2^-q. |F'| < 1/2, so flooring
	// costs half a unit of F, and log1pFactor four. As tF(t) increases, its ends
	// are at those of t; as F decreases, F(t.hi) is below F(t.lo).
	u := shift(new(big.Int), t.lo, t.e+q)
	f := log1pFactor(u, q, max(20, -t.hi.BitLen()-t.e))
	lo := new(big.Int).Sub(f, big.NewInt(5))
	hi := f.Add(f, big.NewInt(5))
	return interval{lo.Mul(lo, t.lo), hi.Mul(hi, t.hi), t.e - q}
}

// log1pFactor returns F(u) = log(1+u)/u at scale q for |u| < 2^-b (b ≥ 20),
// within 4 units.
//
// F(u) = Σ v^i/(i+1) with v = −u. The N terms are added up in blocks of m, as in
// taylor: a product with v^m for each block, a short division for each term, and
// a polynomial of degree m−1 in v. In units of 2^-W, W = q+g, everything is
// rounded down: a power of v is less than 1.1 units off (a product of two of
// them 2.2·2^-20+1), a quotient 2.1, a coefficient 2.1(N/m+1), the polynomial
// 1.1·(2.1(N/m+1)+1), the truncated series another: less than 2.4N/m+6. As b ≥ 20,
// N ≤ W/20+2, so that this is below W/8+11 < 16q < 2^g, one unit of 2^-q; rounding
// to those is one more.
func log1pFactor(u *big.Int, q, b int) *big.Int {
	g := bits.Len(uint(q)) + 4
	W := uint(q + g)
	n := int(W)/b + 2
	m := blocks(n)
	v := new(big.Int).Lsh(u, uint(g))
	v.Neg(v)
	vm := power(v, m, W)
	t, tmp, div := new(big.Int).Lsh(one, W), new(big.Int), new(big.Int)
	sums := make([]*big.Int, m)
	for i := range n {
		if i > 0 && i%m == 0 {
			tmp.Mul(t, vm)
			t.Rsh(tmp, W)
		}
		if i < m {
			sums[i] = new(big.Int).Div(t, div.SetInt64(int64(i+1)))
		} else {
			sums[i%m].Add(sums[i%m], tmp.Div(t, div.SetInt64(int64(i+1))))
		}
	}
	f := polynomial(sums, v, W)
	return f.Rsh(f, uint(g))
}

// logLarge encloses log(s) for s ≥ 1 + 2^-21 with an absolute error of a few
// units of 2^-q: with y a float64 near log(s), log(s) = y + log(1+u) where
// 1+u = s·e^-y. Any y with |u| < 2^-24 will do.
func logLarge(s interval, q int) interval {
	mid, _ := scaled(s.lo, s.e).Float64()
	dy := fromFloat(coarseLog(mid))
	e := exp(dyadic{new(big.Int).Neg(dy.m), dy.e}, q)

	// z = s·e^-y at scale q, rounded outwards.
	zLo := new(big.Int).Sub(e.mid, one)
	zLo.Mul(zLo, s.lo)
	zHi := new(big.Int).Add(e.mid, big.NewInt(2))
	zHi.Mul(zHi, s.hi)
	zLo = shift(zLo, zLo, s.e+e.k)
	zHi = shift(zHi, zHi, s.e+e.k)
	zHi.Add(zHi, one)

	unit := new(big.Int).Lsh(one, uint(q))
	uLo := zLo.Sub(zLo, unit)
	width := new(big.Int).Sub(zHi, unit)
	width.Sub(width, uLo)
	// log(1+uLo) = uLo·F: F is off by 4 units, times |uLo| < 2^-24; one floor.
	l := new(big.Int).Mul(uLo, log1pFactor(uLo, q, 24))
	l.Rsh(l, uint(q))
	lo := new(big.Int).Sub(l, big.NewInt(2))
	// d log(1+u) < 2 du on this range.
	hi := l.Add(l, width.Lsh(width, 1))
	hi.Add(hi, big.NewInt(2))
	return interval{lo, hi, -q}.add(quotient{num: dy}, q+64)
}

// coarseLog returns a multiple of 2^-32 within 2^-31 of log x, for x ≥ 1, the
// same on every architecture (math.Log is not): what is evaluated with it is
// then the same too, to the last bit of an error in ulps.
func coarseLog(x float64) float64 {
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f *= 2
		e--
	}
	// log f = 2 atanh t, |t| < 0.1716: six terms of its series leave less than
	// 2|t|^13/13·1.04 < 2^-35; rounding to a multiple of 2^-32 costs 2^-33.
	t := (f - 1) / (f + 1)
	t2 := float64(t * t)
	sum := 0.0
	for i := 11; i >= 1; i -= 2 {
		sum = float64(sum*t2) + 1/float64(i)
	}
	y := float64(float64(e)*math.Ln2) + float64(2*t*sum)
	return math.RoundToEven(y*(1<<32)) / (1 << 32)
}
