package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// softmax bounds ŷ_i = fl(ê_i/ŝ): the ratio of the numerator, that of the
// denominator, and the roundings of the normalisation. Where the arithmetic is
// the storage dtype, the last of them is the rounding to storage.
func (c *calc) softmax(ys []Answer) {
	s := c.sum()
	over, under := s.ratios()
	extra, absolute := c.normalisation(over)
	if c.ordinary {
		c.ordinaryAnswers(ys, s.r, over, under, extra, absolute)
		return
	}
	for i := range ys {
		c.softmaxOf(&ys[i], i, s.r, over, under, extra, absolute)
	}
}

// softmaxOf bounds one of them.
func (c *calc) softmaxOf(a *Answer, i int, r, over, under, extra, absolute float64) {
	if math.IsInf(c.X[i], -1) {
		a.exactly() // e^-Inf is exactly 0, whatever the sum
		return
	}
	up, down, abs := c.probability(i, r, over, under, extra)
	abs += absolute
	c.allow(a, float64(a.Y*up)+abs, float64(a.Y*invert(down))+abs, true)
	c.vacuous(a, up, down, abs)
}

// probability bounds probability i before the final rounding: the excesses of
// ŷ_i/y_i and y_i/ŷ_i, and an absolute error.
func (c *calc) probability(i int, r, over, under, extra float64) (up, down, abs float64) {
	if c.m.Shift == impl.ShiftNone {
		abs = float64(c.unshiftedUnderflow() * (1 + under))
		return compose(compose(c.h, under), extra), compose(compose(c.h, over), extra), abs
	}
	excess, reach := c.numeratorOf(i, r)
	abs = float64(c.under / c.Sum * (1 + under))
	if math.IsInf(excess, 1) && !math.IsInf(reach, 1) {
		// Both the exact and the computed numerator are below reach.
		return 0, 0, abs + float64(2*reach*(1+under))
	}
	return compose(compose(excess, under), extra), compose(compose(excess, over), extra), abs
}

// normalisation returns the excess of the roundings before the last one, and
// the absolute error of results that underflow in the arithmetic.
func (c *calc) normalisation(over float64) (extra, absolute float64) {
	extra, absolute = c.reciprocal(over)
	if c.acc != c.storage && c.m.Scheme != impl.DoubleDouble {
		extra = compose(extra, c.u)
		absolute += float64(c.tiny / 2)
	}
	return extra, absolute + c.flush()
}

// reciprocal returns what multiplying by fl(1/ŝ) loses, its own rounding apart.
func (c *calc) reciprocal(over float64) (extra, absolute float64) {
	if c.m.Normalise == impl.Reciprocal {
		// r = fl(1/ŝ) is off by u and, where it is subnormal, by half a spacing,
		// relative to 1/ŝ. Mantissas of up to √2 make two-pass's ŝ that much larger.
		extra = compose(c.u, float64(c.tiny*c.Sum*(1+over)))
		if c.m.Scheme == impl.TwoPass {
			absolute = c.tiny // fl(m·r) may be subnormal before it is scaled
		}
	}
	return extra, absolute
}

// vacuous marks an allowance that is all of [0, 1].
func (c *calc) vacuous(a *Answer, up, down, abs float64) {
	lowest := a.Y - float64(a.Y*invert(down)) - abs
	highest := a.Y + float64(a.Y*up) + abs
	if highest >= 1 && lowest < c.storage.MinSubnormal()/2 {
		a.Vacuous = true
	}
}

// expMinusLog bounds ŷ_i = fl(exp(fl(x_i − L̂))), L̂ = fl(m + fl(log ŝ)): the
// errors of the exponent are absolute and add up.
func (c *calc) expMinusLog(ys []Answer) {
	logErr := c.logSumExpError()
	for i := range ys {
		if math.IsInf(c.X[i], -1) {
			ys[i].exactly()
			continue
		}
		excess, abs := c.exponentialOf(c.distance(i), logErr+c.logitError(c.X[i])+c.ownShift(c.X[i]), 0)
		if math.IsInf(excess, 1) {
			ys[i].nothing()
			continue
		}
		y := ys[i].Y
		if c.acc != c.storage {
			abs += float64(c.tiny / 2)
		}
		c.allow(&ys[i], float64(y*excess)+abs, float64(y*invert(excess))+abs, c.acc != c.storage)
		c.vacuous(&ys[i], excess, excess, abs)
	}
}

// logSumExpError bounds the error of L̂ = fl(m + fl(log ŝ)).
func (c *calc) logSumExpError() float64 {
	over, under := c.sum().ratios()
	err := c.logError(over, under, c.LogSum) + c.logitError(c.Max)
	l := math.Abs(c.Max/c.t + c.LogSum)
	return err + c.halfSpacing(l+err)
}

// distance returns log-sum-exp − x_i.
func (c *calc) distance(i int) float64 { return math.Abs((c.X[i]-c.Max)/c.t - c.LogSum) }

// exponentialOf bounds fl(exp(t)) for a computed t that is, before its last rounding,
// within err of −d: the excess of the exponential, and its absolute error. The exact
// value is given where it is known.
func (c *calc) exponentialOf(d, err, value float64) (excess, abs float64) {
	delta := err + c.halfSpacing(d+err)
	excess, reach := c.wide(d, delta)
	if delta < 1 {
		excess, reach = c.factor(d, delta, value)
	}
	if d+err >= c.acc.Max() && err < c.acc.Max()/2 {
		// The difference overflows, or nearly: e^-Inf = 0.
		excess, reach = math.Inf(1), belowExp(c.acc.Max()/2)
	}
	if math.IsInf(excess, 1) && !math.IsInf(reach, 1) {
		return 0, c.under + float64(2*reach)
	}
	return excess, c.under
}

// halfSpacing bounds the rounding error of a result of at most the given
// magnitude.
func (c *calc) halfSpacing(magnitude float64) float64 {
	if !(magnitude < c.acc.Max()) {
		return math.Inf(1)
	}
	return c.acc.Spacing(magnitude) / 2
}

// logError bounds the absolute error of fl(log ŝ) for a sum whose logarithm is
// l: that of the sum, and LogULP ulps.
func (c *calc) logError(over, under, l float64) float64 {
	e := max(logExcess(over), logExcess(under))
	if !(math.Abs(l)+e < c.acc.Max()) {
		return math.Inf(1)
	}
	return e + float64(c.m.LogULP*c.acc.Spacing(math.Abs(l)+e))
}
