package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// logSumExpLogOf reads the log-sum-exp off a computed softmax: the maximum minus
// the logarithm of the largest probability.
//
//	m = max x_j; y = m where m = ±∞
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(x_i − m)))
//	p = fl(1/s), the largest softmax probability
//	y = store(fl(m − fl(log p)))
func logSumExpLogOf() Implementation {
	return Implementation{
		Name:        "log-of-softmax",
		Function:    function.LogSumExp,
		About:       "The maximum minus the logarithm of the largest softmax probability.",
		Source:      "L = x_i − log softmax(x)_i, taken at the maximum",
		Arithmetics: Arithmetics(),
		Model:       logOfModel,
		Compute:     onLogits(logOfLogSumExp),
	}
}

func logOfLogSumExp(a Arithmetic, y, x []float64) {
	m := maximum(x)
	if math.IsInf(m, 0) {
		y[0] = a.Store(m) // ∞ − ∞ would be NaN
		return
	}
	p := a.Div(1, sumOfExponentials(a, x, m, -1))
	y[0] = a.Store(a.Sub(m, a.Log(p)))
}
