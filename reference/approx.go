package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
)

// approx is a finite answer y as a normalised pair of float64s with an exponent
// and a bound: |y − (hi+lo)·2^exp| < err·2^exp, or err = 0 and they are equal. It
// decides nearly every question without another big number. exp is 0 but for
// answers near the ends of float64's range or beyond them.
type approx struct {
	hi, lo, err float64
	exp         int
}

// beyond is an approx for 0 < y < 2^exp.
func beyond(exp int) approx { return approx{hi: 0.5, err: 0.5, exp: exp} }

// enclosed returns the approx of a finite number by its enclosure, err < 2^-99·|y|.
func enclosed(n Number) approx {
	if n.exact != nil {
		if n.exact.Sign() == 0 {
			return approx{}
		}
		a := split(new(big.Float).SetPrec(160).SetRat(n.exact))
		if v := new(big.Rat).SetFloat64(a.hi); a.lo == 0 {
			if y := new(big.Rat).Quo(n.exact, (dyadic{one, a.exp}).rat()); v.Cmp(y) == 0 {
				return a.unscaled()
			}
		}
		a.err = 0x1p-104
		return a.unscaled()
	}
	v := n.enclose(basePrecision)
	if top := max(v.lo.BitLen(), v.hi.BitLen()) + v.e; top < -(1 << 27) {
		a := beyond(-(1 << 27))
		if v.hi.Sign() <= 0 {
			a.hi = -a.hi
		}
		return a
	}
	a := split(scaled(new(big.Int).Add(v.lo, v.hi), v.e-1))
	a.err = 0x1p-100
	return a.unscaled()
}

// split takes y, which it overwrites, apart: 1/2 ≤ |hi| ≤ 1.
func split(y *big.Float) approx {
	a := approx{exp: y.MantExp(y)}
	a.hi, _ = y.Float64()
	a.lo, _ = y.Sub(y, big.NewFloat(a.hi)).Float64()
	return a
}

// unscaled returns the same approx with exp 0, where float64's range allows that.
func (p approx) unscaled() approx {
	if p.exp < -960 || p.exp > 1000 {
		return p
	}
	scale := math.Ldexp(1, p.exp)
	return approx{hi: float64(p.hi * scale), lo: float64(p.lo * scale), err: float64(p.err * scale)}
}

// shifted returns p·2^n, for a hi that stays in float64's range. What a low part loses in
// underflow is added to the bound, which is never rounded to 0.
func (p approx) shifted(n int) approx {
	q := approx{hi: math.Ldexp(p.hi, n), lo: math.Ldexp(p.lo, n), err: math.Ldexp(p.err, n), exp: p.exp}
	if p.err != 0 || p.lo != 0 && math.Abs(q.lo) < 0x1p-1022 {
		q.err += math.SmallestNonzeroFloat64
	}
	return q
}

// placed returns the approx of (hi + lo)·2^exp, known to err·2^exp, for a normalised pair of
// any size: with exp = 0 where that is possible, else with 1 ≤ |hi| < 2.
func placed(hi, lo, err float64, exp int) approx {
	switch size := math.Abs(hi); {
	case exp == 0 && size >= 0x1p-900 && size < 0x1p1000:
		return approx{hi: hi, lo: lo, err: err}
	case hi == 0 && err == 0:
		return approx{}
	case hi == 0:
		return approx{err: err, exp: exp}
	}
	p, e := approx{hi: hi, lo: lo, err: err}, math.Ilogb(hi)
	if size := e + exp; size >= -900 && size <= 1020 {
		return p.shifted(exp)
	}
	p = p.shifted(-e)
	p.exp = e + exp
	return p
}

// toward returns the float64 on the side of hi where y lies, next to it; ok is
// false if the pair does not tell. It is hi where y equals it.
func (p *approx) toward() (v float64, ok bool) {
	switch {
	case p.lo >= p.err && p.lo > 0:
		return math.Nextafter(p.hi, math.Inf(1)), true
	case -p.lo >= p.err && p.lo < 0:
		return math.Nextafter(p.hi, math.Inf(-1)), true
	}
	return p.hi, p.err == 0
}

// ends returns bounds of |y|·2^-exp, of which the lower is not positive where the
// sign of y is unknown.
func (p *approx) ends() (low, top float64) {
	size, off := math.Abs(p.hi), math.Abs(p.lo)+p.err
	return math.Nextafter(size-float64(off*(1+0x1p-50)), math.Inf(-1)), math.Nextafter(size+float64(off*(1+0x1p-50)), math.Inf(1))
}

