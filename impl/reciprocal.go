package impl

import "github.com/softulp/softulp/function"

// reciprocal is shifted with one division for the whole row: each exponential
// is multiplied by 1/s. That costs a second rounding, and the answer of a row
// of equal logits may miss 1/n by an ulp.
//
//	m = max x_j
//	e_i = fl(exp(fl(x_i − m)))
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	r = fl(1/s)
//	y_i = store(fl(e_i·r))
func reciprocal() Implementation {
	return Implementation{
		Name:        "reciprocal",
		Function:    function.Softmax,
		About:       "Multiplies by the reciprocal of the sum: one division a row, one more rounding an answer.",
		Source:      "common in vectorised kernels (XNNPACK)",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Normalise = Reciprocal
			return m
		},
		Compute: onLogits(reciprocalSoftmax),
	}
}

func reciprocalSoftmax(a Arithmetic, y, x []float64) {
	exponentials(a, y, x, maximum(x))
	r := a.Div(1, sequentialSum(a, y))
	for i, e := range y {
		y[i] = a.Store(a.Mul(e, r))
	}
}
