package impl

import "math"

// probabilities returns the shifted softmax of z, before it is stored:
//
//	m = max z_j
//	e_i = fl(exp(fl(z_i − m)))
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	p_i = fl(e_i/s)
func probabilities(a Arithmetic, z []float64) []float64 {
	p := make([]float64, len(z))
	exponentials(a, p, z, maximum(z))
	s := sequentialSum(a, p)
	for i, e := range p {
		p[i] = a.Div(e, s)
	}
	return p
}

// dot adds the products p_i·v_i up from left to right.
func dot(a Arithmetic, p, v []float64) float64 {
	var d float64
	for i := range p {
		d = a.Add(d, a.Mul(p[i], v[i]))
	}
	return d
}

// weigh returns fl(p·v), and 0 where p is 0: what has no weight has no part in an
// answer, though 0·∞ is NaN and 0·(−1) is −0.
func weigh(a Arithmetic, p, v float64) float64 {
	if p == 0 {
		return 0
	}
	return a.Mul(p, v)
}

// undefined reports whether a row has no softmax in IEEE arithmetic, which makes
// all of it NaN: there is a NaN or +Inf in it, or nothing but −Inf.
func undefined(x []float64) bool {
	m := maximum(x)
	return len(x) > 0 && (math.IsNaN(m) || math.IsInf(m, 0))
}
