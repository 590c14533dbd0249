package reference

import "math"

// wholeTerms is the precision up to which a term is evaluated to as many bits
// as its level has, whatever it is worth in the sum: it hardly costs more, and a
// softmax asks for it next.
const wholeTerms = 192

// minTerm is the least precision of a term: exp asks for 16 bits, less than a
// word saves nothing.
const minTerm = 32

// exp returns e^(x_g−m) to q bits.
func (l *level) exp(g int) expScale {
	if l.exps[g].q < l.q {
		l.exps[g] = exp(l.row.difference(g), l.q)
	}
	return l.exps[g]
}

// worth returns to how many bits e^d is evaluated where τ is counted in units of
// 2^(k1-q): so many that its own unit is at most half as large; 0 if e^d is below one.
func (l *level) worth(d quotient, k1 int) int {
	// e^d is below 2^(k+2) and its exponent at most k+1.
	b := l.q + 2 + expExponent(d) - k1
	switch {
	case b <= 0:
		return 0
	case l.q <= wholeTerms:
		return l.q
	}
	return min(max(b, minTerm), l.q)
}

// evaluateTerms evaluates the terms of τ after the first, of exponent k1, to as
// many bits as they are worth in units of 2^(k1-q), up to the last group with a
// term that is not below one unit, which it returns.
func (l *level) evaluateTerms(k1 int) int {
	last, low, high := 1, -16, 0
	for g := 2; g < len(l.exps); g++ {
		d := l.row.difference(g)
		if l.worth(d, k1) == 0 {
			break
		}
		last = g
		low = min(low, d.num.e+int(d.num.m.TrailingZeroBits()))
		high = max(high, d.exponent())
	}
	var table *powers // of multiples of a power of two
	// It costs about as much as span terms of few bits, or span/4 of many.
	if span := high - low; l.row.difference(1).den == nil && last*min(1+l.q/256, 4) >= span {
		table = newPowers(low, span, l.q, last)
	}
	for g := 2; g <= last; g++ { // the first was to tell k1
		d := l.row.difference(g)
		if b := l.worth(d, k1); table != nil {
			l.exps[g] = table.exp(d.num, b)
		} else {
			l.exps[g] = exp(d, b)
		}
	}
	return last
}

// expExponent returns a k such that 2^(k-1) < e^d < 2^(k+2), for d ≤ 0; it is off by
// one only where e^d is next to a power of two.
func expExponent(d quotient) int {
	if d.sign() == 0 {
		return 0
	}
	if d.exponent() > farBelow {
		return -(1 << 30)
	}
	return int(math.Floor(d.float64() / math.Ln2)) // a quotient below 2^30, off by less than 2^-20
}
