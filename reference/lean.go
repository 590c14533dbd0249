package reference

import (
	"container/heap"
	"math/big"
)

// leanBits is where the two parts of vjpLean are not evaluated to more bits any more:
// if they cancel to that many, their leading terms may cancel exactly, and what is
// left be smaller than any number of bits shows.
const leanBits = 4096

// expansion is Σ l_v·E_v − c·(Σ n_v·E_v)² with exponentials E_v = e^(d_v), as a sum of
// exponentials with distinct exponents, of which those that do not cancel are taken
// one by one, the largest first.
type expansion struct {
	d    []quotient // descending, below 0, of one denominator
	l, n []dyadic
	c    dyadic

	linear int      // how many of l are taken
	pairs  products // those of which the others that are not taken are no larger than one
}

// product is E_v·E_w, v ≤ w.
type product struct {
	v, w int
	d    quotient // d_v + d_w
}

// products is a heap, the largest first.
type products []product

func (p products) Len() int           { return len(p) }
func (p products) Less(i, j int) bool { return p[i].d.cmp(p[j].d) > 0 }
func (p products) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *products) Push(x any)        { *p = append(*p, x.(product)) }
func (p *products) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

func newExpansion(d []quotient, l, n []dyadic, c dyadic) *expansion {
	x := &expansion{d: d, l: l, n: n, c: c}
	x.push(0, 0)
	return x
}

func (x *expansion) push(v, w int) {
	if w < len(x.d) {
		heap.Push(&x.pairs, product{v, w, x.d[v].plus(x.d[w])})
	}
}

// peek returns the largest exponent that is not taken; ok is false if all are.
func (x *expansion) peek() (d quotient, ok bool) {
	if len(x.pairs) > 0 {
		d, ok = x.pairs[0].d, true
	}
	if x.linear < len(x.l) && (!ok || d.cmp(x.d[x.linear]) < 0) {
		d, ok = x.d[x.linear], true
	}
	return d, ok
}

// take takes the largest exponent and returns its coefficient, which may be 0.
func (x *expansion) take(d quotient) dyadic {
	c := dyadic{new(big.Int), 0}
	if x.linear < len(x.l) && x.d[x.linear].cmp(d) == 0 {
		c = x.l[x.linear]
		x.linear++
	}
	for len(x.pairs) > 0 && x.pairs[0].d.cmp(d) == 0 {
		p := heap.Pop(&x.pairs).(product)
		q := x.n[p.v].mul(x.n[p.w]).mul(x.c)
		if p.v != p.w {
			q = q.times(2)
		} else {
			x.push(p.v+1, p.v+1)
		}
		x.push(p.v, p.w+1)
		c = c.sub(q)
	}
	return c
}

// sign returns the sign of the sum, some of whose coefficients are not 0: by the
// Lindemann–Weierstrass theorem it is not 0 then. What is not taken is within
// ±size·e^d, with d the largest exponent among it and size the sum of all |l_v| and
// |c|·n_v·n_w.
func (x *expansion) sign() int {
	size, counts := dyadic{new(big.Int), 0}, dyadic{new(big.Int), 0}
	for v := range x.l {
		size = size.add(x.l[v].abs())
		counts = counts.add(x.n[v])
	}
	size = size.add(x.c.abs().mul(counts).mul(counts))

	var c []dyadic // taken, and not 0
	var d []quotient
	for q := basePrecision; ; q = morePrecision(q) {
		next, more := x.peek()
		for more && (len(c) == 0 || expExponent(next.minus(d[0]))+2+size.exponent() > c[0].exponent()-q) {
			if taken := x.take(next); taken.sign() != 0 {
				c, d = append(c, taken), append(d, next)
			}
			next, more = x.peek()
		}
		sum := interval{c[0].m, c[0].m, c[0].e} // over e^(d_0)
		for i := 1; i < len(c); i++ {
			sum = sum.plus(exp(d[i].minus(d[0]), q).interval().times(c[i]), 2*q)
		}
		if more {
			rest := exp(next.minus(d[0]), q).interval().times(size)
			sum = sum.plus(interval{new(big.Int).Neg(rest.hi), rest.hi, rest.e}, 2*q)
		}
		if s := sum.sign(); s != 0 {
			return s
		}
	}
}
