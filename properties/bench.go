package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// Bench is the memory that checks work in: exact answers and allowances of a row,
// and rows of answers. The next case uses it again. It is not safe for concurrent
// use.
type Bench struct {
	*evaluation            // the last one
	own, made   evaluation // of the case's input, and of what a property makes of it
	judged      *Case      // see Property.Judge
	other       reference.Row
	neighbours  neighbourhood

	input   [3][]float64 // the vectors that a program is given: logits, cotangent, weights
	y, z, w []float64
}

// evaluate makes b hold the exact answers of s's function for the input, and, where
// the row is finite, the allowances. What it holds of the same input is what it would find.
func (b *Bench) evaluate(s *Subject, in function.Input) *reference.Answer {
	q := question{s.Function, s.DType, s.Model, s.Profile}
	if q.profile == "" {
		q.profile = reference.IEEE
	}
	switch {
	case b.own.is(q, &in):
		b.evaluation = &b.own
	case b.made.is(q, &in):
		b.evaluation = &b.made
	case b.judged != nil && identical(&b.judged.Input, &in):
		b.evaluation = &b.own
		b.own.evaluate(q, &in)
	default:
		b.evaluation = &b.made
		b.made.evaluate(q, &in)
	}
	return b.answer
}

// resize returns s with n elements, which it need not keep.
func resize(s []float64, n int) []float64 {
	return slices.Grow(s[:0], n)[:n]
}

// finite reports whether x is a row whose answers are numbers: at least one finite
// logit, no NaN, no +Inf.
func finite(x []float64) bool {
	m := math.Inf(-1)
	for _, v := range x {
		if v != v {
			return false
		}
		m = max(m, v)
	}
	return !math.IsInf(m, 0)
}

// same reports whether a and b are the same number, the sign of zero included, or
// both NaN.
func same(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}

// onFinite is what most properties are about: finite rows on which no miss is
// expected.
func onFinite(_ *Bench, s *Subject, c *Case) bool {
	return finite(c.X) && (s.Expected == nil || s.Expected(c.Input) == "")
}
