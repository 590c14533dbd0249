package reference

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
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
	if n.rest != nil && below(lo, -1<<13) && below(hi, -1<<13) {
		// (big.Float.Text takes time quadratic in the exponent.)
		return n.tiny(digits)
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

// tiny writes a nonzero number below 2^-(2^13), e^power·rest, as a power of ten.
//
// With |log|y|| < 2^65 where digits are given, an enclosure of it to 1200 bits
// leaves a relative error of y below 2^-1100.
func (n Number) tiny(digits int) string {
	p := 1200 + 4*digits // exponents reach 2^1024, or 2^2098 at a low temperature
	v, sign := n.rest(p), ""
	if v.sign() < 0 {
		v, sign = v.neg(), "-"
	}
	k := v.hi.BitLen() - 2 // v/2^k is between 2 and 4, or nearly
	l := logLarge(interval{v.lo, v.hi, -k}, p)
	x := new(big.Float).SetPrec(uint(p)).Set(scaled(l.lo, l.e))
	ln := new(big.Float).SetPrec(uint(p)).SetMantExp(scaled(ln2(p), 0), -p)
	x.Add(x, ln.Mul(ln, new(big.Float).SetInt64(int64(k+v.e))))
	x.Add(x, scaled(n.power.fixed(p), -p)) // log |y|
	ln = new(big.Float).SetPrec(uint(p)).SetMantExp(scaled(ln10(p), 0), -p)
	x.Quo(x, ln) // log10 |y|
	i, _ := x.Int(nil)
	if !i.IsInt64() {
		return fmt.Sprintf("%s10^(%s)", sign, x.Text('g', digits))
	}
	// |y| = 10^i·10^(x−i), −1 < x−i ≤ 0: one digit moves before the point.
	x.Sub(x, new(big.Float).SetInt(i))
	x.Mul(x, ln)
	m := exp(dyadic{x2int(x, p), -p}, p)
	mant := scaled(m.mid, m.k-p)
	text := mant.Mul(mant, big.NewFloat(10)).Text('f', digits-1)
	if strings.HasPrefix(text, "10") { // rounded up to 10
		text = "1" + text[2:]
		i.Add(i, one)
	}
	return fmt.Sprintf("%s%se%d", sign, text, i.Int64()-1)
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
