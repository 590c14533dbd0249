package impl

import "github.com/softulp/softulp/function"

// tempered returns z_i = fl(x_i/T): x itself where T is 1.
func tempered(a Arithmetic, in *function.Input) []float64 {
	t := in.T()
	if t == 1 {
		return in.X
	}
	z := make([]float64, len(in.X))
	for i, v := range in.X {
		z[i] = a.Div(v, t)
	}
	return z
}

// gradient makes a computation of the gradient with respect to z one of that with
// respect to x, which has the factor 1/T:
//
//	y_i = store(fl(y_i/T))
//
// without the division where T is 1.
func gradient(compute func(a Arithmetic, y, z []float64, in *function.Input)) func(a Arithmetic, y []float64, in function.Input) {
	return func(a Arithmetic, y []float64, in function.Input) {
		compute(a, y, tempered(a, &in), &in)
		t := in.T()
		for i, v := range y {
			if t != 1 {
				v = a.Div(v, t)
			}
			y[i] = a.Store(v)
		}
	}
}
