package properties

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// evaluation is the exact answers of a function for an input and, where the row is finite,
// the allowances, in memory that the next one uses again.
type evaluation struct {
	row     reference.Row
	rounded []float64
	exact   allowance.Exact
	ys      []allowance.Answer

	of     question
	in     kept              // of it
	answer *reference.Answer // nil before there is one
}

// question is all that an evaluation depends on but the input.
type question struct {
	fn      function.Function
	dtype   dtype.Format
	model   impl.Model
	profile reference.Profile
}

// is reports whether e is the evaluation of a question for an input.
func (e *evaluation) is(q question, in *function.Input) bool {
	return e.answer != nil && e.of == q && identical(&e.in.Input, in)
}

// evaluate makes e the evaluation of a question for an input, of which it keeps a copy:
// checks use the memory of theirs again.
func (e *evaluation) evaluate(q question, in *function.Input) {
	e.answer, e.of = nil, q
	e.in.keep(in)
	if err := e.row.ResetInput(e.in.Input, q.profile); err != nil {
		panic(err) // cases are never wider than reference.MaxK
	}
	a := e.row.Answer(q.fn)
	e.rounded = resize(e.rounded, a.Len())
	if err := e.row.Round(q.fn, q.dtype, e.rounded); err != nil {
		panic(err) // of the length above
	}
	if e.row.IsFinite() {
		Describe(&e.exact, &e.row, e.in.Input)
		var known []float64
		if q.fn == function.Softmax {
			known = e.exact.Softmax
		}
		e.ys = Answers(e.ys, a, q.dtype, known)
		allowance.For(q.model, q.fn, q.dtype, &e.exact, e.ys)
	}
	e.answer = a
}
