package reference

import (
	"math/big"
	"math/bits"
)

// powers evaluates many exponentials e^d at many bits: with d = Σ v_i·2^(low+i·w),
// |v_i| ≤ 2^(w-1), each is a product of entries e^(v·2^(low+i·w)) of a table, which
// grows as entries are asked for. Such a product costs less than a series for
// each d, and can be had with as few bits as its value is worth.
//
// Its numbers are big.Floats, rounded to nearest. Below, A(y) is a bound of
// |log(y/true y)|: rounding y to P bits adds less than δ(P) = 2^(1-P) to it, and
// a product has A(xy) = A(x)+A(y)+δ(P).
type powers struct {
	low   int  // all d are multiples of 2^low, low ≤ −16,
	span  int  // below 2^(low+span) in magnitude
	w     int  // bits of a window
	prec  uint // of the entries
	signs [2]entries
}

// entries is the table for the v of one sign.
type entries struct {
	sign    int
	chain   []*big.Float   // e^±2^(low+t) for t = 0, 1, … as far as asked for
	windows [][]*big.Float // by i and |v|; nil until asked for
}

// newPowers returns a table for n exponents that are multiples of 2^low and below
// 2^(low+span) in magnitude, for up to q bits each.
func newPowers(low, span, q, n int) *powers {
	// An entry is a product too: the table's size is to be that of what it saves.
	p := &powers{low: low, span: span, w: min(max(bits.Len(uint(n))-4, 2), 8)}
	p.prec = p.bits(q)
	for i, sign := range []int{1, -1} {
		p.signs[i] = entries{sign: sign, windows: make([][]*big.Float, p.factors())}
	}
	return p
}

// factors bounds the number of windows of a d, a carry out of the last included.
func (p *powers) factors() int { return p.span/p.w + 2 }

// bits returns the working precision that leaves q bits, see exp.
func (p *powers) bits(q int) uint {
	return uint(q + p.w + 6 + bits.Len(uint(p.factors())))
}

// exp encloses e^d with a relative error of at most 2^(1-q), as the function does.
//
// At P = bits(q), at most prec, less than 2^(P-q-w-6) entries are rounded to P bits
// and multiplied: A is at most that many times 3·2^(w-prec) + 2δ(P) ≤ 2^(w+2-P), less
// than 2^-(q+4). That is less than 1/7 of a unit of 2^-q for a value below 2, and
// the final floor loses less than one.
func (p *powers) exp(d dyadic, q int) expScale {
	P := p.bits(q)
	n := new(big.Int).Abs(d.m)
	shift(n, n, d.e-p.low)
	z := new(big.Float).SetPrec(P).SetInt64(1)
	y, rounded := new(big.Float).SetPrec(P), new(big.Float).SetPrec(P)
	carry := 0
	for i := 0; i*p.w < n.BitLen() || carry > 0; i++ {
		v := carry
		for b := range p.w {
			v += int(n.Bit(i*p.w+b)) << b
		}
		if carry = 0; v > 1<<(p.w-1) {
			v, carry = v-1<<p.w, 1
		}
		if v == 0 {
			continue
		}
		f := p.entry(i, v*d.m.Sign())
		if p.prec > P+64 { // few bits are multiplied faster than many
			f = rounded.Set(f)
		}
		z, y = y.Mul(z, f), z
	}
	k := z.MantExp(nil) - 1
	mid, _ := z.SetMantExp(z, q-k).Int(nil)
	return expScale{mid: mid, k: k, q: q}
}

// entry returns e^(v·2^(low+i·w)) for 0 < |v| ≤ 2^(w-1).
//
// An element of the chain has A < δ(prec) and is rounded, so v = ±1 has A < 2δ;
// others are products, with A+δ < 3|v|δ: A < 3·2^(w-prec).
func (p *powers) entry(i, v int) *big.Float {
	s := &p.signs[0]
	if v < 0 {
		s, v = &p.signs[1], -v
	}
	if s.windows[i] == nil {
		s.windows[i] = make([]*big.Float, 1<<(p.w-1)+1)
	}
	return p.fill(s, i, v)
}

func (p *powers) fill(s *entries, i, v int) *big.Float {
	window := s.windows[i]
	if window[v] == nil {
		z := new(big.Float).SetPrec(p.prec)
		switch {
		case v == 1:
			z.Set(p.element(s, i*p.w))
		case v%2 == 0:
			half := p.fill(s, i, v/2)
			z.Mul(half, half)
		default:
			z.Mul(p.fill(s, i, v-1), p.fill(s, i, 1))
		}
		window[v] = z
	}
	return window[v]
}

// element returns e^±2^(low+t), t ≤ span+1, by t squarings.
//
// With C = prec+span+4 bits, A+δ(C) is 3δ(C) at first and doubles: in the end A is
// less than 3·2^(span+1)·2^(1-C) < δ(prec).
func (p *powers) element(s *entries, t int) *big.Float {
	C := p.prec + uint(p.span) + 4
	if len(s.chain) == 0 {
		s.chain = append(s.chain, expPower(p.low, s.sign, C))
	}
	for len(s.chain) <= t {
		z := s.chain[len(s.chain)-1]
		s.chain = append(s.chain, new(big.Float).SetPrec(C).Mul(z, z))
	}
	return s.chain[t]
}

// expPower returns e^(sign·2^low), low ≤ −16, to C bits with A < 2δ(C).
//
// Horner's rule on the Taylor series, in units of 2^-(C+2): each step floors
// twice and shrinks by 2^-16 what was lost before, less than 3 units in all, the
// truncated series is less than one more. These 4 are less than 0.6 δ(C), as the
// value is above 1−2^-15, and rounding to C bits is less than δ(C).
func expPower(low, sign int, C uint) *big.Float {
	W := C + 2
	n, reach := 1, -low
	for reach < int(W) { // of the terms left out, the first is below 2^-reach/2^16
		n++
		reach += -low + bits.Len(uint(n)) - 1
	}
	unit := new(big.Int).Lsh(one, W)
	t, div := new(big.Int).Set(unit), new(big.Int)
	for ; n > 0; n-- {
		t.Rsh(t, uint(-low))
		t.Quo(t, div.SetInt64(int64(n)))
		if sign < 0 {
			t.Neg(t)
		}
		t.Add(t, unit)
	}
	z := new(big.Float).SetPrec(C).SetInt(t)
	return z.SetMantExp(z, -int(W))
}
