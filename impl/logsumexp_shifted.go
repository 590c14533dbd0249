package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// logSumExpShifted adds the maximum to the logarithm of the shifted sum.
//
//	m = max x_j; y = m where m = ±∞
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(x_i − m)))
//	y = store(fl(m + fl(log s)))
func logSumExpShifted() Implementation {
	return Implementation{
		Name:        "shifted",
		Function:    function.LogSumExp,
		About:       "The maximum plus the logarithm of the shifted sum: the log-sum-exp of most libraries.",
		Source:      "Blanchard, Higham and Higham, IMA J. Numer. Anal. 41 (2021), section 4",
		Arithmetics: Arithmetics(),
		Model:       shiftedModel,
		Compute:     onLogits(shiftedLogSumExp),
	}
}

func shiftedLogSumExp(a Arithmetic, y, x []float64) {
	m := maximum(x)
	if math.IsInf(m, 0) {
		y[0] = a.Store(m) // ∞ − ∞ would be NaN
		return
	}
	y[0] = a.Store(a.Add(m, a.Log(sumOfExponentials(a, x, m, -1))))
}
