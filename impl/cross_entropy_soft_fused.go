package impl

import "github.com/softulp/softulp/function"

// crossEntropySoftFused weighs the losses of all classes, none of which needs a
// probability.
//
//	m = max z_j, z_i = fl(x_i/T)
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(z_i − m)))
//	ℓ_i = fl(fl(log s) − fl(z_i − m))
//	y = store(fl(…fl(fl(w_0·ℓ_0) + fl(w_1·ℓ_1)) + …)) without the terms of w_i = 0
func crossEntropySoftFused() Implementation {
	return Implementation{
		Name:        "fused",
		Function:    function.CrossEntropySoft,
		About:       "The weights times the logarithm of the shifted sum minus the shifted logits, added up.",
		Source:      "TensorFlow, xent_op.h",
		Arithmetics: Arithmetics(),
		Model:       shiftedModel,
		Compute:     crossEntropySoft(fusedLoss),
		Expected:    expectedFor(softLossOverflows(fusedLoss)),
	}
}
