package impl

import "github.com/softulp/softulp/function"

// crossEntropySoftGradJacobian goes back through the logarithms and then through
// the softmax: NaN where the probability of a class with a weight underflows to 0.
//
//	p as in [probabilities]
//	c_j = −fl(w_j/p_j), 0 where w_j is 0
//	d = fl(…fl(fl(p_0·c_0) + fl(p_1·c_1)) + …)
//	y_i = store(fl(p_i·fl(c_i − d)))
func crossEntropySoftGradJacobian() Implementation {
	return Implementation{
		Name:        "jacobian",
		Function:    function.CrossEntropySoftGrad,
		About:       "The chain rule through the logarithms and the softmax: NaN where the softmax underflows.",
		Source:      "automatic differentiation of -sum(p * log(softmax(x)))",
		Arithmetics: Arithmetics(),
		Model:       formModel(Jacobian),
		Compute:     gradient(chainRule(weights)),
		Expected:    expectedFor(quotientOverflows(weights)),
	}
}
