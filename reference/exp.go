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
	mid *big.Int
	k   int
	far bool
}

// exp encloses e^d for d ≤ 0 with a relative error of at most 2^(1-q).
//
// d = k·ln 2 + r with 0 ≤ r < ln 2, e^r = (e^(r/2^s))^(2^s), and e^(r/2^s) by its
// Taylor series. With w fractional bits for r and W = w+s for the rest:
//
//   - d is floored (one unit of 2^-w) and ln 2 is less than two units too small,
//     so r is off by less than 2|k|+1 units; r/2^s is the same integer over 2^W.
//   - Horner's rule floors a product and a quotient in each step; as r/2^s < 1/2
//     the errors shrink on their way and add up to less than 4 units of 2^-W, the
//     truncated series to less than one.
//   - So the relative error before squaring is ε < (2|k|+6)·2^-W, and each
//     squaring makes it at most 2ε + ε² + 2^-W: after s of them less than
//     2^s·(2|k|+8)·2^-W = (2|k|+8)·2^-w, the ε² included.
//   - With 2|k|+8 ≤ 2^(kBits+3), w = q+4 + kBits+4 makes that 2^-(q+5), below a
//     quarter of a unit of 2^-q for a value below 2; the final floor loses less
//     than one unit.
func exp(d dyadic, q int) expScale {
	if d.m.Sign() == 0 {
		return expScale{mid: new(big.Int).Lsh(one, uint(q))}
	}
	de := d.exponent()
	if de > farBelow {
		return expScale{far: true, mid: new(big.Int), k: -(1 << farBelow)}
	}
	kBits := max(de, 0) + 1 // |k| < |d|/ln 2 + 1, an integer, is at most 2^kBits
	w := q + 4 + kBits + 4
	s := squarings(q)
	W := uint(w + s)

	r := d.fixed(w)
	l := ln2(w)
	k, r := new(big.Int).DivMod(r, l, r) // Euclidean: 0 ≤ r < l

	// The number of terms N: (r/2^s)^(N+1)/(N+1)! < 2^-W.
	rBits := s - (r.BitLen() - w) // r/2^s < 2^-rBits
	n, reach := 1, rBits
	for reach < int(W) {
		n++
		reach += rBits + bits.Len(uint(n)) - 1
	}
	unit := new(big.Int).Lsh(one, W)
	t := new(big.Int).Set(unit)
	tmp, div := new(big.Int), new(big.Int)
	for ; n > 0; n-- {
		tmp.Mul(t, r)
		t.Rsh(tmp, W)
		t.Quo(t, div.SetInt64(int64(n)))
		t.Add(t, unit)
	}
	for range s {
		tmp.Mul(t, t)
		t.Rsh(tmp, W)
	}
	return expScale{mid: t.Rsh(t, W-uint(q)), k: int(k.Int64())}
}

// squarings balances the squarings against the terms of the series; any number
// is correct.
func squarings(q int) int {
	s := 4
	for s*s*2 < q {
		s++
	}
	return s
}
