package impl

import "github.com/softulp/softulp/function"

// crossEntropyChained takes the softmax, then the logarithm, then the target's:
// +Inf where the probability underflows to 0, few digits where it is subnormal, and
// none where it is so close to 1 that it rounds to 1.
//
//	m = max z_j, z_i = fl(x_i/T)
//	p_i = fl(e_i/s), e_i = fl(exp(fl(z_i − m))), s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	ℓ_i = −fl(log p_i)
//	y = store(ℓ_t), smoothed by [smoothedLoss]
func crossEntropyChained() Implementation {
	return Implementation{
		Name:        "chained",
		Function:    function.CrossEntropy,
		About:       "Softmax, then the logarithm, then the target's: +Inf where the softmax underflows.",
		Source:      "-log(softmax(x))[t], as written by hand",
		Arithmetics: Arithmetics(),
		Model:       logOfModel,
		Compute:     crossEntropy(chainedLoss),
		Expected:    expectedFor(probabilityUnderflows(targetCounts), lossOverflows(chainedLoss)),
	}
}
