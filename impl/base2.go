package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// base2 multiplies the shifted logits by log2 e and takes powers of two, which
// hardware has an instruction for. The product's rounding and that of log2 e
// add errors that grow with m − x_i.
//
//	m = max x_j, c = fl(log2 e)
//	e_i = fl(exp2(fl(c·fl(x_i − m))))
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	y_i = store(fl(e_i/s))
func base2() Implementation {
	return Implementation{
		Name:        "base2",
		Function:    function.Softmax,
		About:       "Folds log2 e into the shifted logits and takes powers of two.",
		Source:      "Dao, FlashAttention-2, arXiv:2307.08691, as its kernels compute it",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Scheme = Base2
			m.ExpULP = a.Exp2ULP()
			return m
		},
		Compute: onLogits(base2Softmax),
	}
}

func base2Softmax(a Arithmetic, y, x []float64) {
	m := maximum(x)
	c := a.Round(math.Log2E)
	for i, v := range x {
		y[i] = a.Exp2(a.Mul(a.Sub(v, m), c))
	}
	s := sequentialSum(a, y)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}
