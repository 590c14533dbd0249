package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// crossEntropy bounds ℓ_t, or with label smoothing fl(fl(fl(1−ε)·ℓ_t) + fl(fl(ε/K)·Σ ℓ_i)).
func (c *calc) crossEntropy(a *Answer) {
	for i, x := range c.X {
		if math.IsInf(x, -1) && (i == c.Target || c.Smoothing > 0) {
			a.exactly() // +Inf
			return
		}
	}
	loss := c.losses()
	y := loss(c.Target)
	if c.Smoothing != 0 {
		sum, _ := c.addUp(len(c.X), loss)
		on, everywhere := c.smoothing()
		y = c.add(c.mul(on, y), c.mul(everywhere, sum))
		if c.anyForm() {
			y = either(y, c.smoothedLabels(loss))
		}
	}
	c.answer(a, y)
}

// crossEntropySoft bounds Σ fl(w_i·ℓ_i), without the terms in which w_i = 0.
func (c *calc) crossEntropySoft(a *Answer) {
	for i, x := range c.X {
		if math.IsInf(x, -1) && c.Weights[i] > 0 {
			a.exactly() // +Inf
			return
		}
	}
	if c.m.Form == impl.LSEMinusDot {
		// fl(fl(Σ w_i · L) − Σ fl(w_i z_i))
		weights, _ := c.addUp(len(c.X), func(i int) bounded { return number(c.Weights[i]) })
		dot, _ := c.addUp(len(c.X), func(i int) bounded { return c.weigh(number(c.Weights[i]), c.logit(c.X[i])) })
		c.answer(a, c.sub(c.weigh(weights, c.logSum()), dot))
		return
	}
	loss := c.losses()
	y, _ := c.addUp(len(c.X), func(i int) bounded { return c.weigh(number(c.Weights[i]), loss(i)) })
	if c.anyForm() {
		y = either(y, c.dotApart())
	}
	c.answer(a, y)
}

// losses returns the bound of ℓ_i by the index i. Its terms of logits −Inf have none.
func (c *calc) losses() func(i int) bounded {
	if c.m.Scheme == impl.LogOf || c.m.Scheme == impl.Clipped {
		// −log p_i. Clipping does not take the computed p_i farther from an exact one
		// that is within the clip.
		p := c.probabilities().p
		return func(i int) bounded { return c.minusLog(p[i], c.distance(i)) }
	}
	if c.m.Form == impl.LSEMinusLogit || c.m.Shift == impl.ShiftNone {
		l := c.logSum()
		return func(i int) bounded { return c.sub(l, c.logit(c.X[i])) }
	}
	l := c.logDenominator()
	return func(i int) bounded { return c.sub(l, c.exponent(i)) }
}

// logSum bounds L: fl(m + fl(log ŝ)), or fl(log ŝ) without a shift.
func (c *calc) logSum() bounded {
	if c.m.Shift == impl.ShiftNone {
		return c.logDenominator()
	}
	return c.add(c.logit(c.Max), c.logDenominator())
}

// logDenominator bounds fl(log ŝ). Its last rounding is that of the logarithm.
func (c *calc) logDenominator() bounded {
	l := bounded{v: c.LogSum, w: evaluated(c.LogSum)}
	if c.m.Shift == impl.ShiftNone {
		l.v, l.w = c.Max+c.LogSum, l.w+evaluated(c.Max)
	}
	err := c.denominatorLogError()
	if math.IsInf(err, 1) {
		return unbounded()
	}
	l.r = min(err, float64(c.m.LogULP*c.acc.Spacing(l.v)))
	l.e = err - l.r
	return l
}

// minusLog bounds −fl(log p̂) for a probability whose exact logarithm is −l. An error
// of up to t times p is one of −log(1 − t) = log(1 + t/(1 − t)) at most.
func (c *calc) minusLog(p bounded, l float64) bounded {
	p = c.operand(p)
	least := p.v - p.w
	if !(least > 0) {
		return unbounded()
	}
	t := float64(p.e*slack) / least
	below := min(invertFrom(t), (p.exactTop()-p.bottom())/p.bottom())
	err := logExcess(max(t, below))
	if !(l+err < c.acc.Max()) {
		return unbounded()
	}
	r := float64(c.m.LogULP * c.acc.Spacing(float64((l+err)*slack)))
	return bounded{v: l, w: evaluated(l), e: err, r: r}
}

// smoothing bounds fl(1 − ε) and fl(ε/K), which are known.
func (c *calc) smoothing() (on, everywhere bounded) {
	s, t := twoSum(1, -c.Smoothing)
	on = bounded{v: s, w: math.Abs(t), c: c.round(s), known: true}
	on.e = math.Abs((on.c - s) - t)
	k := float64(len(c.X))
	everywhere = bounded{v: c.Smoothing / k, c: c.round(c.Smoothing / k), known: true}
	everywhere.w = evaluated(everywhere.v)
	everywhere.e = c.quotientError(everywhere.c, k, c.Smoothing, 0)
	if c.m.Outside {
		on, everywhere = c.unrounded(on), c.unrounded(everywhere)
	}
	return on, everywhere
}
