package impl

import "github.com/softulp/softulp/function"

// logSoftmaxDirect subtracts the logarithm of the sum of unshifted exponentials.
// It overflows and underflows as naive does; one logit alone need not give 0.
//
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(x_i))
//	L = fl(log s)
//	y_i = store(fl(x_i − L))
func logSoftmaxDirect() Implementation {
	return Implementation{
		Name:        "direct",
		Function:    function.LogSoftmax,
		About:       "x minus the logarithm of the sum, no shift: overflows for large logits, underflows for low ones.",
		Source:      "the definition",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Shift = ShiftNone
			return m
		},
		Compute:  onLogits(directLogSoftmax),
		Expected: logitsExpected(unshiftedExpected),
	}
}

func directLogSoftmax(a Arithmetic, y, x []float64) {
	l := directLSE(a, x)
	for i, v := range x {
		y[i] = a.Store(a.Sub(v, l))
	}
}
