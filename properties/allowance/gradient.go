package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// crossEntropyGrad bounds fl(p_i − q_i), q the smoothed target, and its variants.
func (c *calc) crossEntropyGrad(ys []Answer) {
	ps, q := c.probabilities(), c.target()
	c.usual(ps)
	if c.m.Form == impl.Jacobian {
		c.chainRule(ys, ps.p, q)
		return
	}
	for i := range ys {
		y := c.sub(ps.p[i], q(i))
		if c.anyForm() && c.Smoothing != 0 { // p times the sum of the labels
			labels, _ := c.addUp(len(ys), q)
			y = either(y, c.sub(c.share(ps.p[i], labels), q(i)))
		}
		switch {
		case i != c.Target:
		case c.m.Form == impl.MinusSum:
			y = c.minusSum(ps.p, q, y)
		case c.anyForm():
			y = either(y, c.minusSum(ps.p, q, y))
		}
		c.gradient(&ys[i], y)
		c.unknown(&ys[i], ps.p[i], number(1))
	}
}

// target bounds q_i = fl(fl(1−ε)·[i=t] + fl(ε/K)).
func (c *calc) target() func(i int) bounded {
	at, elsewhere := number(1), number(0)
	if c.Smoothing != 0 {
		at, elsewhere = c.smoothing()
		at = c.add(at, elsewhere)
		if c.anyForm() { // or 1 less the others
			at.e += float64(2 * c.u)
		}
	}
	return func(i int) bounded {
		if i == c.Target {
			return at
		}
		return elsewhere
	}
}

// minusSum bounds −Σ fl(p_j − q_j) over j ≠ t, which is exactly p_t − q_t; where the
// computed p_t may be 0, it may be the difference as well, and is in our own.
func (c *calc) minusSum(p []bounded, q func(i int) bounded, difference bounded) bounded {
	t := c.Target
	if p[t].isZero() && !c.m.Outside {
		return difference
	}
	sum, _ := c.addUp(len(p), func(j int) bounded {
		if j == t {
			return number(0)
		}
		return c.sub(p[j], q(j))
	})
	if y := sum.negated(); p[t].bottom() > 0 || y.error() >= difference.error() {
		return y
	}
	return difference
}

// crossEntropySoftGrad bounds fl(fl(p_i·Σ w_j) − w_i), and the chain rule.
func (c *calc) crossEntropySoftGrad(ys []Answer) {
	ps := c.probabilities()
	c.usual(ps)
	weight := func(i int) bounded { return number(c.Weights[i]) }
	if c.m.Form == impl.Jacobian {
		c.chainRule(ys, ps.p, weight)
		return
	}
	sum, _ := c.addUp(len(ys), weight)
	for i := range ys {
		c.gradient(&ys[i], c.sub(c.weigh(ps.p[i], sum), weight(i)))
		c.unknown(&ys[i], ps.p[i], sum)
	}
}

// chainRule bounds fl(p_i·fl(c_i − d)) with c_j = −fl(q_j/p_j), 0 where q_j is 0, and
// d = Σ fl(p_j c_j). Whatever the error of p_j, it cancels in p_j·(q_j/p_j) = q_j, of
// which the roundings remain: that of c_j, times p_j. In p_i·(c_i − d) = −q_i − p_i d
// the error of p_i counts with d, which is exactly −Σ q_j.
func (c *calc) chainRule(ys []Answer, p []bounded, q func(i int) bounded) {
	cs, back := make([]bounded, len(p)), make([]bounded, len(p))
	for j := range p {
		cs[j], back[j] = c.chained(c.operand(p[j]), q(j))
	}
	d, _ := c.addUp(len(p), func(j int) bounded {
		t := back[j]
		if !t.isZero() {
			t.r = c.half(t.bottom(), t.top())
		}
		return t
	})
	d = c.operand(d)
	for i := range ys {
		f := c.sub(cs[i], d)
		if math.IsInf(f.e, 1) {
			ys[i].nothing()
			continue
		}
		product := float64(p[i].v * d.v)
		v, lo := twoSum(back[i].v, -product)
		y := bounded{
			v: v, w: back[i].w + evaluatedProduct(p[i], d, product) + math.Abs(lo),
			e:    back[i].e + productError(p[i], d) + c.scaledRounding(p[i].top(), f.r, back[i].top()+float64(p[i].top()*d.top())),
			over: f.over,
		}
		y.r = c.half(y.bottom(), y.top())
		c.gradient(&ys[i], y)
		c.unknown(&ys[i], p[i], d)
	}
}

// chained returns −fl(q/p) as a magnitude that the exact number has nothing to do with, and
// p times that, not rounded. Where p may be 0 it is the smallest number otherwise.
func (c *calc) chained(p, q bounded) (quotient, back bounded) {
	switch {
	case q.isZero():
		return q, q
	case p.isZero():
		return unbounded(), unbounded()
	}
	least := max(p.bottom(), c.tiny)
	top := float64(q.top() / least * slack)
	r := c.half(0, top)
	top = min((top+r)*slack, c.acc.Max())
	quotient = bounded{v: -top / 2, e: top / 2}
	back = bounded{v: -q.v, w: q.w, e: q.error() + c.scaledRounding(p.top(), r, q.top())}
	quotient.over = p.bottom() < c.tiny || q.over || q.top()/least*slack > c.acc.Max()
	back.over = quotient.over
	return quotient, back
}

// scaledRounding bounds p times the rounding error r of a number that p makes one of at
// most top.
func (c *calc) scaledRounding(p, r, top float64) float64 {
	return min(float64(p*r), float64(c.u*top)+float64(p*(c.tiny+c.flush()))) + tiny64
}
