package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// smoothedLoss returns the loss ℓ_t of the target, or with label smoothing
//
//	fl(fl(fl(1−ε)·ℓ_t) + fl(fl(ε/K)·Σ ℓ_i)), Σ from left to right
//
// It is +Inf where the sum is, as every class counts: 1 − ε may be 0 and ε/K
// underflow, and 0·∞ would be NaN.
func smoothedLoss(a Arithmetic, in *function.Input, loss func(i int) float64) float64 {
	if in.Smoothing == 0 {
		return loss(in.Target)
	}
	sum := sumOfLosses(a, in, loss)
	if math.IsInf(sum, 1) {
		return sum
	}
	uniform := a.Div(in.Smoothing, float64(len(in.X)))
	return a.Add(a.Mul(a.Sub(1, in.Smoothing), loss(in.Target)), a.Mul(uniform, sum))
}

func sumOfLosses(a Arithmetic, in *function.Input, loss func(i int) float64) float64 {
	var sum float64
	for i := range in.X {
		sum = a.Add(sum, loss(i))
	}
	return sum
}

// smoothedTarget returns the probabilities that a hard target stands for:
// q_i = [i = t], or with label smoothing
//
//	q_i = fl(fl(1−ε)·[i=t] + fl(ε/K))
func smoothedTarget(a Arithmetic, in *function.Input) (q func(i int) float64) {
	var at, elsewhere float64 = 1, 0
	if in.Smoothing != 0 {
		elsewhere = a.Div(in.Smoothing, float64(len(in.X)))
		at = a.Add(a.Sub(1, in.Smoothing), elsewhere)
	}
	return func(i int) float64 {
		if i == in.Target {
			return at
		}
		return elsewhere
	}
}

// weights returns those that a soft target consists of.
func weights(_ Arithmetic, in *function.Input) (w func(i int) float64) {
	return func(i int) float64 { return in.Weights[i] }
}

// targetCounts reports whether class i has a part in the loss of a hard target.
func targetCounts(in *function.Input, i int) bool { return i == in.Target || in.Smoothing > 0 }

// weightCounts reports whether class i has a part in the loss of a soft target.
func weightCounts(in *function.Input, i int) bool { return in.Weights[i] > 0 }
