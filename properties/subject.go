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
	// Compute writes the answer for the input to y, which has Function.Outputs(K)
	// elements, and leaves the input's vectors as they are.
	Compute func(y []float64, in function.Input)
	// Widest is the largest K that it is judged on, 0 where that is any: see
	// impl.Implementation.
	Widest int
	// Expected, if not nil, says why an input must be expected to miss its
	// allowance, as impl.Implementation.Expected does, or returns "".
	Expected func(in function.Input) string
}

// Of returns an implementation in one arithmetic as a Subject.
func Of(im impl.Implementation, a impl.Arithmetic) *Subject {
	s := &Subject{
		Name: im.Name + "/" + a.String(), Function: im.Function, DType: a.Storage, Model: im.Model(a), Widest: im.Widest,
		Compute: func(y []float64, in function.Input) { im.Compute(a, y, in) },
	}
	if im.Expected != nil {
		s.Expected = func(in function.Input) string { return im.Expected(a, in) }
	}
	return s
}

// takes reports whether an input is one of the program.
func (s *Subject) takes(in *function.Input) bool {
	return (s.Widest == 0 || len(in.X) <= s.Widest) && s.Function.Check(in) == nil
}

// run computes the input's answer into y, which holds NaN before. A panic, a changed
// input and an answer that is no number of the dtype are violations.
func (s *Subject) run(b *Bench, y []float64, in function.Input) (v *Violation) {
	defer func() {
		if p := recover(); p != nil {
			v = &Violation{Index: -1, Message: fmt.Sprintf("panicked: %v", p)}
		}
	}()
	for i, v := range []*[]float64{&in.X, &in.Cotangent, &in.Weights} { // the program is given copies
		b.input[i] = append(b.input[i][:0], *v...)
		*v = b.input[i]
	}
	for i := range y {
		y[i] = nan
	}
	s.Compute(y, in)
	for i, got := range y {
		if !s.DType.Representable(got) {
			return &Violation{Index: i, Got: got, Message: "is no number of the dtype"}
		}
	}
	return nil
}
