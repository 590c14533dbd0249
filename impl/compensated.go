package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// compensated is shifted with Neumaier's sum: the rounding error of each
// addition, which a subtraction or two give exactly, is added up beside the sum
// and added to it last. The error no longer grows with n until n²u² counts.
//
//	m = max x_j
//	e_i = fl(exp(fl(x_i − m)))
//	s = 0, c = 0; for each i, from left to right:
//	    t = fl(s + e_i)
//	    if |s| ≥ |e_i|: c = fl(c + fl(fl(s − t) + e_i))
//	    else:           c = fl(c + fl(fl(e_i − t) + s))
//	    s = t
//	y_i = store(fl(e_i/fl(s + c)))
func compensated() Implementation {
	return Implementation{
		Name:        "compensated",
		Function:    function.Softmax,
		About:       "Adds the exponentials up with Neumaier's compensated sum.",
		Source:      "Neumaier, Z. Angew. Math. Mech. 54 (1974)",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Sum = Compensated
			return m
		},
		Compute: onLogits(compensatedSoftmax),
	}
}

func compensatedSoftmax(a Arithmetic, y, x []float64) {
	exponentials(a, y, x, maximum(x))
	s := neumaierSum(a, y)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}

func neumaierSum(a Arithmetic, e []float64) float64 {
	var s, c float64
	for _, v := range e {
		t := a.Add(s, v)
		if math.Abs(s) >= math.Abs(v) {
			c = a.Add(c, a.Add(a.Sub(s, t), v))
		} else {
			c = a.Add(c, a.Add(a.Sub(v, t), s))
		}
		s = t
	}
	return a.Add(s, c)
}
