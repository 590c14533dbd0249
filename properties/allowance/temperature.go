package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// divided returns z = fl(x/T) as it is computed, x itself for T = 1.
func (c *calc) divided(x float64) float64 {
	if c.t == 1 {
		return x
	}
	return c.round(x / c.t)
}

// takesTemperature reports whether there are bounds for the temperature: the schemes
// that evaluate differences of logits have them, as long as the largest logit over T
// is a number.
func (c *calc) takesTemperature() bool {
	if c.m.Outside && math.Abs(c.Max)/c.t > c.acc.Max()/8 {
		return c.t == 1
	}
	return c.t == 1 || c.m.Shift == impl.ShiftMax && c.m.Scheme != impl.Quantised && !math.IsInf(c.divided(c.Max), 0)
}

// quotientError bounds |q − (hi + lo)/T|, that is the residual q·T − (hi + lo) over T.
// An FMA has the product exactly, and the residual is then rounded to a relative
// 2^-50 of its parts, each a few ulps of hi.
func (c *calc) quotientError(q, t, hi, lo float64) float64 {
	if math.Abs(hi) > 0x1p1000 {
		hi, lo, t = hi/16, lo/16, t/16 // out of reach of intermediate overflow
	}
	p := float64(q * t)
	rest := math.FMA(q, t, -p)
	r := math.Abs((p-hi)+(rest-lo)) + float64(0x1p-50*(math.Abs(p-hi)+math.Abs(rest)+math.Abs(lo)))
	if r == 0 && (q == 0 || math.Abs(p) >= 0x1p-900) {
		return 0
	}
	return (r + 4*tiny64) / t
}

// dividedDifference is difference for d = (a − b)/T and fl(fl(a/T) − fl(b/T)). delta is
// +Inf where a/T or b/T overflows.
func (c *calc) dividedDifference(a, b float64) (d, delta float64) {
	if c.m.Outside && !c.scalesByT() {
		return c.anyDifference(a, b)
	}
	za, zb, t := c.divided(a), c.divided(b), c.t
	if max(math.Abs(a), math.Abs(b)) > 0x1p1000 {
		a, b, t = a/16, b/16, t/16 // out of reach of intermediate overflow
	}
	hi, lo := twoSum(a, -b)
	d = math.Abs(hi) / t
	f := c.round(za - zb)
	switch {
	case math.IsInf(za, 0) || math.IsInf(zb, 0):
		return d, math.Inf(1)
	case math.IsInf(f, 0):
		return d, 0 // e^-Inf = 0, and e^d underflows further up
	}
	return d, c.quotientError(f, t, hi, lo)
}

// logit bounds z = fl(x/T), which is known.
func (c *calc) logit(x float64) bounded {
	if c.t == 1 || math.IsInf(x, 0) {
		return number(x)
	}
	v, e := x/c.t, c.logitError(x)
	if math.IsInf(e, 1) {
		return unbounded()
	}
	if c.m.Outside && e > 0 {
		return bounded{v: v, w: evaluated(v), e: e}
	}
	return bounded{v: v, w: evaluated(v), e: e, c: c.divided(x), known: true}
}

// logitError bounds |fl(x/T) − x/T|.
func (c *calc) logitError(x float64) float64 {
	z := c.divided(x)
	switch {
	case c.t == 1:
		return 0
	case math.IsInf(z, 0):
		return math.Inf(1)
	case c.m.Outside && !c.scalesByT():
		return c.quotientByT(x)
	}
	return c.quotientError(z, c.t, x, 0)
}

// exponent bounds fl(z_i − m), which is not positive.
func (c *calc) exponent(i int) bounded {
	d, delta := c.difference(c.X[i], c.Max)
	f := c.round(c.divided(c.X[i]) - c.divided(c.Max))
	if math.IsInf(f, 0) || math.IsInf(delta, 0) {
		return unbounded()
	}
	b := bounded{v: -d, w: evaluated(d), e: delta, c: f, known: true}
	switch {
	case delta == 0:
		b.v, b.w = f, 0
	case c.m.Outside: // it may be rounded or not
		b.c, b.known = 0, false
	}
	return b
}

// scalesByT reports whether the temperature is a power of two: x/T, x·(1/T) and (x − m)/T are then as
// good as each other, unless they are subnormal or overflow.
func (c *calc) scalesByT() bool {
	f, _ := math.Frexp(c.t)
	return f == 0.5
}

// quotientByT bounds the error of x/T in a program from outside, which may multiply by 1/T: that
// is rounded, and so is the product.
func (c *calc) quotientByT(x float64) float64 {
	return float64(2*c.u*slack*(math.Abs(x)/c.t)) + float64(2*c.tiny) + c.flush()
}

// anyDifference is dividedDifference for a program from outside: logits may be divided before
// the maximum is taken from them or after, or multiplied by 1/T.
func (c *calc) anyDifference(a, b float64) (d, delta float64) {
	d = math.Abs(a/c.t - b/c.t)
	if math.Abs(a)/c.t > c.acc.Max()/4 { // which may overflow; the maximum does not
		return d, d / 2
	}
	return d, c.quotientByT(a) + c.quotientByT(b) + float64(c.u*d)
}
