package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// logSumExpLog1p leaves the largest element's term, which is exactly 1, to
// log1p.
//
//	m = max x_j, k the first index with x_k = m; y = m where m = ±∞
//	s' = fl(…fl(fl(e_0 + e_1) + e_2) + …) without e_k, e_i = fl(exp(fl(x_i − m)))
//	y = store(fl(m + fl(log1p s')))
func logSumExpLog1p() Implementation {
	return Implementation{
		Name:        "log1p",
		Function:    function.LogSumExp,
		About:       "The maximum plus log1p of the others' sum: accurate near zero too.",
		Source:      "Blanchard, Higham and Higham, IMA J. Numer. Anal. 41 (2021), algorithm 4.1",
		Arithmetics: Arithmetics(),
		Model:       log1pModel,
		Compute:     onLogits(log1pLogSumExp),
	}
}

func log1pLogSumExp(a Arithmetic, y, x []float64) {
	m := maximum(x)
	if math.IsInf(m, 0) {
		y[0] = a.Store(m) // ∞ − ∞ would be NaN
		return
	}
	rest := sumOfExponentials(a, x, m, indexOf(x, m))
	y[0] = a.Store(a.Add(m, a.Log1p(rest)))
}
