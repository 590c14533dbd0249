package reference

import (
	"math"
	"math/big"
)

// moments are the sums of a cotangent over groups of equal logits.
type moments struct {
	sums []dyadic // G_v = Σ g_j over the group v
	// equal is how many groups, from that of the largest logits on, have the same
	// mean of g.
	equal int
	// rest is Σ (n_v·G_0 − n_0·G_v)·e^((x_v − x_equal)/T) over the groups from equal
	// on, nil if there are none; its first coefficient is not 0.
	rest  *terms
	first *terms // Σ G_v·e^((x_v − m)/T)
}

// cotangentMoments returns those of the row's cotangent.
func (r *Row) cotangentMoments() *moments {
	if r.moments != nil {
		return r.moments
	}
	n := len(r.values)
	m := &moments{sums: make([]dyadic, n), equal: 1}
	for v := range m.sums {
		m.sums[v] = dyadic{new(big.Int), 0}
	}
	for i, v := range r.group {
		if v >= 0 {
			m.sums[v] = m.sums[v].add(fromFloat(r.in.Cotangent[i]))
		}
	}
	for m.equal < n && m.apart(r, m.equal).sign() == 0 {
		m.equal++
	}
	if m.equal < n {
		c := make([]dyadic, n-m.equal)
		for v := range c {
			c[v] = m.apart(r, m.equal+v)
		}
		m.rest = r.from(m.equal, c)
	}
	m.first = r.from(0, m.sums)
	r.moments = m
	return m
}

// apart returns n_v·G_0 − n_0·G_v: how far the mean of g in group v is from that of
// the largest logits.
func (m *moments) apart(r *Row, v int) dyadic {
	return m.sums[0].times(r.counts[v]).sub(m.sums[v].times(r.counts[0]))
}

// softmaxVJP returns s_i (g_i − Σ s_j g_j)/T = e_i·N/(T·S²), with e_i = e^((x_i−m)/T) and
// N = Σ (n_v·g_i − G_v)·e_v over groups v of equal logits.
//
// It is 0 if every coefficient of N is, and only then: exponentials of distinct
// numbers are linearly independent. Of one group it is rational. Of several it is
// transcendental: if it were a y ≠ 0, then e_i·N = yT·S², in which S² has the
// square of its smallest exponential, which is in no product with e_i but that of
// x_i the smallest, and then the square of its largest, e^0, is in none.
//
// Where g_i is the mean of g over the largest logits, the leading terms of N cancel,
// however small the others are. They are left out: what remains is led by a
// coefficient that is not 0, and is the same for all such i.
func (r *Row) softmaxVJP(i int) Number {
	if math.IsInf(r.x[i], -1) {
		return literal(0)
	}
	m, g, v := r.cotangentMoments(), fromFloat(r.in.Cotangent[i]), int(r.group[i])
	lead := g.times(r.counts[0]).sub(m.sums[0]) // n_0·g_i − G_0
	switch {
	case lead.sign() == 0 && m.rest == nil:
		return literal(0)
	case len(r.values) == 1: // y = (g_i − G/n)/(n·T)
		y := lead.rat()
		y.Quo(y, dyadic{new(big.Int).Mul(big.NewInt(int64(r.counts[0])), big.NewInt(int64(r.counts[0]))), 0}.rat())
		return Number{exact: y.Quo(y, r.temperature().rat())}
	case lead.sign() == 0: // N = rest·e_equal/n_0
		power := r.difference(v).plus(r.difference(m.equal))
		rest := func(p int) interval {
			s := r.at(p + 8).sum.sized(p + 16)
			return m.rest.nonzero(p+8).quo(s.mul(s), p+8)
		}
		y := Number{power: power, rest: rest, enclose: func(p int) interval {
			e := exp(power, p+16)
			if e.far { // of the sign of rest, and as small as e^power, or nearly
				z := interval{new(big.Int), one, -(1 << (farBelow - 1))}
				if rest(basePrecision).sign() < 0 {
					return z.neg()
				}
				return z
			}
			return rest(p).mul(e.interval())
		}}
		return y.scaledBy(dyadic{one, 0}.over(r.temperature().times(r.counts[0])))
	}
	numerator := func(p int) interval {
		return refined(p, func(q int) interval {
			return r.at(q).sum.times(g).plus(m.first.evaluate(q).neg(), 2*q)
		})
	}
	rest := func(p int) interval {
		s := r.at(p + 8).sum.sized(p + 16)
		return numerator(p+8).quo(s.mul(s), p+8)
	}
	y := Number{power: r.difference(v), rest: rest, enclose: func(p int) interval {
		e := unit
		if v > 0 {
			e = r.at(p + 16).exponential(v)
		}
		z := rest(p)
		if e.lo.Sign() == 0 { // far: |z| < 2^1100·K is nothing beside e^power
			e = interval{new(big.Int), one, -(1 << (farBelow - 1))}
			if z.sign() < 0 {
				return e.neg()
			}
			return e
		}
		return z.mul(e)
	}}
	if v == 0 {
		y.anchor = lead.rat() // where all but the largest logits are left out
		y.anchor.Quo(y.anchor, dyadic{new(big.Int).Mul(big.NewInt(int64(r.counts[0])), big.NewInt(int64(r.counts[0]))), 0}.rat())
		y.lean = func() int { return r.vjpLean(g, lead) }
	}
	return y.scaledBy(dyadic{one, 0}.over(r.temperature()))
}

// vjpLean returns the sign of N/S² − c/n², where c = n·g_i − G_0 leads N, for an i
// among the n largest logits, n > 1: that of
//
//	n²·(N − c) − 2n·c·τ − c·τ²
//
// with N − c = Σ (n_v·g_i − G_v)·e_v and τ = Σ n_v·e_v over the groups v > 0. It is not 0: the VJP
// is no rational. It is told by evaluating its two parts, whose terms are exponentials
// and products of two of them, to more and more bits of the larger one; where their
// leading terms cancel exactly, as with x = (0, 0, −d, −2d) and g = (4, 0, 0, −1), term by
// term.
func (r *Row) vjpLean(g, c dyadic) int {
	m, n := r.cotangentMoments(), r.counts[0]
	linear := make([]dyadic, len(r.values)-1)
	counts := make([]dyadic, len(linear))
	lead := -1 // the first of linear that is not 0
	for k := range linear {
		v := k + 1
		counts[k] = dyadic{big.NewInt(int64(r.counts[v])), 0}
		linear[k] = g.times(r.counts[v]).sub(m.sums[v]).times(n).times(n).sub(c.times(2 * n).times(r.counts[v]))
		if lead < 0 && linear[k].sign() != 0 {
			lead = k
		}
	}
	if lead < 0 {
		return -c.sign()
	}
	// The first part over e_(lead+1), the second over e_1²: which is how much larger?
	first, tail := r.from(lead+1, linear[lead:]), r.from(1, counts)
	d := r.difference(1).plus(r.between(1, lead+1))
	for q := 2 * basePrecision; q <= leanBits; q = morePrecision(q) {
		a, t := first.evaluate(q), tail.evaluate(q)
		b := t.mul(t).times(c.neg())
		if d.sign() <= 0 {
			b = b.mul(exp(d, q).interval())
		} else {
			a = a.mul(exp(quotient{d.num.neg(), d.den}, q).interval())
		}
		if s := a.plus(b, 2*q).sign(); s != 0 {
			return s
		}
	}
	exponents := make([]quotient, len(linear))
	for k := range exponents {
		exponents[k] = r.difference(k + 1)
	}
	return newExpansion(exponents, linear, counts, c).sign()
}
