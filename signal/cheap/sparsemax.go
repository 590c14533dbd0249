package cheap

import (
	"slices"

	"github.com/softulp/softulp/impl"
)

// Sparsemax writes the Euclidean projection of the logits onto the probability
// simplex to y: a probability is 0 where the logit is below a threshold, and the rest is
// linear. Source: Martins and Astudillo, From softmax to sparsemax, 2016, algorithm 1.
//
//	z = fl(x − max x), of which those above −1 are sorted, z_(1) ≥ z_(2) ≥ …
//	k = the largest with fl(1 + fl(k·z_(k))) > Σ_{j ≤ k} z_(j)
//	τ = fl(fl(Σ_{j ≤ k} z_(j) − 1)/k)
//	y_i = max(fl(z_i − τ), 0)
//
// As no probability exceeds 1, τ ≥ −1, and smaller z are 0 without being looked at.
func Sparsemax(a impl.Arithmetic, y, x []float64) {
	z := near(a, y, x, 1)
	var sum, threshold float64
	for i, v := range z {
		sum = a.Add(sum, v)
		k := a.Round(float64(i + 1))
		if a.Add(1, a.Mul(k, v)) > sum {
			threshold = a.Div(a.Sub(sum, 1), k)
		}
	}
	for i, v := range y {
		y[i] = a.Store(max(a.Sub(v, threshold), 0))
	}
}

// near writes fl(fl(x − max x)·scale) to y, and returns those of its elements that are
// above −1, descending.
func near(a impl.Arithmetic, y, x []float64, scale float64) []float64 {
	m := slices.Max(x)
	var z []float64
	for i, v := range x {
		y[i] = a.Mul(a.Sub(v, m), scale)
		if y[i] > -1 {
			z = append(z, y[i])
		}
	}
	slices.Sort(z)
	slices.Reverse(z)
	return z
}
