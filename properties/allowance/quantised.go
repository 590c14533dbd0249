package allowance

import "math"

// quantised bounds impl's int8 softmax: logits quantised to steps of
// scale = (m − min)/255 below the maximum, probabilities to steps of 1/256. Its
// comment lists the errors: of a logit at most scale/2 + (2u+u²)(m−x) + 2^-141
// and none at the maximum, u·255·scale for the table's argument, those of a
// sequential sum and a reciprocal, and half a step of the output, or a whole
// one at its clamp.
func (c *calc) quantised(ys []Answer) {
	lowest := c.Max
	for _, x := range c.X {
		if !math.IsInf(x, -1) {
			lowest = min(lowest, x)
		}
	}
	scale := float64((c.Max/255 - lowest/255) * (1 + float64(4*c.u)))
	exponent := func(x float64) (d, delta float64) {
		d = c.Max - x
		if d == 0 {
			return 0, 0
		}
		return d, float64(scale/2) + float64(c.u*(float64(3*d)+scale)) + float64(float64(c.u*c.u)*d) + 0x1p-141
	}
	var s partial
	for j, x := range c.X {
		if math.IsInf(x, -1) {
			continue
		}
		excess, reach := c.wide(exponent(x))
		t := term(c.Softmax[j], excess, c.under/c.Sum)
		if math.IsInf(excess, 1) {
			t = partial{w: c.Softmax[j], up: reach/c.Sum + c.under/c.Sum, down: c.Softmax[j]}
		}
		s = c.v.add(s, t)
	}
	over, under := s.ratios()
	for i, x := range c.X {
		if math.IsInf(x, -1) {
			ys[i].exactly()
			continue
		}
		excess, reach := c.wide(exponent(x))
		y := ys[i].Y
		up := compose(compose(excess, under), compose(c.u, c.u))
		err := float64(y * max(up, invert(compose(compose(excess, over), compose(c.u, c.u)))))
		if math.IsInf(up, 1) {
			// The computed probability is below reach/ŝ and at most 1.
			err = max(y, min(1, reach/c.Sum*(1+under)))
		}
		err = min(err, 1) + 1.0/256
		c.symmetric(&ys[i], err, false)
		if err >= 1 {
			ys[i].Vacuous = true
		}
	}
}

// wide is factor for exponents that are off by more than 1: halved until they
// are not, and squared as often. Up to 2^10, where e^delta nears the end of the
// range.
func (c *calc) wide(d, delta float64) (excess, reach float64) {
	n := 0
	half := delta
	for ; half >= 1 && n < 10; n++ {
		half /= 2
	}
	excess = expExcess(half)
	for range n {
		excess = compose(excess, excess)
	}
	if excess = compose(excess, c.h); excess < 0x1p500 {
		return excess, 0
	}
	return c.factor(d, delta, 0)
}
