package properties

import (
	"fmt"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// Subject is a program under judgement: one function in one dtype.
type Subject struct {
	Name     string
	Function function.Function
	// DType is that of inputs and outputs: Compute is given, and must return,
	// float64s that are numbers of it.
	DType dtype.Format
	Model impl.Model
	// Compute writes the answer for the row x to y, which has
	// Function.Outputs(len(x)) elements, and leaves x as it is.
	Compute func(y, x []float64)
	// Expected, if not nil, says why a row must be expected to miss its
	// allowance, as impl.Implementation.Expected does, or returns "".
	Expected func(x []float64) string
}

// Of returns an implementation in one arithmetic as a Subject.
func Of(im impl.Implementation, a impl.Arithmetic) *Subject {
	s := &Subject{
		Name: im.Name + "/" + a.String(), Function: im.Function, DType: a.Storage, Model: im.Model(a),
		Compute: func(y, x []float64) { im.Compute(a, y, x) },
	}
	if im.Expected != nil {
		s.Expected = func(x []float64) string { return im.Expected(a, x) }
	}
	return s
}

// run computes x's answer into y, which holds NaN before. A panic, a changed
// input and an answer that is no number of the dtype are violations.
func (s *Subject) run(b *Bench, y, x []float64) (v *Violation) {
	defer func() {
		if p := recover(); p != nil {
			v = &Violation{Index: -1, Message: fmt.Sprintf("panicked: %v", p)}
		}
	}()
	b.input = append(b.input[:0], x...)
	for i := range y {
		y[i] = nan
	}
	s.Compute(y, b.input)
	for i, got := range y {
		if !s.DType.Representable(got) {
			return &Violation{Index: i, Got: got, Message: "is no number of the dtype"}
		}
	}
	return nil
}
