package impl

import "github.com/softulp/softulp/function"

// logSumExpDirect is the definition. It overflows and underflows as naive does;
// one logit alone need not give itself.
//
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(x_i))
//	y = store(fl(log s))
func logSumExpDirect() Implementation {
	return Implementation{
		Name:        "direct",
		Function:    function.LogSumExp,
		About:       "The logarithm of the sum, no shift: overflows for large logits, underflows for low ones.",
		Source:      "the definition",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Shift = ShiftNone
			return m
		},
		Compute:  onLogits(directLogSumExp),
		Expected: logitsExpected(unshiftedExpected),
	}
}

func directLogSumExp(a Arithmetic, y, x []float64) { y[0] = a.Store(directLSE(a, x)) }

// directLSE returns log Σ exp(x_j): −Inf where there is no term.
func directLSE(a Arithmetic, x []float64) float64 {
	var s float64
	for _, v := range x {
		s = a.Add(s, a.Exp(v))
	}
	return a.Log(s)
}
