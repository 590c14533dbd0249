package impl

import "github.com/softulp/softulp/function"

// shifted subtracts the maximum first, in three passes: maximum, exponentials
// and their sum, division. It never overflows; its error grows with m − x_i,
// through the rounding of that difference.
//
//	m = max x_j
//	e_i = fl(exp(fl(x_i − m)))
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	y_i = store(fl(e_i/s))
func shifted() Implementation {
	return Implementation{
		Name:        "shifted",
		Function:    function.Softmax,
		About:       "Subtracts the maximum, adds up, divides: the three-pass softmax of most libraries.",
		Source:      "Blanchard, Higham and Higham, IMA J. Numer. Anal. 41 (2021), section 4",
		Arithmetics: Arithmetics(),
		Model:       shiftedModel,
		Compute:     onLogits(shiftedSoftmax),
	}
}

// shiftedModel is the model of the three plain passes. The algorithms that
// differ from them in one respect change that field.
func shiftedModel(a Arithmetic) Model {
	return Model{
		Accumulate:   a.Accumulate,
		ExpULP:       a.ExpULP(),
		ExpZeroExact: true,
		LogULP:       a.LogULP(),
		Sum:          Sequential,
		Shift:        ShiftMax,
		Normalise:    Divide,
	}
}

// formModel returns the model of three plain passes whose softmax goes into a loss
// or a gradient of the given form.
func formModel(form Form) func(a Arithmetic) Model {
	return func(a Arithmetic) Model {
		m := shiftedModel(a)
		m.Form = form
		return m
	}
}

func shiftedSoftmax(a Arithmetic, y, x []float64) {
	exponentials(a, y, x, maximum(x))
	s := sequentialSum(a, y)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}
