package mutants

import (
	"math"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// The passes of the correct softmax, log-softmax and log-sum-exp, in the order of
// operations of package impl. A mutant changes one of them, or what it is given.

// largest returns the largest logit: −Inf if there is none, NaN if one is NaN.
func largest(x []float64) float64 {
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v)
	}
	return m
}

// term returns e^(v − m).
func term(a impl.Arithmetic, v, m float64) float64 { return a.Exp(a.Sub(v, m)) }

// denominator returns Σ e^(x_j − m), added up from left to right.
func denominator(a impl.Arithmetic, x []float64, m float64) float64 {
	var s float64
	for _, v := range x {
		s = a.Add(s, term(a, v, m))
	}
	return s
}

// divide writes e^(x_i − m)/s to y.
func divide(a impl.Arithmetic, y, x []float64, m, s float64) {
	for i, v := range x {
		y[i] = a.Store(a.Div(term(a, v, m), s))
	}
}

// subtract writes x_i − m − log s to y.
func subtract(a impl.Arithmetic, y, x []float64, m, s float64) {
	l := a.Log(s)
	for i, v := range x {
		y[i] = a.Store(a.Sub(a.Sub(v, m), l))
	}
}

// addLog returns m + log s, and m where that is infinite: ∞ − ∞ is NaN.
func addLog(a impl.Arithmetic, m, s float64) float64 {
	if math.IsInf(m, 0) {
		return a.Store(m)
	}
	return a.Store(a.Add(m, a.Log(s)))
}

// stateless makes a computation that keeps nothing what Mutant.New wants.
func stateless(compute func(y, x []float64)) func() func(y []float64, in function.Input) {
	return OnLogits(func() func(y, x []float64) { return compute })
}
