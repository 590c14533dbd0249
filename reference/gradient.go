package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/function"
)

// affine is a gradient that is κ(s_i·G − g_i): those of the cross-entropies, with
// g = p, G = Σ p_j and κ = 1/T, and the log-softmax VJP, with its cotangent g and
// κ = −1/T.
type affine struct {
	targets
	sum  dyadic // G, in parts
	sign int    // of κ
}

// affine returns that of fn.
func (r *Row) affine(fn function.Function) *affine {
	if r.affines[fn] != nil {
		return r.affines[fn]
	}
	a := &affine{sign: 1}
	switch fn {
	case function.CrossEntropyGrad:
		a.targets = r.labels()
		a.sum = dyadic{big.NewInt(int64(a.parts)), 0} // Σ q_i = 1
	case function.CrossEntropySoftGrad:
		a.targets = r.weights()
	default:
		a.targets, a.sign = targets{func(i int) dyadic { return fromFloat(r.in.Cotangent[i]) }, 1}, -1
	}
	if fn != function.CrossEntropyGrad {
		a.sum = dyadic{new(big.Int), 0}
		for i := range r.k {
			a.sum = a.sum.add(a.at(i))
		}
	}
	if r.affines == nil {
		r.affines = map[function.Function]*affine{}
	}
	r.affines[fn] = a
	return a
}

// gradient returns κ(s_i·G − g_i) = κ(G·e_i − g_i·S)/S, with e_i = e^((x_i−m)/T).
//
// It is rational where s_i is, or G = 0. Else it is transcendental: if it were a
// rational, then G·e_i − (g_i + y/κ)S = 0 for a sum of exponentials of at least two
// numbers, in which the coefficient of every one but x_i's is a multiple of
// g_i + y/κ, which must therefore be 0, and then G is.
func (r *Row) gradient(a *affine, i int) Number {
	g := a.at(i)
	switch {
	case math.IsInf(r.x[i], -1) || a.sum.sign() == 0:
		return Number{exact: a.scaled(r, new(big.Rat).Neg(g.rat()))}
	case len(r.values) == 1:
		y := a.sum.rat()
		y.Quo(y, big.NewRat(int64(r.counts[0]), 1))
		return Number{exact: a.scaled(r, y.Sub(y, g.rat()))}
	}
	v := int(r.group[i])
	if g.sign() == 0 {
		return a.number(r, r.softmax(v), a.sum)
	}
	y := Number{}
	if v > 0 {
		y = Number{enclose: func(p int) interval {
			return refined(p, func(q int) interval {
				l := r.at(q)
				return l.exponential(v).times(a.sum).plus(l.sum.times(g.neg()), 2*q).quo(l.sum, q)
			})
		}}
		y.anchor, y.side = new(big.Rat).Neg(g.rat()), a.sum.sign()
		return a.number(r, y, dyadic{one, 0})
	}
	// Of the n largest logits: G·1 − g_i(n + τ), in which G − n·g_i is exact.
	rest := a.sum.sub(g.times(r.counts[0]))
	if rest.sign() == 0 {
		y = r.tailShare()
		return a.number(r, y, g.neg())
	}
	y.enclose = func(p int) interval {
		return refined(p, func(q int) interval {
			l := r.at(q)
			return l.tail.times(g.neg()).add(quotient{num: rest}, 2*q).quo(l.sum, q)
		})
	}
	y.anchor = a.sum.rat() // G/n − g_i, from which it departs as G/(n+τ) does
	y.anchor.Quo(y.anchor, big.NewRat(int64(r.counts[0]), 1))
	y.anchor.Sub(y.anchor, g.rat())
	y.side = -a.sum.sign()
	return a.number(r, y, dyadic{one, 0})
}

// tailShare returns τ/S.
func (r *Row) tailShare() Number {
	y := Number{enclose: func(p int) interval {
		l := r.at(p)
		return l.tail.quo(l.sum, p)
	}}
	y.power, y.rest = r.difference(1), func(p int) interval { return r.relativeTail(p).quo(r.at(p).sum, p) }
	return y
}

// number returns κ·c·y.
func (a *affine) number(r *Row, y Number, c dyadic) Number {
	if a.sign < 0 {
		c = c.neg()
	}
	return y.scaledBy(c.over(r.temperature().times(a.parts)))
}

// scaled returns κ·y.
func (a *affine) scaled(r *Row, y *big.Rat) *big.Rat {
	if a.sign < 0 {
		y.Neg(y)
	}
	y.Quo(y, big.NewRat(int64(a.parts), 1))
	return y.Quo(y, r.temperature().rat())
}