// binade returns the e with 2^e ≤ |y| < 2^(e+1), or f.MinExp()-1 if |y| is smaller
// than f's normal numbers; ok is false if the pair does not tell.
func (p *approx) binade(f dtype.Format) (e int, ok bool) {
	if p.hi == 0 && p.err == 0 {
		return f.MinExp() - 1, true
	}
	if p.err > 0x1p-56*math.Abs(p.hi) {
		low, top := p.ends()
		if math.Ilogb(top)+p.exp < f.MinExp() {
			return f.MinExp() - 1, true
		}
		if low > 0 {
			e = math.Ilogb(low) + p.exp
		}
		return e, low > 0 && e == math.Ilogb(top)+p.exp
	}
	bits := math.Float64bits(p.hi)
	if e = int(bits>>52&0x7ff) - 1023; e == -1023 { // a logit that is subnormal, alone
		e = math.Ilogb(p.hi)
	}
	if e+p.exp < f.MinExp()-1 { // hi may be the power of two above y
		return f.MinExp() - 1, true
	}
	if bits<<12 == 0 || e < -1022 && math.Abs(p.hi) == math.Ldexp(1, e) {
		v, known := p.toward()
		if !known {
			return e + p.exp, e+p.exp <= f.MinExp() // below it, spacings are the same
		}
		if math.Abs(v) < math.Abs(p.hi) {
			e--
		}
	}
	return max(e+p.exp, f.MinExp()-1), true
}

// round returns y rounded to f; ok is false if the pair does not tell.
func (p *approx) round(f dtype.Format) (y float64, ok bool) {
	switch {
	case p.err == 0 && p.lo == 0 && p.exp == 0:
		return f.Round(p.hi), true
	case p.exp != 0:
		return p.roundScaled(f)
	case f == dtype.Float64:
		err := float64(p.err*(1+0x1p-50)) + float64(0x1p-52*math.Abs(p.lo)) // lo ± err is rounded
		a, b := p.hi+(p.lo-err), p.hi+(p.lo+err)
		return a, a == b && a != 0
	}
	// y lies between the float64s next to hi, and the midpoints of f, which is
	// coarser, are float64s: y and hi round alike, unless hi is one of them.
	if p.err > 0x1p-56*math.Abs(p.hi) {
		low, top := p.ends()
		a, b := math.Copysign(f.Round(low), p.hi), math.Copysign(f.Round(top), p.hi)
		return a, low > 0 && same(a, b)
	}
	y = f.Round(p.hi)
	switch half := f.SpacingExp(math.Ilogb(p.hi)) - 1; {
	case !isFinite(y) || math.Abs(y) == f.Max():
		up, down := math.Nextafter(p.hi, math.Inf(1)), math.Nextafter(p.hi, math.Inf(-1))
		return y, same(f.Round(up), f.Round(down))
	case math.Abs(p.hi-y) == math.Ldexp(1, half):
		v, ok := p.toward()
		return f.Round(v), ok
	}
	return y, true
}

// roundScaled is round for answers far from 1: next to float64's subnormal numbers
// or smaller ones.
func (p *approx) roundScaled(f dtype.Format) (y float64, ok bool) {
	e := math.Ilogb(p.hi) + p.exp
	zero := math.Copysign(0, p.hi)
	switch {
	case math.Abs(p.hi)-math.Abs(p.lo) < p.err: // y may be on either side of 0
		return 0, false
	case p.exp > 0: // next to the largest float64s
		return 0, false
	case e < -1080 || f != dtype.Float64: // float32 ends at 2^-149
		return zero, true
	}
	// In units of 2^-1074 the subnormal numbers are the integers below 2^52, and the
	// midpoints between them are float64s.
	n := math.Float64frombits(uint64(1023+p.exp+1074) << 52)
	q := approx{hi: float64(p.hi * n), lo: float64(p.lo * n), err: float64(p.err * n)}
	if math.Abs(q.hi) >= 1<<52 {
		y, ok = q.round(dtype.Float64)
		return math.Ldexp(y, -1074), ok
	}
	if q.err > 0x1p-56*math.Abs(q.hi) {
		return 0, false
	}
	v := q.hi
	if r := math.Trunc(v); v-r == 0.5 || r-v == 0.5 {
		if v, ok = q.toward(); !ok {
			return 0, false
		}
	}
	return math.Copysign(math.Ldexp(math.RoundToEven(v), -1074), p.hi), true
}

// same reports whether a and b are the same number, the sign of a zero included,
// or both NaN.
func same(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}
