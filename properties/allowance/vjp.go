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
	for i := range ys {
		var y bounded
		p := ps.p[i]
		switch c.m.Form {
		case impl.ProductFirst:
			y = c.productFirst(p, number(g[i]), d)
		case impl.Jacobian:
			y = c.jacobianRow(ps.p, i, bounded{v: d.v, w: d.w, e: unrounded})
		default:
			y = c.weigh(p, c.sub(number(g[i]), d))
		}
		c.gradient(&ys[i], y)
	}
}

// gradient states a gradient with respect to z as an allowance of one with respect to
// x: fl(y/T). The quotient by a T that is no number of the arithmetic is rounded to
// float64 first.
func (c *calc) gradient(a *Answer, y bounded) {
	if c.t != 1 {
		y = c.div(y, number(c.t))
		if c.acc != dtype.Float64 {
			y.e += float64(0x1p-53 * min(y.top(), math.MaxFloat64))
		}
	}
	c.answer(a, y)
}

// productFirst bounds fl(fl(p g) − fl(p d)): p is the same number in both, so that its
// error counts with g − d.
func (c *calc) productFirst(p, g, d bounded) bounded {
	a, b := c.weigh(p, g), c.weigh(p, d)
	y := c.sub(a, b)
	y.e = min(y.e, productError(p, c.apart(g, d))+a.r+b.r)
	return y
}

// jacobianRow bounds Σ_j fl(J_ij g_j) with J_ii = fl(p_i·fl(1 − p_i)), J_ij = −fl(p_i p_j),
// left to right. Without roundings it is p_i·(g_i − Σ p_j g_j), with the error of that
// mean: d. What the elements, the products and the additions round comes on top.
func (c *calc) jacobianRow(p []bounded, i int, d bounded) bounded {
	switch {
	case p[i].isZero():
		return p[i]
	case len(p) > widestJacobian:
		return c.wideJacobianRow(p, i, d)
	}
	rounded := 0.0
	y, lost := c.addUp(len(p), func(j int) bounded {
		g := number(c.Cotangent[j])
		var row bounded
		if j == i {
			rest := c.sub(number(1), p[i])
			row = c.mul(p[i], rest)
			rounded += float64(float64(p[i].top()*rest.r) * math.Abs(g.c))
		} else {
			row = c.mul(p[i], p[j]).negated()
		}
		t := c.mul(row, g)
		rounded += float64(row.r*math.Abs(g.c)) + t.r
		return t
	})
	if e := productError(p[i], c.apart(number(c.Cotangent[i]), d)) + rounded + lost; e < y.error() {
		y.e = max(0, e-y.r)
	}
	return y
}

// widestJacobian is the width up to which the bound follows all K² products.
const widestJacobian = 512

// wideJacobianRow is jacobianRow without the partial sums: each product goes through K
// + 3 roundings at most, and may underflow twice.
func (c *calc) wideJacobianRow(p []bounded, i int, d bounded) bounded {
	g := c.Cotangent
	all, largest := math.Abs(g[i]), 0.0
	for j, q := range p {
		all += float64(q.top() * math.Abs(g[j]))
		largest = max(largest, math.Abs(g[j]))
	}
	all = float64(p[i].top() * all)
	f := c.apart(number(g[i]), d)
	v := float64(p[i].v * f.v)
	y := bounded{v: v, w: c.evaluatedProduct(p[i], f, v)}
	y.e = productError(p[i], f) + float64(all*power(c.u, len(p)+3))
	y.e += float64(float64(float64(len(p))*(c.tiny+c.flush())) * (1 + largest) * 2)
	if !(float64((all+y.e)*slack) <= c.acc.Max()) {
		return unbounded()
	}
	return y
}

// apart is a − b without a rounding.
func (c *calc) apart(a, b bounded) bounded {
	v, lo := twoSum(a.v, -b.v)
	return bounded{v: v, w: a.w + b.w + math.Abs(lo), e: a.error() + b.error()}
}

// logSoftmaxVJP bounds fl(g_i − fl(p_i·G)), G = Σ g_j.
func (c *calc) logSoftmaxVJP(ys []Answer) {
	g := c.Cotangent
	sum, _ := c.addUp(len(g), func(j int) bounded { return number(g[j]) })
	p := c.softmaxes()
	for i := range ys {
		c.gradient(&ys[i], c.sub(number(g[i]), c.weigh(p[i], sum)))
	}
}

// softmaxes bounds the p_i that a log-softmax VJP uses: exp(fl(fl(z_i − m) − l)), unless
// it is of the form that divides.
func (c *calc) softmaxes() []bounded {
	if c.m.Form == impl.FromSoftmax {
		return c.probabilities().p
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
