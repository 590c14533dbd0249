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
		simplifyParameters(&c, s, try)
		simplify(&c, s.DType, func(c *Case) *[]float64 { return &c.X }, try)
		if v, _ := s.Function.Vector(&c.Input); v != nil {
			simplify(&c, s.DType, func(c *Case) *[]float64 { v, _ := s.Function.Vector(&c.Input); return v }, try)
		}
		for seed := range uint64(3) {
			d := c
			if d.Seed = seed; seed < c.Seed && try(d) {
				break
			}
		}
		if budget == 0 || alike(&c, &before) {
			return c, v
		}
	}
}

// alike reports whether two cases are the same.
func alike(c, d *Case) bool {
	return c.Seed == d.Seed && c.Target == d.Target && c.T() == d.T() && c.Smoothing == d.Smoothing &&
		slices.EqualFunc(c.X, d.X, same) && slices.EqualFunc(c.Cotangent, d.Cotangent, same) && slices.EqualFunc(c.Weights, d.Weights, same)
}

// shorten leaves out runs of logits, from half of them down to one, with what belongs
// to them. The target stays the logit that it was, or is one next to it.
func shorten(c *Case, try func(Case) bool) {
	for n := (len(c.X) + 1) / 2; n > 0; n /= 2 {
		for at := 0; at+n <= len(c.X); {
			d := *c
			for _, v := range []*[]float64{&d.X, &d.Cotangent, &d.Weights} {
				if len(*v) == len(c.X) {
					*v = append(append([]float64{}, (*v)[:at]...), (*v)[at+n:]...)
				}
			}
			switch {
			case c.Target >= at+n:
				d.Target -= n
			case c.Target >= at:
				d.Target = max(0, min(at, len(d.X)-1))
			}
			if !try(d) {
				at += n
			}
		}
	}
}

// simplifyParameters puts the temperature to 1, or near it, and the smoothing to 0, or
// to 1/2, if the function has them.
func simplifyParameters(c *Case, s *Subject, try func(Case) bool) {
	for _, t := range []float64{0, 2, 0.5} {
		d := *c
		if d.Temperature = t; c.T() == d.T() || s.Function.TakesSides() && try(d) {
			break
		}
	}
	for _, e := range []float64{0, 0.5} {
		d := *c
		if d.Smoothing = e; c.Smoothing == e || s.Function.TakesTarget() && try(d) {
			break
		}
	}
}

// simplify replaces the numbers of a vector by 0, by that of the one before, or by
// numbers of fewer bits.
func simplify(c *Case, f dtype.Format, vector func(*Case) *[]float64, try func(Case) bool) {
	for i := range *vector(c) {
		for _, v := range simpler(*vector(c), i, f) {
			d := *c
			w := append([]float64{}, *vector(c)...)
			w[i] = v
			*vector(&d) = w
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
