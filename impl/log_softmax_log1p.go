package impl

import "github.com/softulp/softulp/function"

// logSoftmaxLog1p leaves the largest element's term, which is exactly 1, to
// log1p: the answer of a dominating logit keeps all its digits.
//
//	m = max x_j, k the first index with x_k = m
//	s' = fl(…fl(fl(e_0 + e_1) + e_2) + …) without e_k, e_i = fl(exp(fl(x_i − m)))
//	y_i = store(fl(fl(x_i − m) − fl(log1p s')))
func logSoftmaxLog1p() Implementation {
	return Implementation{
		Name:        "log1p",
		Function:    function.LogSoftmax,
		About:       "The maximum's term left to log1p: accurate where one logit dominates.",
		Source:      "Blanchard, Higham and Higham, IMA J. Numer. Anal. 41 (2021), algorithm 4.1",
		Arithmetics: Arithmetics(),
		Model:       log1pModel,
		Compute:     onLogits(log1pLogSoftmax),
	}
}

func log1pLogSoftmax(a Arithmetic, y, x []float64) {
	m := maximum(x)
	l := a.Log1p(sumOfExponentials(a, x, m, indexOf(x, m)))
	for i, v := range x {
		y[i] = a.Store(a.Sub(a.Sub(v, m), l))
	}
}
