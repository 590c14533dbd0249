package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// Bench is the memory that checks work in: exact answers and allowances of a row,
// and rows of answers. The next case uses it again. It is not safe for concurrent
// use.
type Bench struct {
	row     reference.Row // of the case
	other   reference.Row // of what a property makes of it
	rounded []float64
	exact   allowance.Exact
	ys      []allowance.Answer

	input   [3][]float64 // the vectors that a program is given: logits, cotangent, weights
	y, z, w []float64
}

// evaluate makes b hold the exact answers of s's function for the input, and, where
// the row is finite, the allowances.
func (b *Bench) evaluate(s *Subject, in function.Input) *reference.Answer {
	profile := s.Profile
	if profile == "" {
		profile = reference.IEEE
	}
	if err := b.row.ResetInput(in, profile); err != nil {
		panic(err) // cases are never wider than reference.MaxK
	}
	n := s.Function.Outputs(len(in.X))
	a := b.row.Answer(s.Function)
	b.rounded = resize(b.rounded, n)
	if err := b.row.Round(s.Function, s.DType, b.rounded); err != nil {
		panic(err) // of the length above
	}
	if !b.row.IsFinite() {
		return a
	}
	Describe(&b.exact, &b.row, in)
	var known []float64
	if s.Function == function.Softmax {
		known = b.exact.Softmax
	}
	b.ys = Answers(b.ys, a, s.DType, known)
	allowance.For(s.Model, s.Function, s.DType, &b.exact, b.ys)
	return a
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
