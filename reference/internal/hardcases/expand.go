package main

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
)

// expand solves for one logit after the other, in the given order, and rounds
// each to the nearest. A logit whose change is undone by the next, smaller one is
// the head of an expansion (x_1 − x_0 with 106 bits, say): every logit that is
// near 0 and has its full precision there brings as many bits.
func (g goal) expand(x []float64, order []int) ([]float64, bool) {
	x = slices.Clone(x)
	for _, j := range order {
		v, ok := g.solve(x, j)
		if !ok {
			return nil, false
		}
		if x[j] = g.logits.RoundBig(v); !isFinite(x[j]) {
			return nil, false
		}
	}
	return x, true
}

// fill appends n logits, each the largest whose term still fits into what is
// left of the sum, so that what is left shrinks by the precision of a logit
// each time. The last one is rounded to the nearest: either side.
func (g goal) fill(x []float64, n int) ([]float64, bool) {
	x, ok := g.fillBelow(x, n-1)
	if !ok {
		return nil, false
	}
	x = append(x, math.Inf(-1))
	return g.expand(x, []int{len(x) - 1})
}

// fillBelow is fill with the last logit rounded down too.
func (g goal) fillBelow(x []float64, n int) ([]float64, bool) {
	x = slices.Clone(x)
	for range n {
		x = append(x, math.Inf(-1))
		v, ok := g.solve(x, len(x)-1)
		if !ok {
			return nil, false
		}
		last := g.floor(v)
		if !isFinite(last) {
			return nil, false
		}
		x[len(x)-1] = last
	}
	return x, true
}

// residual returns the binary exponent of the miss relative to b, to the first
// order in what is left of the sum.
func (g goal) residual(x []float64) int {
	r := g.rest(x, -1)
	if r.Sign() == 0 {
		return -int(g.prec)
	}
	e := r.MantExp(nil) - g.total.MantExp(nil)
	if g.fn != function.Softmax { // an error of the logarithm
		e -= g.b.MantExp(nil)
	}
	return e
}
