package cheap

import (
	"slices"

	"github.com/softulp/softulp/impl"
)

// softmax writes the softmax of x, times whole, to y, which may be x: shifted, summed from
// left to right.
//
//	m = max x_j
//	e_i = fl(exp(fl(x_i − m)))
//	s = Σ e_i
//	y_i = fl(whole·fl(e_i/s))
//
// Nothing is stored yet: the caller rounds what it keeps to the storage dtype.
func softmax(a impl.Arithmetic, y, x []float64, whole float64) {
	m := slices.Max(x)
	var s float64
	for i, v := range x {
		y[i] = a.Exp(a.Sub(v, m))
		s = a.Add(s, y[i])
	}
	for i, e := range y {
		y[i] = a.Mul(whole, a.Div(e, s))
	}
}

// softmaxAt returns component i of the softmax of x without writing the others.
func softmaxAt(a impl.Arithmetic, x []float64, i int) float64 {
	m := slices.Max(x)
	return a.Div(a.Exp(a.Sub(x[i], m)), sumOfExponentials(a, x, m))
}

func sumOfExponentials(a impl.Arithmetic, x []float64, m float64) float64 {
	var s float64
	for _, v := range x {
		s = a.Add(s, a.Exp(a.Sub(v, m)))
	}
	return s
}

// logSumExp returns the log-sum-exp of x, shifted.
func logSumExp(a impl.Arithmetic, x []float64) float64 {
	m := slices.Max(x)
	return a.Add(m, a.Log(sumOfExponentials(a, x, m)))
}
