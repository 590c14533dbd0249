package impl

import "github.com/softulp/softulp/function"

// crossEntropyLSEMinusLogit subtracts the logit from a rounded log-sum-exp: the
// error grows with the size of the logits, whatever the loss.
//
//	m = max z_j, z_i = fl(x_i/T)
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(z_i − m)))
//	ℓ_i = fl(fl(m + fl(log s)) − z_i)
//	y = store(ℓ_t), smoothed by [smoothedLoss]
func crossEntropyLSEMinusLogit() Implementation {
	return Implementation{
		Name:        "lse-minus-logit",
		Function:    function.CrossEntropy,
		About:       "The shifted log-sum-exp minus the logit: loses accuracy with the size of the logits.",
		Source:      "scikit-learn, HalfMultinomialLoss",
		Arithmetics: Arithmetics(),
		Model:       formModel(LSEMinusLogit),
		Compute:     crossEntropy(lseMinusLogitLoss),
		Expected:    expectedFor(lossOverflows(lseMinusLogitLoss)),
	}
}

func lseMinusLogitLoss(a Arithmetic, z []float64) func(i int) float64 {
	l := shiftedLSE(a, z)
	return func(i int) float64 { return a.Sub(l, z[i]) }
}

// shiftedLSE returns fl(m + fl(log s)), of rows that have a softmax.
func shiftedLSE(a Arithmetic, z []float64) float64 {
	m := maximum(z)
	return a.Add(m, a.Log(sumOfExponentials(a, z, m, -1)))
}
