package impl

import "github.com/softulp/softulp/function"

// naive is softmax as it is defined, without a shift: e^(x_i)/Σ e^(x_j). It
// overflows where the largest logit passes the threshold of the exponential,
// and loses digits where all are so low that Σ underflows. In between its
// answers have no error that grows with the logits' spread.
//
//	e_i = fl(exp(x_i))
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	y_i = store(fl(e_i/s))
func naive() Implementation {
	return Implementation{
		Name:        "naive",
		Function:    function.Softmax,
		About:       "No shift: overflows for large logits, underflows for low ones.",
		Source:      "the definition",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Shift = ShiftNone
			return m
		},
		Compute:  onLogits(naiveSoftmax),
		Expected: logitsExpected(unshiftedExpected),
	}
}

func naiveSoftmax(a Arithmetic, y, x []float64) {
	for i, v := range x {
		y[i] = a.Exp(v)
	}
	s := sequentialSum(a, y)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}
