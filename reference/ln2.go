package reference

import (
	"math/big"
	"math/bits"
	"sync"
)

// ln2 returns ⌊ln 2·2^w⌋ or one less. Results are shared: never written to.
//
// ln 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749): as
// atanh(1/n) = ½ log((n+1)/(n−1)), that says
// (27/25)^9·(4800/4802)·(8750/8748)^4 = 2, which the tests check exactly.
func ln2(w int) *big.Int {
	// The widths in use are few; rounding them up keeps the memo small.
	have := (w + 255) / 256 * 256
	m, ok := ln2Memo.Load(have)
	if !ok {
		m, _ = ln2Memo.LoadOrStore(have, computeLn2(have))
	}
	return new(big.Int).Rsh(m.(*big.Int), uint(have-w))
}

// ln2Memo holds a pure function's values, by width.
var ln2Memo sync.Map

// computeLn2 returns ⌊ln 2·2^w⌋ or one less. With g = w+32, each of the three
// series is less than 2 units of 2^-g short, and one of them is subtracted: the
// sum is off by less than 52 units, to either side. Taking those off leaves it below
// ln 2 by less than 104 units, for which the 32 guard bits suffice.
func computeLn2(w int) *big.Int {
	g := w + 32
	z := new(big.Int).Mul(big.NewInt(18), atanhInv(26, g))
	z.Sub(z, new(big.Int).Mul(big.NewInt(2), atanhInv(4801, g)))
	z.Add(z, new(big.Int).Mul(big.NewInt(8), atanhInv(8749, g)))
	z.Sub(z, big.NewInt(52))
	return z.Rsh(z, 32)
}

// atanhInv returns atanh(1/n)·2^w, n ≥ 9, less than 2 units short: the sum of the terms
// 1/((2i+1)·n^(2i+1)) as a fraction, rounded down; those left out, with
// n^(2i+1) > 2^(w+3), are less than 2^-w, all of them together.
func atanhInv(n int64, w int) *big.Int {
	t, b, q := atanhSplit(big.NewInt(n*n), 0, w/(2*(bits.Len64(uint64(n))-1))+1)
	b.Mul(b, q).Mul(b, q.SetInt64(n))
	return t.Quo(t.Lsh(t, uint(w)), b)
}

// atanhSplit returns t, b, q such that Σ 1/((2i+1)·n2^(i-lo)) over lo ≤ i < hi is t/(bq),
// q = n2^(hi-lo), by halves ("binary splitting").
func atanhSplit(n2 *big.Int, lo, hi int) (t, b, q *big.Int) {
	if hi-lo == 1 {
		return new(big.Int).Set(n2), big.NewInt(int64(2*lo + 1)), new(big.Int).Set(n2)
	}
	mid := (lo + hi) / 2
	t, b, q = atanhSplit(n2, lo, mid)
	t2, b2, q2 := atanhSplit(n2, mid, hi)
	// t/(bq) + t2/(b2·q2)/q
	t.Mul(t, q2).Mul(t, b2)
	t.Add(t, t2.Mul(t2, b))
	return t, b.Mul(b, b2), q.Mul(q, q2)
}
