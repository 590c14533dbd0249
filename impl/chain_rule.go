package impl

import "github.com/softulp/softulp/function"

// chainRule returns the computation of the gradient of a cross-entropy that goes
// back through −Σ q_j log p_j first and through p, the softmax, then. What the
// theory cancels, p_j·(q_j/p_j), is computed.
//
//	c_j = −fl(q_j/p_j), 0 where q_j is 0
//	d = Σ fl(p_j c_j), from left to right
//	y_i = fl(p_i·fl(c_i − d))
func chainRule(target func(a Arithmetic, in *function.Input) func(i int) float64) func(a Arithmetic, y, z []float64, in *function.Input) {
	return func(a Arithmetic, y, z []float64, in *function.Input) {
		p := probabilities(a, z)
		c := logGradient(a, p, target(a, in))
		d := dot(a, p, c)
		for i := range y {
			y[i] = a.Mul(p[i], a.Sub(c[i], d))
		}
	}
}

// logGradient returns c, the gradient of −Σ q_j log p_j with respect to p.
func logGradient(a Arithmetic, p []float64, q func(i int) float64) []float64 {
	c := make([]float64, len(p))
	for j := range c {
		if w := q(j); w != 0 {
			c[j] = -a.Div(w, p[j])
		}
	}
	return c
}
