package impl

import "github.com/softulp/softulp/function"

// crossEntropySoftGradDirect subtracts the weights from the probabilities times
// their sum, which need not be 1.
//
//	p as in [probabilities]
//	P = fl(…fl(fl(w_0 + w_1) + w_2) + …)
//	y_i = store(fl(fl(p_i·P) − w_i))
func crossEntropySoftGradDirect() Implementation {
	return Implementation{
		Name:        "direct",
		Function:    function.CrossEntropySoftGrad,
		About:       "The softmax times the sum of the weights, minus the weight.",
		Source:      "the definition",
		Arithmetics: Arithmetics(),
		Model:       formModel(Direct),
		Compute:     gradient(directSoftGrad),
		Expected:    expectedFor(weightSumOverflows),
	}
}

func directSoftGrad(a Arithmetic, y, z []float64, in *function.Input) {
	sum := sequentialSum(a, in.Weights)
	for i, p := range probabilities(a, z) {
		y[i] = a.Sub(weigh(a, p, sum), in.Weights[i])
	}
}

// weightSumOverflows speaks of weights so large that their sum is beyond the range.
func weightSumOverflows(a Arithmetic, _ []float64, in *function.Input) string {
	if !finite(sequentialSum(a, in.Weights)) {
		return "the sum of the weights overflows"
	}
	return ""
}
