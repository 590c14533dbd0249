package signal

import (
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// many is a width of rows of equal logits at which sums of 8 bits stand still.
const many = 1000

// probes returns the families whose thresholds are measured.
func probes() []probe {
	row := func(x ...float64) function.Input { return function.Logits(x) }
	equal := func(n int) func(c float64) function.Input {
		return func(c float64) function.Input {
			x := make([]float64, n)
			for i := range x {
				x[i] = c
			}
			return function.Logits(x)
		}
	}
	ahead := func(target int) func(c float64) function.Input {
		return func(c float64) function.Input {
			in := row(0, -c)
			in.Target, in.Cotangent, in.Weights = target, []float64{1, 0}, []float64{1, 0}
			return in
		}
	}
	low := func(c float64) function.Input { return row(-c, -c) }

	// Where nothing is shifted, the exponential or the sum overflows, or all
	// exponentials underflow.
	up := func(n int) func(limits) *limit {
		return func(l limits) *limit {
			if !l.unshifted() {
				return nil
			}
			return l.overflow(n)
		}
	}
	down := func(l limits) *limit {
		if !l.unshifted() {
			return nil
		}
		return l.underflow()
	}
	// What is small is e^-c.
	small := func(l limits) *limit { return earliest(l.underflow(), l.stored()) }

	return []probe{
		{fn: function.Softmax, row: "(c)", input: equal(1), zero: true, limit: up(1)},
		{fn: function.Softmax, row: "(c, c)", input: equal(2), zero: true, limit: up(2)},
		{fn: function.Softmax, row: "1000 × c", input: equal(many), zero: true, limit: up(many)},
		{fn: function.Softmax, row: "(0, c)", of: 1, input: func(c float64) function.Input { return row(0, c) }, zero: true, limit: up(1)},
		{fn: function.Softmax, row: "(-c, -c)", input: low, zero: true, limit: down},
		{fn: function.Softmax, row: "(0, -c)", of: 1, input: ahead(0), zero: true, limit: small},

		{fn: function.LogSoftmax, row: "(c, c)", input: equal(2), zero: true, limit: up(2)},
		{fn: function.LogSoftmax, row: "1000 × c", input: equal(many), zero: true, limit: up(many)},
		{fn: function.LogSoftmax, row: "(-c, -c)", input: low, zero: true, limit: down},
		{fn: function.LogSoftmax, row: "(0, -c)", of: 1, input: ahead(0), zero: true, limit: func(l limits) *limit {
			if l.m.Scheme != impl.LogOf {
				return nil
			}
			return l.underflow() // log 0
		}},
		{fn: function.LogSoftmax, row: "(0, -c)", of: 0, input: ahead(0), zero: true, limit: limits.log1p},

		// These change their sign between two numbers c where they are small.
		{fn: function.LogSumExp, row: "(c)", input: equal(1), limit: up(1)},
		{fn: function.LogSumExp, row: "(c, c)", input: equal(2), limit: up(2)},
		{fn: function.LogSumExp, row: "1000 × c", input: equal(many), limit: up(many)},
		{fn: function.LogSumExp, row: "(-c, -c)", input: low, limit: down},
		{fn: function.LogSumExp, row: "(0, -c)", input: ahead(0), zero: true, limit: limits.log1p},

		{fn: function.CrossEntropy, row: "(0, -c), target 0", input: ahead(0), zero: true, limit: limits.loss},
		{fn: function.CrossEntropy, row: "(c, 0), target 0", zero: true, limit: limits.lossAhead, input: func(c float64) function.Input { return row(c, 0) }},
		{fn: function.CrossEntropy, row: "(0, -c), target 1", input: ahead(1), zero: true, limit: func(l limits) *limit {
			if l.m.Scheme != impl.LogOf {
				return nil
			}
			return l.underflow()
		}},
		{fn: function.CrossEntropySoft, row: "(0, -c), weights (1, 0)", input: ahead(0), zero: true, limit: limits.log1p},

		{fn: function.SoftmaxVJP, row: "(0, -c), cotangent (1, 0)", of: 0, input: ahead(0), zero: true, limit: limits.rest},
		{fn: function.SoftmaxVJP, row: "(0, -c), cotangent (1, 0)", of: 1, input: ahead(0), zero: true, limit: small},
		{fn: function.LogSoftmaxVJP, row: "(0, -c), cotangent (1, 0)", of: 0, input: ahead(0), zero: true, limit: limits.rest},
		{fn: function.LogSoftmaxVJP, row: "(0, -c), cotangent (1, 0)", of: 1, input: ahead(0), zero: true, limit: small},

		{fn: function.CrossEntropyGrad, row: "(0, -c), target 0", of: 0, input: ahead(0), zero: true, limit: limits.rest},
		{fn: function.CrossEntropyGrad, row: "(0, -c), target 0", of: 1, input: ahead(0), zero: true, limit: small},
		{fn: function.CrossEntropyGrad, row: "(0, -c), target 1", of: 0, input: ahead(1), zero: true, limit: func(l limits) *limit {
			if l.m.Form != impl.Jacobian {
				return nil
			}
			return l.reciprocal()
		}},
		{fn: function.CrossEntropySoftGrad, row: "(0, -c), weights (1, 0)", of: 0, input: ahead(0), zero: true, limit: limits.rest},
		{fn: function.CrossEntropySoftGrad, row: "(0, -c), weights (1, 0)", of: 1, input: ahead(0), zero: true, limit: small},
	}
}

// unshifted reports whether the algorithm takes exponentials of the logits as they are.
func (l limits) unshifted() bool {
	return l.m.Shift == impl.ShiftNone && l.m.Scheme != impl.TwoPass
}

// log1p is where log(1 + e^-c) dies, whose terms are added first unless the scheme is
// that of the same name.
func (l limits) log1p() *limit {
	if l.m.Scheme == impl.Log1p {
		return earliest(l.underflow(), l.storedLog())
	}
	return earliest(l.absorbed(), l.storedLog())
}

// lossAhead is where the same does for the logits (c, 0): there m + log s − c cancels.
func (l limits) lossAhead() *limit {
	if l.m.Form == impl.LSEMinusLogit {
		return earliest(l.cancelled(), l.storedLog())
	}
	return l.loss()
}

// loss is where a cross-entropy that is log(1 + e^-c) dies.
func (l limits) loss() *limit {
	if l.m.Scheme == impl.Clipped {
		// It is never less than -log(1 - 1e-7), unless that is 0 in the arithmetic.
		high := l.a.Round(1 - 1e-7)
		if high < 1 && l.a.Store(-l.a.Log(high)) > 0 {
			return nil
		}
	}
	return l.log1p()
}

// rest is where 1 - p dies for a p near 1, or what is made of it: where the sum 1 + e^-c is
// 1. Those that add up the other probabilities do not depend on it.
func (l limits) rest() *limit {
	if l.m.Form == impl.MinusSum {
		return earliest(l.underflow(), l.stored())
	}
	return earliest(l.absorbed(), l.stored())
}
