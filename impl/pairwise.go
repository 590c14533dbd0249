package impl

import "github.com/softulp/softulp/function"

// pairwise is shifted with a sum that is the sum of its halves, recursively:
// log2 n roundings a term instead of n.
//
//	m = max x_j
//	e_i = fl(exp(fl(x_i − m)))
//	s = P(0, K), P(i, j) = fl(P(i, h) + P(h, j)), h = i + ⌊(j−i)/2⌋, P(i, i+1) = e_i
//	y_i = store(fl(e_i/s))
func pairwise() Implementation {
	return Implementation{
		Name:        "pairwise",
		Function:    function.Softmax,
		About:       "Adds the exponentials up in halves, recursively, down to single terms.",
		Source:      "Higham, The accuracy of floating point summation, SIAM J. Sci. Comput. 14 (1993)",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Sum = Pairwise
			return m
		},
		Compute: onLogits(pairwiseSoftmax),
		Expected: logitsExpected(func(a Arithmetic, x []float64) string {
			return sumOverflows(a, len(x), func() float64 {
				e := make([]float64, len(x))
				exponentials(a, e, x, maximum(x))
				return pairwiseSum(a, e)
			})
		}),
	}
}

func pairwiseSoftmax(a Arithmetic, y, x []float64) {
	exponentials(a, y, x, maximum(x))
	s := pairwiseSum(a, y)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}
