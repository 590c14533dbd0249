package impl

import "github.com/softulp/softulp/function"

// crossEntropyLog1p leaves the largest element's term, which is exactly 1, to
// log1p: the small loss of a row that is right by a wide margin keeps its digits.
//
//	m = max z_j, z_i = fl(x_i/T), k the first index with z_k = m
//	s' = fl(…fl(fl(e_0 + e_1) + e_2) + …) without e_k, e_i = fl(exp(fl(z_i − m)))
//	ℓ_i = fl(fl(log1p s') − fl(z_i − m))
//	y = store(ℓ_t), smoothed by [smoothedLoss]
func crossEntropyLog1p() Implementation {
	return Implementation{
		Name:        "log1p",
		Function:    function.CrossEntropy,
		About:       "The maximum's term left to log1p: small losses keep their digits.",
		Source:      "Blanchard, Higham and Higham, IMA J. Numer. Anal. 41 (2021), algorithm 4.1",
		Arithmetics: Arithmetics(),
		Model:       log1pModel,
		Compute:     crossEntropy(log1pLoss),
		Expected:    expectedFor(lossOverflows(log1pLoss)),
	}
}

func log1pLoss(a Arithmetic, z []float64) func(i int) float64 {
	m := maximum(z)
	l := a.Log1p(sumOfExponentials(a, z, m, indexOf(z, m)))
	return func(i int) float64 { return a.Sub(l, a.Sub(z[i], m)) }
}
