package allowance

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// softmaxVJP bounds fl(p_i·fl(g_i − d)), d = Σ fl(p_j g_j), and its variants.
func (c *calc) softmaxVJP(ys []Answer) {
	ps, g := c.probabilities(), c.Cotangent
	d, unrounded := ps.mean(g)
	row := func(i int) bounded { return c.weigh(ps.p[i], c.sub(number(g[i]), d)) }
	switch {
	case c.anyForm():
		row = func(i int) bounded { return c.usualVJP(ps.p[i], number(g[i]), d) }
	case c.m.Form == impl.ProductFirst:
		row = func(i int) bounded { return c.productFirst(ps.p[i], number(g[i]), d) }
	case c.m.Form == impl.Jacobian:
		row = c.jacobian(ps.p, bounded{v: d.v, w: d.w, e: unrounded})
	}
	for i := range ys {
		c.gradient(&ys[i], row(i))
		c.unknown(&ys[i], ps.p[i], d)
	}
}

// unknown marks an allowance as vacuous where that of the probability is all of [0, 1], and
// what multiplies it is not 0.
func (c *calc) unknown(a *Answer, p, factor bounded) {
	if !factor.isZero() && p.top() >= 1 && p.bottom() < c.storage.MinSubnormal()/2 {
		a.nothing()
	}
}

// gradient states a gradient with respect to z as an allowance of one with respect to
// x: fl(y/T). The quotient by a T that is no number of the arithmetic is rounded to
// float64 first.
func (c *calc) gradient(a *Answer, y bounded) {
	switch {
	case c.t == 1:
	case c.acc == dtype.Float64 && math.Abs(y.v)/c.t >= 0x1p1020: // errors that scale, of quotients that may not exist
		q := c.div(y, number(16*c.t))
		if c.m.Outside && !c.scalesByT() {
			q.e += c.anotherRounding(q, number(1))
		}
		y = bounded{e: float64(16 * q.e), r: float64(16 * q.r), over: y.over}
	default:
		y = c.div(y, number(c.t))
		if c.acc != dtype.Float64 {
			y.e += float64(0x1p-53 * min(y.top(), math.MaxFloat64))
		}
		if c.m.Outside && !c.scalesByT() {
			y.e += c.anotherRounding(y, number(1))
		}
	}
	c.answer(a, y)
}

// productFirst bounds fl(fl(p g) − fl(p d)): p is the same number in both, so that its
// error counts with g − d.
func (c *calc) productFirst(p, g, d bounded) bounded {
	y := c.sub(c.weigh(p, g), c.weigh(p, d))
	if e := spread(p, g, d).e + c.lostMultiplying(p, g) + c.lostMultiplying(p, d); e < y.e {
		y.e = e
	}
	return y
}

// followed is the width up to which the bound of the Jacobian form follows all K² products.
const followed = 64

// jacobian bounds Σ_j fl(J_ij g_j), J_ii = fl(p_i·fl(1 − p_i)) and J_ij = −fl(p_i p_j). With
// the computed p_j, but without roundings, that is p_i·(g_i − Σ p_j g_j): its error is
// that of the p_i and of the mean, given as d. What the elements, the products and the
// additions round comes on top, row by row: of products that are p_i(1 − p_i)|g_i| and
// p_i p_j |g_j| at most. (That of a p_i near 1 is small, though p_i |g_i| be near overflow.)
func (c *calc) jacobian(p []bounded, d bounded) (row func(i int) bounded) {
	g := c.Cotangent
	var largest float64
	others := make([]float64, len(p)) // Σ p_j |g_j| over j ≠ i
	for _, backwards := range []bool{false, true} {
		var weighted float64
		for j := range p {
			if backwards {
				j = len(p) - 1 - j
			}
			others[j] += weighted
			weighted += float64(p[j].top() * math.Abs(g[j]))
			largest = max(largest, math.Abs(g[j]))
		}
	}
	// Each product goes through K + 3 roundings at most, and may underflow twice.
	growth := power(c.u, len(p)+3)
	underflow := float64(float64(len(p)) * (c.tiny + c.flush()) * (1 + largest))
	return func(i int) bounded {
		if p[i].isZero() {
			return p[i]
		}
		y := spread(p[i], number(g[i]), d)
		if len(p) <= followed {
			return c.jacobianRow(p, i, y.e)
		}
		rest := c.sub(number(1), p[i])
		all := float64(float64(p[i].top()*rest.top())*math.Abs(g[i])) + float64(p[i].top()*others[i])
		y.e += float64(all*growth) + float64(underflow*(1+growth))
		y.over = y.over || !(float64((all+y.e)*slack) <= c.acc.Max())
		return y
	}
}

