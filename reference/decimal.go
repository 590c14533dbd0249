package reference

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/softulp/softulp/function"
)

// Decimal returns output i to the given number of significant decimal digits,
// correctly rounded. Answers below every exponent that a decimal is usually
// written with (e^-1e308) are given as a power of ten: 10^(-4.34e+307).
func (a *Answer) Decimal(i, digits int) string {
	n := a.At(i)
	if !n.IsFinite() {
		return strconv.FormatFloat(n.special, 'g', -1, 64)
	}
	if n.exact != nil {
		// A quotient within 2^-(4 digits + 64) either has a terminating
		// expansion and prints exactly, or is no decimal midpoint.
		f := new(big.Float).SetPrec(uint(4*digits + 64 + n.exact.Num().BitLen())).SetRat(n.exact)
		return f.Text('g', digits)
	}
	for p := 4*digits + 32; ; p *= 2 {
		v := n.enclose(p)
		if max(v.lo.BitLen(), v.hi.BitLen())+v.e < -1<<13 {
			// (big.Float.Text takes time quadratic in the exponent.)
			return a.tiny(i, digits)
		}
		lo, hi := v.ends()
		s, t := lo.Text('g', digits), hi.Text('g', digits)
		// Next to a decimal midpoint (1 − e^-1e5 never is one, at 30 digits) more
		// bits tell; the limit is for the eye.
		if s == t || p > 1<<14 {
			return s
		}
	}
}

// tiny writes a nonzero answer below 2^-(2^28) as a power of ten: a softmax far
// from the maximum, whose logarithm is the log-softmax, or ±log(1+τ) = ±τ(1−…)
// for a tiny τ, whose logarithm is the log-sum-exp of the other logits less m.
func (a *Answer) tiny(i, digits int) string {
	r := a.row
	p := 1200 + 4*digits // exponents reach 2^1024
	var l interval
	if a.fn == function.Softmax {
		l = r.logSoftmax(a.index(i)).enclose(p)
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
	if strings.HasPrefix(text, "10") {
		return fmt.Sprintf("%s%s0e%d", sign, "1."+strings.Repeat("0", digits-2), n.Int64())
	}
	return fmt.Sprintf("%s%se%d", sign, text, n.Int64()-1)
}

// x2int returns ⌊x·2^p⌋ or one more, for small x.
func x2int(x *big.Float, p int) *big.Int {
	z, _ := new(big.Float).SetMantExp(x, p).Int(nil)
	return z
}

// ln10 returns log 10 at scale w, within a few units: 3 ln 2 + log(1+1/4).
func ln10(w int) *big.Int {
	z := new(big.Int).Mul(big.NewInt(3), ln2(w))
	return z.Add(z, new(big.Int).Lsh(atanhInv(9, w), 1)) // log(5/4) = 2 atanh(1/9)
}
