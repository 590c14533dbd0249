package impl

import "github.com/softulp/softulp/function"

// crossEntropySoftChained weighs the logarithms of a computed softmax: what is
// said of [crossEntropyChained] holds of every class with a weight.
//
//	m = max z_j, z_i = fl(x_i/T)
//	p_i = fl(e_i/s), e_i = fl(exp(fl(z_i − m))), s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	ℓ_i = −fl(log p_i)
//	y = store(fl(…fl(fl(w_0·ℓ_0) + fl(w_1·ℓ_1)) + …)) without the terms of w_i = 0
func crossEntropySoftChained() Implementation {
	return Implementation{
		Name:        "chained",
		Function:    function.CrossEntropySoft,
		About:       "The weights times the logarithm of the softmax: +Inf where the softmax underflows.",
		Source:      "-sum(p * log(softmax(x))), as written by hand",
		Arithmetics: Arithmetics(),
		Model:       logOfModel,
		Compute:     crossEntropySoft(chainedLoss),
		Expected:    expectedFor(probabilityUnderflows(weightCounts), softLossOverflows(chainedLoss)),
	}
}
