package reference

import (
	"math/big"
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

// computeLn2 returns ⌊ln 2·2^w⌋ or one less. With g = w+32, each of the at most
// g/9+1 terms of a series is truncated by less than 3 units of 2^-g (its power
// by less than 1.01, its quotient by less than 1), so the sum is less than
// 28·g units off, to either side: 2 atanh(1/4801) is subtracted. Taking those
// units off leaves it below ln 2 by less than 56·g units, for which the 32
// guard bits suffice while g < 2^26.
func computeLn2(w int) *big.Int {
	g := w + 32
	z := new(big.Int).Mul(big.NewInt(18), atanhInv(26, g))
	z.Sub(z, new(big.Int).Mul(big.NewInt(2), atanhInv(4801, g)))
	z.Add(z, new(big.Int).Mul(big.NewInt(8), atanhInv(8749, g)))
	z.Sub(z, new(big.Int).Mul(big.NewInt(28), big.NewInt(int64(g))))
	return z.Rsh(z, 32)
}

// atanhInv returns atanh(1/n)·2^w, truncated in every term.
func atanhInv(n int64, w int) *big.Int {
	sum := new(big.Int)
	p := new(big.Int).Lsh(one, uint(w))
	p.Quo(p, big.NewInt(n))
	n2 := big.NewInt(n * n)
	t := new(big.Int)
	for i := int64(1); p.Sign() != 0; i += 2 {
		sum.Add(sum, t.Quo(p, big.NewInt(i)))
		p.Quo(p, n2)
	}
	return sum
}
