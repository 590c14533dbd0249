package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// Shrink makes a case that p fails on shorter and its numbers simpler, as long as p
// fails on it, in at most budget checks, and returns it with what is then wrong.
// The outcome is a function of its arguments.
func Shrink(p *Property, b *Bench, s *Subject, c Case, budget int) (Case, *Violation) {
	v, _ := p.Judge(b, s, &c)
	try := func(d Case) bool {
		if budget == 0 {
			return false
		}
		budget--
		w, judged := p.Judge(b, s, &d)
		if !judged || w == nil {
			return false
		}
		c, v = d, w
		return true
	}
	for {
		before := c
		shorten(&c, try)
		simplify(&c, s.DType, try)
		for seed := range uint64(3) {
			d := c
			if d.Seed = seed; seed < c.Seed && try(d) {
				break
			}
		}
		if budget == 0 || c.Seed == before.Seed && slices.EqualFunc(c.X, before.X, same) {
			return c, v
		}
	}
}

// shorten leaves out runs of logits, from half of them down to one.
func shorten(c *Case, try func(Case) bool) {
	for n := (len(c.X) + 1) / 2; n > 0; n /= 2 {
		for at := 0; at+n <= len(c.X); {
			d := *c
			d.X = append(append([]float64{}, c.X[:at]...), c.X[at+n:]...)
			if !try(d) {
				at += n
			}
		}
	}
}

// simplify replaces logits by 0, by that of the one before, or by numbers of fewer
// bits.
func simplify(c *Case, f dtype.Format, try func(Case) bool) {
	for i := range c.X {
		for _, v := range simpler(c.X, i, f) {
			d := *c
			d.X = append([]float64{}, c.X...)
			d.X[i] = v
			if try(d) {
				break
			}
		}
	}
}

// simpler returns what x[i] might be instead, the simplest first.
func simpler(x []float64, i int, f dtype.Format) []float64 {
	v := x[i]
	var list []float64
	add := func(w float64) {
		if !same(w, v) && f.Representable(w) && (len(list) == 0 || !same(list[len(list)-1], w)) {
			list = append(list, w)
		}
	}
	if v != 0 {
		add(0)
	}
	if math.IsInf(v, 0) || v != v {
		return list
	}
	if i > 0 && math.Abs(x[i-1]) <= math.Abs(v) {
		add(x[i-1])
	}
	for _, p := range []int{0, 2, 5, 10, 20, 30} { // to p bits after the first
		if v == 0 {
			break
		}
		_, e := math.Frexp(v)
		unit := math.Ldexp(1, e-1-p)
		add(math.Trunc(v/unit) * unit)
	}
	return list
}
