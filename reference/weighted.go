package reference

import "math/big"

// terms is Σ c_v·e^(d_v) over groups of equal logits, with dyadic coefficients of
// either sign, for exponents d_v that descend from d_0 = 0.
type terms struct {
	row   *Row
	base  int // the group that has d_0
	c     []dyadic
	known []evaluation // made so far, by increasing q
}

// evaluation is what terms.evaluate returned for q.
type evaluation struct {
	q   int
	sum interval
}

// least bounds below the exponent of what terms are evaluated to, which keeps those
// that are far (see farBelow) below a unit.
const least = -(1 << (farBelow - 2))

// from returns Σ c_v·e^((x_v − x_base)/T) over the groups from base on; c holds
// their coefficients.
func (r *Row) from(base int, c []dyadic) *terms { return &terms{row: r, base: base, c: c} }

// exponent returns d_v.
func (t *terms) exponent(v int) quotient { return t.row.between(t.base+v, t.base) }

// evaluate encloses the sum to about q bits of its largest term, or more.
func (t *terms) evaluate(q int) interval {
	for _, e := range t.known {
		if e.q >= q {
			return e.sum
		}
	}
	e := evaluation{q, t.enclose(q)}
	t.known = append(t.known, e)
	return e.sum
}

// enclose is evaluate, anew.
//
// The unit is 2^-q of a bound of the largest: a term is |c|·e^d < 2^(b+k+2) with b
// the exponent of c and e^d < 2^(k+2). Terms below a unit altogether are not evaluated and count
// one on the side of their sign. The others are within 3 units of their own scale,
// 2^-(q+4) of the largest or less, and lose less than a unit by being aligned.
func (t *terms) enclose(q int) interval {
	sizes := make([]int, len(t.c))
	top := least
	for v, c := range t.c {
		if c.sign() == 0 {
			continue
		}
		sizes[v] = c.exponent() + expExponent(t.exponent(v)) + 2
		top = max(top, sizes[v])
	}
	e := top - q
	var l *level // whose exponentials have q bits and more
	if t.base == 0 {
		l = t.row.at(q)
	}
	lo, hi := new(big.Int), new(big.Int)
	for v, c := range t.c {
		switch sign := c.sign(); {
		case sign == 0:
		case sizes[v] <= e && sign > 0:
			hi.Add(hi, one)
		case sizes[v] <= e:
			lo.Sub(lo, one)
		case v == 0: // e^0
			z := interval{c.m, c.m, c.e}.coarsen(e)
			lo.Add(lo, z.lo)
			hi.Add(hi, z.hi)
		default:
			var z interval
			if l != nil {
				z = l.exp(v).interval()
			} else {
				z = exp(t.exponent(v), max(sizes[v]-e+4, minTerm)).interval()
			}
			z = z.times(c).coarsen(e)
			lo.Add(lo, z.lo)
			hi.Add(hi, z.hi)
		}
	}
	return interval{lo, hi, e}
}

// nonzero returns the sum, known not to be 0, to a relative 2^-p.
func (t *terms) nonzero(p int) interval {
	return refined(p, t.evaluate)
}

// refined evaluates to more and more bits until the result is known to a relative
// 2^-p. What it encloses must not be 0.
func refined(p int, evaluate func(q int) interval) interval {
	for q := p + 24; ; q = morePrecision(q) {
		if v := evaluate(q); v.narrow(p) {
			return v
		}
	}
}

// interval returns e^d as an interval.
func (e expScale) interval() interval {
	if e.far {
		return interval{new(big.Int), one, -(1 << farBelow)}
	}
	return interval{new(big.Int).Sub(e.mid, one), new(big.Int).Add(e.mid, big.NewInt(2)), e.k - e.q}
}

// exponential returns e^((x_v − m)/T).
func (l *level) exponential(v int) interval {
	if v == 0 {
		return unit
	}
	return l.exp(v).interval()
}

// relativeTail returns τ over its largest exponential, e^((x_1 − m)/T).
func (r *Row) relativeTail(p int) interval {
	c := make([]dyadic, len(r.values)-1)
	for v := range c {
		c[v] = dyadic{big.NewInt(int64(r.counts[v+1])), 0}
	}
	return r.from(1, c).nonzero(p)
}
