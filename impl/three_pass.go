package impl

import "github.com/softulp/softulp/dtype"

// threePass is shifted with exp(a, d) in place of e^d, for d ≤ 0 or NaN:
//
//	m = max x_j
//	d_i = fl(x_i − m), e_i = exp(a, d_i)
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	y_i = store(fl(e_i/s))
//
// Kernels with an exponential of their own use it.
func threePass(a Arithmetic, y, x []float64, exp func(a Arithmetic, d float64) float64) {
	m := maximum(x)
	for i, v := range x {
		y[i] = exp(a, a.Sub(v, m))
	}
	s := sequentialSum(a, y)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}

// float32Arithmetics are those of kernels that compute in float32 whatever
// dtype they are given.
func float32Arithmetics() []Arithmetic {
	var as []Arithmetic
	for _, a := range Arithmetics() {
		if a.Accumulate == dtype.Float32 {
			as = append(as, a)
		}
	}
	return as
}
