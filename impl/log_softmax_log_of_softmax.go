package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// logSoftmaxLogOf takes the logarithm of a computed softmax: −Inf where that
// underflows to 0, few digits where it is subnormal, and none where it is so
// close to 1 that it rounds to 1.
//
//	m = max x_j
//	e_i = fl(exp(fl(x_i − m)))
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	y_i = store(fl(log(fl(e_i/s))))
func logSoftmaxLogOf() Implementation {
	return Implementation{
		Name:        "log-of-softmax",
		Function:    function.LogSoftmax,
		About:       "The logarithm of the shifted softmax: -Inf where that underflows.",
		Source:      "log(softmax(x)), as written by hand",
		Arithmetics: Arithmetics(),
		Model:       logOfModel,
		Compute:     onLogits(logOfSoftmax),
		Expected:    logitsExpected(logOfSoftmaxExpected),
	}
}

func logOfModel(a Arithmetic) Model {
	m := shiftedModel(a)
	m.Scheme = LogOf
	return m
}

func logOfSoftmax(a Arithmetic, y, x []float64) {
	exponentials(a, y, x, maximum(x))
	s := sequentialSum(a, y)
	for i, e := range y {
		y[i] = a.Store(a.Log(a.Div(e, s)))
	}
}

// logOfSoftmaxExpected speaks of rows with a finite logit whose softmax is not
// a normal number of the accumulation dtype.
func logOfSoftmaxExpected(a Arithmetic, x []float64) string {
	m := maximum(x)
	s := sumOfExponentials(a, x, m, -1)
	for _, v := range x {
		if !math.IsInf(v, -1) && a.Div(a.Exp(a.Sub(v, m)), s) < a.Accumulate.MinNormal() {
			return "the logarithm of a softmax that underflows"
		}
	}
	return ""
}
