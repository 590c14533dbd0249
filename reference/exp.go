package reference

import (
	"math/big"
	"math/bits"
)

// farBelow bounds the exponents that are evaluated: for d ≤ −2^29 only
// 0 < e^d < 2^-(2^29) is said, which is far below half of any smallest
// subnormal and still within the exponents of a big.Float. (Nothing that is
// asked of such a term needs more: see Number.Cmp.)
const farBelow = 29

// expScale is e^d = m·2^(k-q) with (mid−1) < m < (mid+2), where 2^q ≤ mid < 2^(q+1)
// up to those units; far marks 0 < e^d < 2^-(2^29), of which nothing else is known.
type expScale struct {
	mid  *big.Int
	k, q int
	far  bool
}

// exponent is what exp needs of a number.
type exponent interface {
	sign() int
	exponent() int        // the e with 2^(e-1) ≤ |d| < 2^e
	fixed(q int) *big.Int // ⌊d·2^q⌋
}

// exp encloses e^d for d ≤ 0 with a relative error of at most 2^(1-q), q ≥ 16.
//
// d = k·ln 2 + r with 0 ≤ r < ln 2, e^r = (e^x)^(2^s) with x = r/2^s < 1/16, and
// e^x by its Taylor series. With w fractional bits for r and W = w+s for the
// rest:
//
//   - d is floored (one unit of 2^-w) and ln 2 is less than two units too small,
//     so r is off by less than 2|k|+1 units; x is the same integer over 2^W.
//   - taylor's sum of N terms, m a block, is less than 5N/m+8 units of 2^-W short.
//   - So the relative error before squaring is ε < (2|k|+5N/m+9)·2^-W, and each
//     squaring makes it at most 2ε + ε² + 2^-W: after s of them less than
//     2^s·(2|k|+5N/m+11)·2^-W, the ε² included.
//   - N ≤ W/4+1, as each term is 2^4 times smaller than the one before, and with
//     w = q+5 + kBits+gBits, |k| ≤ 2^kBits, 2^gBits > 8q, s < q that makes
//     2|k|+5N/m+11 < 2^(kBits+gBits): an error of 2^-(q+5), below a quarter of
//     a unit of 2^-q for a value below 2; the final floor loses less than one.
func exp(d exponent, q int) expScale {
	if d.sign() == 0 {
		return expScale{mid: new(big.Int).Lsh(one, uint(q)), q: q}
	}
	de := d.exponent()
	if de > farBelow {
		return expScale{far: true, mid: new(big.Int), k: -(1 << farBelow), q: q}
	}
	kBits := max(de, 0) + 1 // |k| < |d|/ln 2 + 1, an integer, is at most 2^kBits
	w := q + 5 + kBits + bits.Len(uint(q)) + 3

	r := d.fixed(w)
	l := ln2(w)
	k, r := new(big.Int).DivMod(r, l, r) // Euclidean: 0 ≤ r < l

	zeros := w - r.BitLen() // r < 2^-zeros
	s := max(0, squarings(q)-zeros)
	t := taylor(r, uint(w+s), s+zeros)
	tmp := new(big.Int)
	for range s {
		tmp.Mul(t, t)
		t.Rsh(tmp, uint(w+s))
	}
	return expScale{mid: t.Rsh(t, uint(w+s-q)), k: int(k.Int64()), q: q}
}

// squarings balances the squarings against the terms of the series; any number
// from 4 on is correct.
func squarings(q int) int {
	s := 4
	for s*s*s < 4*q {
		s++
	}
	return s
}

// taylor returns e^x in units of 2^-W for the x of that many units, 0 ≤ x < 2^-b, b ≥ 4.
//
// The N terms are added up in blocks of m: with t_i = x^(m⌊i/m⌋)/i!, one short
// division after another and a product for each block, Σ t_i x^(i mod m) is a
// polynomial in x of degree m−1 whose coefficients are sums of N/m of them.
//
// Everything is positive and rounded down. A power of x is less than 1.2 units
// short (a product of two of them 1.2·2/16+1); so if t_(i−1) is e units short,
// t_i is less than (e/16+1.2+1)/i+1 units: less than 4, always. A coefficient is
// then less than 4(N/m+1) short, their polynomial less than 16/15·(4(N/m+1)+1),
// the series, cut where a term is below 2^-(W+1), less than one: together less than
// 5N/m+8.
func taylor(x *big.Int, W uint, b int) *big.Int {
	n, reach := 1, b
	for reach < int(W) { // x^(n+1)/(n+1)! < 2^-reach·2^-b
		n++
		reach += b + bits.Len(uint(n)) - 1
	}
	m := blocks(n)
	tmp := new(big.Int)
	xm := power(x, m, W)
	t := new(big.Int).Lsh(one, W)
	sums := make([]*big.Int, m)
	sums[0] = new(big.Int).Set(t)
	div := new(big.Int)
	for i := 1; i <= n; i++ {
		if i%m == 0 {
			tmp.Mul(t, xm)
			t.Rsh(tmp, W)
		}
		t.Quo(t, div.SetInt64(int64(i)))
		if i < m {
			sums[i] = new(big.Int).Set(t)
		} else {
			sums[i%m].Add(sums[i%m], t)
		}
	}
	return polynomial(sums, x, W)
}
