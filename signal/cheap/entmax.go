package cheap

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// Entmax15 writes the 1.5-entmax of the logits to y, half way between softmax
// (α = 1) and sparsemax (α = 2): probabilities are squares above a threshold. Source: Peters,
// Niculae and Martins, Sparse sequence-to-sequence models, 2019, algorithm 2.
//
//	z = fl(fl(x − max x)/2), of which those above −1 are sorted, z_(1) ≥ z_(2) ≥ …
//	for each k: M = mean and S = sum of squared distances from it, of the k largest,
//	    τ_k = fl(M − fl(√fl(fl(1 − S)/k))),  while S ≤ 1
//	τ = τ_k for the largest k with τ_k ≤ z_(k)
//	y_i = fl(max(fl(z_i − τ), 0)²)
//
// M and S are updated as by Welford, so that nothing cancels. As no probability
// exceeds 1, τ ≥ −1.
func Entmax15(a impl.Arithmetic, y, x []float64) {
	var mean, squares, threshold float64
	for i, v := range near(a, y, x, 0.5) {
		k := a.Round(float64(i + 1))
		d := a.Sub(v, mean)
		mean = a.Add(mean, a.Div(d, k))
		squares = a.Add(squares, a.Mul(d, a.Sub(v, mean)))
		if squares > 1 {
			break
		}
		if t := a.Sub(mean, a.Round(math.Sqrt(a.Div(a.Sub(1, squares), k)))); t <= v {
			threshold = t
		}
	}
	for i, v := range y {
		p := max(a.Sub(v, threshold), 0)
		y[i] = a.Store(a.Mul(p, p))
	}
}
