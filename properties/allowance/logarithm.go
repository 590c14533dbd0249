package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// logSoftmax bounds ŷ_i = fl(fl(x_i − m) − fl(log ŝ)) and its variants. All
// errors before the last rounding are absolute and add up.
func (c *calc) logSoftmax(ys []Answer) {
	if c.m.Scheme == impl.LogOf {
		c.logOfSoftmax(ys)
		return
	}
	logErr := c.denominatorLogError()
	for i := range ys {
		y, err := ys[i].Y, logErr
		if math.IsInf(c.X[i], -1) {
			ys[i].exactly()
			continue
		}
		if c.m.Shift == impl.ShiftMax {
			_, delta := c.difference(c.X[i], c.Max)
			err += delta
		}
		c.symmetric(&ys[i], c.last(y, err), true)
	}
}

// logSumExp bounds ŷ = fl(m + fl(log ŝ)) and its variants.
func (c *calc) logSumExp(ys []Answer) {
	var err float64
	if c.m.Scheme == impl.LogOf {
		// −log of the largest probability, fl(1/ŝ).
		over, under := c.sum().ratios()
		subnormal := float64(c.tiny * c.Sum * (1 + over))
		err = c.logError(compose(compose(over, c.u), subnormal), compose(compose(under, c.u), subnormal), c.LogSum)
	} else {
		err = c.denominatorLogError()
	}
	y := ys[0].Y
	if c.m.Shift == impl.ShiftNone { // the logarithm is the answer: no addition rounds it
		c.symmetric(&ys[0], err, c.acc != c.storage)
		return
	}
	c.symmetric(&ys[0], c.last(y, err+c.logitError(c.Max)), true)
}

// denominatorLogError bounds the error of the computed log ŝ.
func (c *calc) denominatorLogError() float64 {
	switch {
	case c.m.Scheme == impl.Log1p && !c.m.Outside:
		// log1p(ŝ'): an error Δ of s' is one of at most Δ/S upwards, and of
		// −log(1 − Δ/S) downwards; rest is in units of S already.
		rest, _ := c.restSum()
		e := max(rest.up, invertFrom(rest.down))
		if !(c.LogSum+e < c.acc.Max()) {
			return math.Inf(1)
		}
		return e + float64(c.m.LogULP*c.acc.Spacing(c.LogSum+e)) + min(c.flush(), c.LogSum+e)
	case c.m.Shift == impl.ShiftNone:
		over, under := c.sum().ratios()
		return c.logError(over, under, c.Max/c.t+c.LogSum)
	}
	t := c.sum()
	over, under := t.ratios()
	err := c.logError(over, under, c.LogSum+(c.Max-t.r)/c.t)
	if c.m.Outside { // a logarithm or a logit that is flushed
		err += 2 * c.flush()
	}
	return err
}

// last adds the rounding of the last subtraction where it is not the rounding
// to storage.
func (c *calc) last(y, err float64) float64 {
	if c.acc == c.storage {
		return err
	}
	return err + c.halfSpacing(math.Abs(y)+err)
}

// logOfSoftmax bounds ŷ_i = fl(log(p̂_i)): an error of the probability p by a
// ratio is an absolute one of its logarithm.
func (c *calc) logOfSoftmax(ys []Answer) {
	s := c.sum()
	over, under := s.ratios()
	extra, absolute := c.normalisation(over)
	if c.acc == c.storage { // the quotient is rounded before the logarithm all the same
		extra = compose(extra, c.u)
		absolute += float64(c.tiny / 2)
	}
	for i := range ys {
		if math.IsInf(c.X[i], -1) {
			ys[i].exactly()
			continue
		}
		up, down, abs := c.probability(i, s.r, over, under, extra)
		abs += absolute
		p := c.Softmax[i]
		up = compose(up, abs/p)
		down = compose(down, invertFrom(float64(abs/p*(1+down))))
		if p == 0 || math.IsInf(down, 1) || up != up {
			ys[i].nothing()
			continue
		}
		y := ys[i].Y
		c.symmetric(&ys[i], c.logError(up, down, y), c.acc != c.storage)
	}
}

// symmetric states one bound for both sides.
func (c *calc) symmetric(a *Answer, err float64, final bool) { c.allow(a, err, err, final) }
