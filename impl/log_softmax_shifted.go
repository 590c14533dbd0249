package impl

import "github.com/softulp/softulp/function"

// logSoftmaxShifted subtracts the maximum, then the logarithm of the sum. Where
// one logit dominates, log s is small and keeps only what s − 1 does of it.
//
//	m = max x_j
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(x_i − m)))
//	y_i = store(fl(fl(x_i − m) − fl(log s)))
func logSoftmaxShifted() Implementation {
	return Implementation{
		Name:        "shifted",
		Function:    function.LogSoftmax,
		About:       "x minus the maximum minus the logarithm of the sum: the log-softmax of most libraries.",
		Source:      "Blanchard, Higham and Higham, IMA J. Numer. Anal. 41 (2021), section 4",
		Arithmetics: Arithmetics(),
		Model:       shiftedModel,
		Compute:     onLogits(shiftedLogSoftmax),
	}
}

func shiftedLogSoftmax(a Arithmetic, y, x []float64) {
	m := maximum(x)
	l := a.Log(sumOfExponentials(a, x, m, -1))
	for i, v := range x {
		y[i] = a.Store(a.Sub(a.Sub(v, m), l))
	}
}
