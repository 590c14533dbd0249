package impl

import "github.com/softulp/softulp/function"

// logSoftmaxVJPSoftmax computes the probabilities by division.
//
//	p as in [probabilities]
//	G = fl(…fl(fl(g_0 + g_1) + g_2) + …)
//	y_i = store(fl(g_i − fl(p_i·G)))
func logSoftmaxVJPSoftmax() Implementation {
	return Implementation{
		Name:        "softmax",
		Function:    function.LogSoftmaxVJP,
		About:       "The cotangent minus its sum times the softmax.",
		Source:      "the definition",
		Arithmetics: Arithmetics(),
		Model:       formModel(FromSoftmax),
		Compute: gradient(func(a Arithmetic, y, z []float64, in *function.Input) {
			logSoftmaxVJP(a, y, probabilities(a, z), in.Cotangent)
		}),
		Expected: expectedFor(cotangentSumOverflows(probabilities)),
	}
}
