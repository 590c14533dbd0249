package impl

import "github.com/softulp/softulp/function"

// crossEntropyGradJacobian goes back through the logarithm and then through the
// softmax: NaN where the target's probability underflows to 0.
//
//	p as in [probabilities], q as in [smoothedTarget]
//	c_j = −fl(q_j/p_j), 0 where q_j is 0
//	d = fl(…fl(fl(p_0·c_0) + fl(p_1·c_1)) + …)
//	y_i = store(fl(p_i·fl(c_i − d)))
func crossEntropyGradJacobian() Implementation {
	return Implementation{
		Name:        "jacobian",
		Function:    function.CrossEntropyGrad,
		About:       "The chain rule through the logarithm and the softmax: NaN where the softmax underflows.",
		Source:      "automatic differentiation of -log(softmax(x))[t]",
		Arithmetics: Arithmetics(),
		Model:       formModel(Jacobian),
		Compute:     gradient(chainRule(smoothedTarget)),
		Expected:    expectedFor(quotientOverflows(smoothedTarget)),
	}
}
