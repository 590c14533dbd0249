package allowance

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// Exact is what is known of a row of finite logits and −Inf, at least one of
// them finite. The figures are good to a few float64 ulps.
type Exact struct {
	function.Input
	Softmax []float64 // 0 where x is −Inf
	Max     float64   // m, the largest logit
	Sum     float64   // S = Σ e^((x_j − m)/T), at least 1
	LogSum  float64   // log S

	memory scratch
}

// scratch is memory that For works in, so that an Exact that is used again takes no more. There is
// one calc of an Exact at a time.
type scratch struct {
	excess, reach, magnitudes []float64
	distinct, odd, left       []int32
	buckets                   []uint16
	heavies                   heavies
	occupied                  marks
	rescaling                 rescaling
	tallies                   *tallies // all empty
	calc                      calc
}

// Answer is an exact answer and what a computed one may be.
type Answer struct {
	// Y is the exact answer, to a few float64 ulps.
	Y float64
	// Spacing is the unit of errors: that of the storage dtype in Y's binade.
	Spacing float64
	// Above and Below bound the error of an answer on either side of Y, in
	// units of Spacing; Err bounds both as a number. They saturate at the
	// largest float64, and are +Inf where there is no bound.
	Above, Below, Err float64
	// Vacuous says that the bound does not exclude any value that the function
	// can take: nothing is judged by it.
	Vacuous bool
	// MayOverflow says that rounding to storage may overflow or not, whatever
	// the exact answer does: a finite answer then is at least Least, if Y is positive, at
	// most -Least, if it is negative.
	MayOverflow bool
	Least       float64
	// MayFail says that an operation on the way to the answer may overflow, or divide
	// by zero, or not: then the answer is an infinity or NaN, and within the bounds else.
	MayFail bool
}

// calc derives the allowances of one row.
type calc struct {
	*Exact
	m       impl.Model
	acc     dtype.Format
	storage dtype.Format
	t       float64  // temperature
	u       float64  // unit roundoff of acc
	v       rounding // of an addition in acc
	h       float64  // excess of the exponential
	tiny    float64  // smallest subnormal of acc
	unders  float64  // absolute error of an exponential that underflows, in smallest subnormals
	under   float64  // the same as a number, in units of the exponential's scale

	out      exponentials // of programs from outside
	ordinary bool         // of such a program: see isOrdinary
	left     int          // answers of ordinary logits that were left to the plain form
}

// For writes the allowances of fn's outputs to ys, whose Y and Spacing are given. storage is
// the dtype that answers are rounded to last.
func For(m impl.Model, fn function.Function, storage dtype.Format, e *Exact, ys []Answer) {
	newCalc(m, storage, e).write(fn, ys)
}

// write is For.
func (c *calc) write(fn function.Function, ys []Answer) {
	m := c.m
	switch {
	case !c.takesTemperature(), m.Scheme == impl.Quantised && fn != function.Softmax, c.mayOverflow():
		nothing(ys)
	case fn == function.CrossEntropy:
		c.crossEntropy(&ys[0])
	case fn == function.CrossEntropySoft:
		c.crossEntropySoft(&ys[0])
	case fn == function.SoftmaxVJP:
		c.softmaxVJP(ys)
	case fn == function.LogSoftmaxVJP:
		c.logSoftmaxVJP(ys)
	case fn == function.CrossEntropyGrad:
		c.crossEntropyGrad(ys)
	case fn == function.CrossEntropySoftGrad:
		c.crossEntropySoftGrad(ys)
	case m.Scheme == impl.Quantised:
		c.quantised(ys)
	case fn == function.Softmax && m.Normalise == impl.ExpMinusLog:
		c.expMinusLog(ys)
	case fn == function.Softmax:
		c.softmax(ys)
	case fn == function.LogSoftmax:
		c.logSoftmax(ys)
	default:
		c.logSumExp(ys)
	}
}

func newCalc(m impl.Model, storage dtype.Format, e *Exact) *calc {
	c := &e.memory.calc
	*c = calc{Exact: e, m: m, acc: m.Accumulate, storage: storage, t: e.T()}
	c.u = c.acc.UnitRoundoff()
	c.v = roundingOf(c.u, 1/e.Sum)
	c.tiny = c.acc.MinSubnormal()
	c.h = invertFrom(2 * c.u * m.ExpULP)
	if m.ExpRelative > 0 {
		c.h = min(c.h, invertFrom(m.ExpRelative))
	}
	c.unders = m.ExpULP
	if m.FlushSubnormals {
		c.unders += c.acc.MinNormal() / c.tiny
	}
	c.under = c.unders * c.tiny
	c.ordinary = c.isOrdinary()
	return c
}

// invertFrom returns 1/(1−t) − 1, +Inf from t = 1 on.
func invertFrom(t float64) float64 {
	if !(t < 1) {
		return math.Inf(1)
	}
	return t / (1 - float64(t))
}

// round rounds to acc.
func (c *calc) round(x float64) float64 { return c.acc.Round(x) }

// difference returns |d| and |δ| for d = a − b: how far fl(a − b) is from it; both
// divided by the temperature.
func (c *calc) difference(a, b float64) (d, delta float64) {
	if c.t != 1 {
		return c.dividedDifference(a, b)
	}
	hi := a - b
	if math.IsInf(hi, 0) {
		return math.Inf(1), 0 // e^-Inf = 0 on both sides, to every dtype
	}
	if math.Abs(hi) > 0x1p1020 {
		// Out of reach of intermediate overflow. What halving may underflow is
		// nothing beside a rounding error here.
		d, delta = c.difference(a/2, b/2)
		return 2 * d, 2 * delta
	}
	// TwoDiff (Knuth): hi + lo = a − b exactly.
	t := hi - a
	lo := (a - (hi - t)) - (b + t)
	f := c.round(hi)
	if math.IsInf(f, 0) || f != f {
		return math.Abs(hi), 0 // e^-Inf = 0, and e^d underflows further up
	}
	return math.Abs(hi), math.Abs((f - hi) - lo)
}