// jacobianRow follows the products of row i: mean is the error that it has without
// roundings.
func (c *calc) jacobianRow(p []bounded, i int, mean float64) bounded {
	rounded := 0.0
	y, lost := c.addUp(len(p), func(j int) bounded {
		g := number(c.Cotangent[j])
		var element bounded
		if j == i {
			rest := c.sub(number(1), p[i])
			element = c.mul(p[i], rest)
			rounded += float64((float64(p[i].top()*rest.r) + c.lostMultiplying(p[i], rest)) * math.Abs(g.c))
		} else {
			element = c.mul(p[i], p[j]).negated()
			rounded += float64(c.lostMultiplying(p[i], p[j]) * math.Abs(g.c))
		}
		rounded += c.lostMultiplying(element, g)
		return c.mul(element, g)
	})
	if e := mean + rounded + lost; e < y.error() {
		y.e = max(0, e-y.r)
	}
	return y
}

// spread bounds p·(g − d) without roundings.
func spread(p, g, d bounded) bounded {
	f, lo := twoSum(g.v, -d.v)
	apart := bounded{v: f, w: g.w + d.w + math.Abs(lo), e: g.error() + d.error()}
	v := float64(p.v * f)
	y := bounded{v: v, w: evaluatedProduct(p, apart, v), e: productError(p, apart), over: g.over || d.over}
	if y.w+y.e < math.MaxFloat64 {
		return y
	}
	// g − d overflows in float64: the products may not.
	a, b := float64(p.v*g.v), float64(p.v*d.v)
	v, lo = twoSum(a, -b)
	y.v, y.w = v, evaluatedProduct(p, g, a)+evaluatedProduct(p, d, b)+math.Abs(lo)
	y.e = productError(p, g) + productError(p, d)
	return y
}

// logSoftmaxVJP bounds fl(g_i − fl(p_i·G)), G = Σ g_j.
func (c *calc) logSoftmaxVJP(ys []Answer) {
	g := c.Cotangent
	sum, _ := c.addUp(len(g), func(j int) bounded { return number(g[j]) })
	p := c.softmaxes()
	for i := range ys {
		c.gradient(&ys[i], c.sub(number(g[i]), c.share(p[i], sum)))
		c.unknown(&ys[i], p[i], sum)
	}
}

// softmaxes bounds the p_i that a log-softmax VJP uses: exp(fl(fl(z_i − m) − l)), unless
// it is of the form that divides.
func (c *calc) softmaxes() []bounded {
	if c.m.Form == impl.FromSoftmax || c.anyForm() {
		ps := c.probabilities()
		c.usual(ps)
		return ps.p
	}
	p := make([]bounded, len(c.X))
	l := c.denominatorLogError()
	for i, x := range c.X {
		switch {
		case math.IsInf(x, -1):
			p[i] = number(0)
		case c.m.Shift == impl.ShiftNone: // exp(fl(x_i − fl(log ŝ)))
			p[i] = c.exponentialAs(i, l)
		default:
			_, delta := c.difference(x, c.Max)
			p[i] = c.exponentialAs(i, l+delta)
		}
	}
	return p
}
