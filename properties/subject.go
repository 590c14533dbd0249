package properties

import (
	"fmt"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
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

	// The rest is of programs from outside; where it is not set, a program is ours.

	// Answer, if not nil, is asked in place of Compute: a program that may decline, or
	// fail. What it does not answer is not judged; who set it knows why.
	Answer func(y []float64, in function.Input) error
	// Together, if not nil, answers rows of one length in one call.
	Together func(ys [][]float64, ins []function.Input) error
	// Profile says what is right for rows with NaN and infinities; "" is reference.IEEE.
	Profile reference.Profile
	// NoTemperature and NoSmoothing say that it has no temperature and no label smoothing.
	NoTemperature, NoSmoothing bool
	// InPlace says that it may write over its input.
	InPlace bool
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
	if s.Function.TakesSides() && (s.NoTemperature && in.T() != 1 || s.NoSmoothing && in.Smoothing != 0) {
		return false
	}
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
	if s.Answer == nil {
		s.Compute(y, in)
	} else if !s.takes(&in) || s.Answer(y, in) != nil {
		return silent()
	}
	for i, got := range y {
		if !s.DType.Representable(got) {
			return &Violation{Index: i, Got: got, Message: "is no number of the dtype"}
		}
	}
	return nil
}
