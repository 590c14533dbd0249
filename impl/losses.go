package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// A classLoss returns what the algorithms for cross-entropies differ in: ℓ_i, the
// loss of class i of the row z.
type classLoss func(a Arithmetic, z []float64) (loss func(i int) float64)

// crossEntropy returns the computation of the loss of a hard target.
func crossEntropy(of classLoss) func(a Arithmetic, y []float64, in function.Input) {
	return func(a Arithmetic, y []float64, in function.Input) {
		y[0] = a.Store(smoothedLoss(a, &in, of(a, tempered(a, &in))))
	}
}

// crossEntropySoft returns the computation of the loss of a soft target,
//
//	y = store(Σ fl(w_i·ℓ_i)), from left to right
//
// without the terms in which w_i is 0, as ℓ_i may be infinite. The answer for a
// row that has no softmax is NaN all the same.
func crossEntropySoft(of classLoss) func(a Arithmetic, y []float64, in function.Input) {
	return func(a Arithmetic, y []float64, in function.Input) {
		z := tempered(a, &in)
		if undefined(z) {
			y[0] = math.NaN()
			return
		}
		loss := of(a, z)
		var sum float64
		for i, w := range in.Weights {
			if w != 0 {
				sum = a.Add(sum, a.Mul(w, loss(i)))
			}
		}
		y[0] = a.Store(sum)
	}
}

// fusedLoss never forms the probabilities:
//
//	m = max z_j
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(z_i − m)))
//	ℓ_i = fl(fl(log s) − fl(z_i − m))
func fusedLoss(a Arithmetic, z []float64) func(i int) float64 {
	m := maximum(z)
	l := a.Log(sumOfExponentials(a, z, m, -1))
	return func(i int) float64 { return a.Sub(l, a.Sub(z[i], m)) }
}

// chainedLoss takes the logarithm of what [probabilities] computes:
//
//	ℓ_i = −fl(log p_i)
func chainedLoss(a Arithmetic, z []float64) func(i int) float64 {
	p := probabilities(a, z)
	return func(i int) float64 { return -a.Log(p[i]) }
}
