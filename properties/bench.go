package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// Bench is the memory that checks work in: exact answers and allowances of a row,
// and rows of answers. The next case uses it again. It is not safe for concurrent
// use.
type Bench struct {
	row reference.Row
	x   []float64 // the row's logits, as last evaluated

	fn      function.Function
	rounded []float64
	exact   allowance.Exact
	ys      []allowance.Answer

	input, y, z, w []float64
}

// evaluate makes b hold the exact answers of s's function for x, and, where the
// row is finite, the allowances.
func (b *Bench) evaluate(s *Subject, x []float64) *reference.Answer {
	if err := b.row.Reset(x, reference.IEEE); err != nil {
		panic(err) // cases are never wider than reference.MaxK
	}
	b.x, b.fn = x, s.Function
	n := s.Function.Outputs(len(x))
	a := b.row.Answer(s.Function)
	b.rounded = resize(b.rounded, n)
	if err := b.row.Round(s.Function, s.DType, b.rounded); err != nil {
		panic(err) // of the length above
	}
	if !b.row.IsFinite() {
		return a
	}
	p, l := b.row.Answer(function.Softmax), b.row.Answer(function.LogSoftmax)
	e := &b.exact
	e.X, e.Softmax, e.Max = x, resize(e.Softmax, len(x)), math.Inf(-1)
	at := 0
	for i, v := range x {
		e.Softmax[i] = p.Float64(i)
		if v > e.Max {
			e.Max, at = v, i
		}
	}
	e.Sum, e.LogSum = 1/e.Softmax[at], math.Abs(l.Float64(at))
	b.ys = slices.Grow(b.ys[:0], n)[:n]
	clear(b.ys)
	for i := range b.ys {
		b.ys[i].Y = a.Float64(i)
		b.ys[i].Spacing = a.Spacing(i, s.DType)
	}
	allowance.For(s.Model, s.Function, s.DType, e, b.ys)
	return a
}

// overflows reports whether got and the exact answer a lie on different sides of
// the overflow threshold because of an error that is allowed.
func overflows(a *allowance.Answer, f dtype.Format, got float64) bool {
	if !a.MayOverflow {
		return false
	}
	if got == f.Overflow(a.Y < 0) || got != got && !f.HasInf() {
		return true
	}
	return math.Abs(got) >= a.Least && math.Abs(got) <= f.Max() && (got < 0) == (a.Y < 0)
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
	return finite(c.X) && (s.Expected == nil || s.Expected(c.X) == "")
}