// exponentialError returns the excess of a computed exponential of a number within a
// ratio of 1+excess of value, or of any number where value is 0. ExpULP ulps are a
// relative 2u·ExpULP just above a power of two and half of that just below one.
func (c *calc) exponentialError(value, excess float64) float64 {
	if value < 0x1p-1000 || math.IsInf(excess, 1) {
		return c.h
	}
	off := float64((1 + excess) * slack)
	return min(c.h, invertFrom(float64(c.m.ExpULP*c.acc.Spacing(float64(value*off))*off)/value))
}

// numerator bounds the computed e^(x_j − r), r ≤ m, in units of e^m: its excess,
// or, where that is unbounded, what both it and the exact one are below.
func (c *calc) numerator(j int, r float64) (excess, reach float64) {
	x := c.X[j]
	if x == r && c.m.ExpZeroExact {
		return 0, 0
	}
	if c.t != 1 && math.IsInf(c.divided(x), -1) { // the computed one is 0
		d, delta := c.difference(x, r)
		return delta, belowExp(d)
	}
	d, delta := c.shiftError(x, r)
	value := 0.0
	if r == c.Max {
		value = float64(c.Softmax[j] * c.Sum)
	}
	return c.factor(d, delta, value)
}

// factor returns the excess of a computed e^-d whose exponent is off by at most
// delta, and, where that is unbounded, what the computed value is below. The
// exact value is given where it is known, to a few ulps.
func (c *calc) factor(d, delta, value float64) (excess, reach float64) {
	excess = expExcess(delta)
	excess = compose(excess, c.exponentialError(value, excess))
	if !math.IsInf(excess, 1) {
		return excess, 0
	}
	if d > delta {
		return excess, float64(belowExp(d-delta) * (1 + c.h))
	}
	return excess, math.Inf(1)
}

// shiftError returns |x_i − r| and the error of the exponent that the model
// evaluates e^(x_i−r) at.
func (c *calc) shiftError(x, r float64) (d, delta float64) {
	d, delta = c.difference(x, r)
	if c.m.Scheme == impl.DoubleDouble {
		return d, 0
	}
	if c.m.Scheme == impl.Base2 {
		// t = fl(fl(x−r)·fl(log2 e)): the constant and the product are off by a
		// relative u each, at most, the product by half a subnormal spacing too.
		log2e := c.round(math.Log2E)
		off := math.Abs(log2e-math.Log2E)/math.Log2E + 0x1p-53
		delta += float64(compose(off, c.u)*(d+delta)) + c.tiny
	}
	if math.IsInf(delta, 1) || delta != delta {
		delta = 0 // d is infinite: see difference
	}
	return d, delta
}

// Allowed returns the largest error that is allowed for got, in ulps.
func (a *Answer) Allowed(got float64) float64 {
	switch {
	case got > a.Y:
		return a.Above
	case got < a.Y:
		return a.Below
	}
	return max(a.Above, a.Below)
}

// allow states the absolute errors before the final rounding as an allowance:
// half a spacing more for the rounding to storage, at the largest magnitude that
// it can meet, unless final is false: there is no such rounding.
func (c *calc) allow(a *Answer, above, below float64, final bool) {
	a.MayOverflow, a.MayFail, a.Vacuous = false, false, false
	if !(max(above, below) < math.MaxFloat64/4) {
		a.nothing()
		return
	}
	above, below = float64(above*slack), float64(below*slack)
	y := min(math.Abs(a.Y), math.MaxFloat64) // at least, where Y is infinite
	err := max(above, below)
	if y+err < 0x1p-1000 {
		// Down here the errors above were themselves rounded to multiples of
		// 2^-1074: the sum of two, at most.
		above += 2 * 0x1p-1074
		below += 2 * 0x1p-1074
	}
	high := y + err
	if high >= c.storage.Max() {
		a.MayOverflow, a.Least = true, min(c.storage.Max(), y-err)
		high = c.storage.Max()
	}
	half := 0.0
	if final {
		half = c.storage.Spacing(high)
	}
	if inverse := 1 / a.Spacing; inverse < 0x1p1000 && half < 0x1p1000 { // a power of two: the products are the quotients
		ulps := float64(float64(half*inverse) / 2)
		a.Above = min(math.MaxFloat64, float64((float64(above*inverse)+ulps)*slack))
		a.Below = min(math.MaxFloat64, float64((float64(below*inverse)+ulps)*slack))
	} else {
		in := func(err float64) float64 { // of the quotient, the half alone may underflow
			return min(math.MaxFloat64, float64((err/a.Spacing+float64(half/a.Spacing/2))*slack))
		}
		a.Above, a.Below = in(above), in(below)
	}
	a.Err = float64((err + half) * slack)
}

// nothing says of all that no answer is excluded.
func nothing(ys []Answer) {
	for i := range ys {
		ys[i].nothing()
	}
}

// nothing says that no answer is excluded.
func (a *Answer) nothing() {
	a.Vacuous, a.MayOverflow, a.MayFail = true, false, false
	a.Above, a.Below, a.Err = math.Inf(1), math.Inf(1), math.Inf(1)
}

// exactly says that there is one right answer.
func (a *Answer) exactly() {
	a.Above, a.Below, a.Err = 0, 0, 0
	a.Vacuous, a.MayOverflow, a.MayFail = false, false, false
}
