package impl

import "github.com/softulp/softulp/function"

// logSoftmaxOnline finds the maximum and the sum in one pass, as online does.
//
//	(m, d) as in online
//	y_i = store(fl(fl(x_i − m) − fl(log d)))
func logSoftmaxOnline() Implementation {
	return Implementation{
		Name:        "online",
		Function:    function.LogSoftmax,
		About:       "One pass for the running maximum and the sum, then x minus the maximum minus the logarithm.",
		Source:      "Milakov and Gimelshein, arXiv:1805.02867, algorithm 3",
		Arithmetics: Arithmetics(),
		Model:       onlineModel,
		Compute:     onLogits(onlineLogSoftmax),
	}
}

func onlineLogSoftmax(a Arithmetic, y, x []float64) {
	m, d := onlineSum(a, x)
	l := a.Log(d)
	for i, v := range x {
		y[i] = a.Store(a.Sub(a.Sub(v, m), l))
	}
}
