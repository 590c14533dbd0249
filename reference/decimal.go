package reference

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/softulp/softulp/function"
)

// Decimal returns output i to the given number of significant decimal digits,
// at least 1, correctly rounded (ties to even). Answers below every exponent
// that a decimal is usually written with (e^-1e308) are given as a power of
// ten: 10^(-4.34e+307). Below 2^-8192 the rounding is that of a number within
// a relative 2^-1000 of the answer.
func (a *Answer) Decimal(i, digits int) string {
	digits = max(digits, 1)
	n := a.At(i)
	if !n.IsFinite() {
		return strconv.FormatFloat(n.special, 'g', -1, 64)
	}
	// Ends so near each other, where neighbouring decimals differ by more than
	// 2^-(3.33·digits), have the same text or neighbouring ones.
	lo, hi := n.decimalEnds(4*digits + 64)
	if n.exact == nil && below(lo, -1<<13) && below(hi, -1<<13) &&
		(a.fn != function.LogSumExp || a.row.max == 0) {
		// (big.Float.Text takes time quadratic in the exponent.)
		return a.tiny(i, digits)
	}
	s, t := lo.Text('g', digits), hi.Text('g', digits)
	if s == t {
		return s
	}
	mid, _ := new(big.Rat).SetString(s)
	other, _ := new(big.Rat).SetString(t)
	mid.Quo(mid.Add(mid, other), big.NewRat(2, 1))
	// Only a 1/n that is not dyadic can be a tie here: 5^b/10^k, whose last
	// digits are 25, so that the lower neighbour is the even one.
	if n.Cmp(mid) > 0 {
		return t
	}
	return s
}

// decimalEnds returns ends around the finite number that differ by about a
// relative 2^-p, or both are equal to it.
func (n Number) decimalEnds(p int) (lo, hi *big.Float) {
	if n.exact == nil {
		return n.enclose(p).ends()
	}
	lo = new(big.Float).SetPrec(uint(p)).SetMode(big.ToNegativeInf).SetRat(n.exact)
	hi = new(big.Float).SetPrec(uint(p)).SetMode(big.ToPositiveInf).SetRat(n.exact)
	return lo, hi
}

// tiny writes a nonzero answer below 2^-(2^13) as a power of ten: a softmax far
// from the maximum, whose logarithm is the log-softmax, or ±log(1+τ) = ±τ(1−…)
// for a tiny τ (so that m = 0 where it is a log-sum-exp), whose logarithm is the
// log-sum-exp of the other logits less m.
//
// With |log|y|| < 2^65 where digits are given, an enclosure of it to 1200 bits
// leaves a relative error of y below 2^-1100; τ(1−…) costs 2^-8191.
func (a *Answer) tiny(i, digits int) string {
	r := a.row
	p := 1200 + 4*digits // exponents reach 2^1024
	var l interval
	if a.fn == function.Softmax {
		l = r.logSoftmax(int(r.group[i])).enclose(p)
	} else {
		others := &Row{k: r.k, values: r.values[1:], counts: r.counts[1:]}
		m := fromFloat(-r.values[0])
		if y := others.logSumExp(); y.enclose != nil {
			l = y.enclose(p).add(m, p)
		} else {
			d := r.difference(1)
			l = interval{d.m, d.m, d.e}
		}
	}
	sign := ""
	if a.At(i).side < 0 {
		sign = "-"
	}
	lo, _ := l.ends()
	x := new(big.Float).SetPrec(uint(p)).Set(lo)
	ln := new(big.Float).SetPrec(uint(p)).SetMantExp(scaled(ln10(p), 0), -p)
	x.Quo(x, ln) // log10 |y|
	n, _ := x.Int(nil)
	if !n.IsInt64() {
		return fmt.Sprintf("%s10^(%s)", sign, x.Text('g', digits))
	}
	// |y| = 10^n·10^(x−n), −1 < x−n ≤ 0: one digit moves before the point.
	x.Sub(x, new(big.Float).SetInt(n))
	x.Mul(x, ln)
	m := exp(dyadic{x2int(x, p), -p}, p)
	mant := scaled(m.mid, m.k-p)
	text := mant.Mul(mant, big.NewFloat(10)).Text('f', digits-1)
	if strings.HasPrefix(text, "10") { // rounded up to 10
		text = "1" + text[2:]
		n.Add(n, one)
	}
	return fmt.Sprintf("%s%se%d", sign, text, n.Int64()-1)
}

// x2int returns ⌊x·2^p⌋ or one more, for small x.
func x2int(x *big.Float, p int) *big.Int {
	z, _ := new(big.Float).SetMantExp(x, p).Int(nil)
	return z
}

// below reports whether |x| < 2^e.
func below(x *big.Float, e int) bool { return x.Sign() == 0 || x.MantExp(nil) <= e }

// ln10 returns log 10 = 3 ln 2 + log(1+1/4) at scale w, within 2w units (w ≥ 64): three
// times less than 2, and twice less than 3 for each of at most w/6+2 terms.
func ln10(w int) *big.Int {
	z := new(big.Int).Mul(big.NewInt(3), ln2(w))
	return z.Add(z, new(big.Int).Lsh(atanhInv(9, w), 1)) // log(5/4) = 2 atanh(1/9)
}
