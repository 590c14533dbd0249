package impl

import "github.com/softulp/softulp/function"

// softmaxLog1p leaves the largest element's own term, which is exactly 1, out
// of the sum s' of the others and adds it last. Of several largest elements
// only the first (index k) is left out.
//
//	m = max x_j, k the first index with x_k = m
//	e_i = fl(exp(fl(x_i − m)))
//	s' = fl(…fl(fl(e_0 + e_1) + e_2) + …) without e_k
//	s = fl(1 + s')
//	y_i = store(fl(e_i/s))
func softmaxLog1p() Implementation {
	return Implementation{
		Name:        "log1p",
		Function:    function.Softmax,
		About:       "Leaves the maximum's term out of the sum and adds it last.",
		Source:      "Blanchard, Higham and Higham, IMA J. Numer. Anal. 41 (2021), algorithm 4.1",
		Arithmetics: Arithmetics(),
		Model:       log1pModel,
		Compute:     onLogits(log1pSoftmax),
	}
}

func log1pModel(a Arithmetic) Model {
	m := shiftedModel(a)
	m.Scheme = Log1p
	return m
}

func log1pSoftmax(a Arithmetic, y, x []float64) {
	m := maximum(x)
	exponentials(a, y, x, m)
	k := indexOf(x, m)
	var rest float64
	for i, e := range y {
		if i != k {
			rest = a.Add(rest, e)
		}
	}
	s := a.Add(1, rest)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}
