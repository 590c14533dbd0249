package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// logSumExpOnline finds the maximum and the sum in one pass, as online does.
//
//	(m, d) as in online; y = m where m = ±∞
//	y = store(fl(m + fl(log d)))
func logSumExpOnline() Implementation {
	return Implementation{
		Name:        "online",
		Function:    function.LogSumExp,
		About:       "One pass for the running maximum and the sum, then the maximum plus the logarithm.",
		Source:      "Milakov and Gimelshein, arXiv:1805.02867, algorithm 3",
		Arithmetics: Arithmetics(),
		Model:       onlineModel,
		Compute:     onLogits(onlineLogSumExp),
	}
}

func onlineLogSumExp(a Arithmetic, y, x []float64) {
	m, d := onlineSum(a, x)
	if math.IsInf(m, 0) {
		y[0] = a.Store(m) // ∞ − ∞ would be NaN
		return
	}
	y[0] = a.Store(a.Add(m, a.Log(d)))
}
