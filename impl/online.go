package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// online finds the maximum and the sum in one pass: where the maximum rises,
// the sum so far is rescaled. A second pass divides.
//
//	m = −∞, d = 0; for each x_i, from left to right, unless both m and x_i are −∞:
//	    m' = max(m, x_i)
//	    d = fl(fl(d·fl(exp(fl(m − m')))) + fl(exp(fl(x_i − m')))), m = m'
//	y_i = store(fl(fl(exp(fl(x_i − m)))/d))
//
// Where the maximum stays, d is not multiplied: the factor would be exactly 1.
func online() Implementation {
	return Implementation{
		Name:        "online",
		Function:    function.Softmax,
		About:       "One pass for the running maximum and the sum, which is rescaled when the maximum rises.",
		Source:      "Milakov and Gimelshein, arXiv:1805.02867, algorithm 3",
		Arithmetics: Arithmetics(),
		Model:       onlineModel,
		Compute:     onLogits(onlineSoftmax),
	}
}

func onlineModel(a Arithmetic) Model {
	m := shiftedModel(a)
	m.Scheme = Online
	return m
}

func onlineSoftmax(a Arithmetic, y, x []float64) {
	m, d := onlineSum(a, x)
	exponentials(a, y, x, m)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, d))
	}
}

// onlineSum returns the maximum m of x and d = Σ exp(x_j − m). d = 0 where
// every x_j is −Inf, and NaN where one is NaN or +Inf.
func onlineSum(a Arithmetic, x []float64) (m, d float64) {
	m = math.Inf(-1)
	for _, v := range x {
		next := max(m, v)
		if math.IsInf(next, -1) {
			continue // a masked prefix; −∞ − (−∞) would make d NaN for good
		}
		if next != m {
			d = a.Mul(d, a.Exp(a.Sub(m, next)))
		}
		d = a.Add(d, a.Exp(a.Sub(v, next)))
		m = next
	}
	return m, d
}
