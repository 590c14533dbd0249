package impl

import "github.com/softulp/softulp/function"

// crossEntropyFused subtracts from the logarithm of the sum, which is small
// where one logit dominates and keeps only what s − 1 does of it: from a margin of
// some 17 on, a float32 loss is exactly 0.
//
//	m = max z_j, z_i = fl(x_i/T)
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(z_i − m)))
//	ℓ_i = fl(fl(log s) − fl(z_i − m))
//	y = store(ℓ_t), smoothed by [smoothedLoss]
func crossEntropyFused() Implementation {
	return Implementation{
		Name:        "fused",
		Function:    function.CrossEntropy,
		About:       "The logarithm of the shifted sum minus the shifted logit: the cross-entropy of most libraries.",
		Source:      "PyTorch, CrossEntropyLoss: LogSoftmax, then NLLLoss",
		Arithmetics: Arithmetics(),
		Model:       shiftedModel,
		Compute:     crossEntropy(fusedLoss),
		Expected:    expectedFor(lossOverflows(fusedLoss)),
	}
}
