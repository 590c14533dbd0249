package impl

import "github.com/softulp/softulp/function"

// softmaxVJPJacobian multiplies the cotangent by the Jacobian, element by element:
// K² products in place of 2K.
//
//	p as in [probabilities]
//	J_ii = fl(p_i·fl(1 − p_i)), J_ij = −fl(p_i·p_j)
//	y_i = store(fl(…fl(fl(J_i0·g_0) + fl(J_i1·g_1)) + …))
func softmaxVJPJacobian() Implementation {
	return Implementation{
		Name:        "jacobian",
		Function:    function.SoftmaxVJP,
		About:       "The product of the explicit Jacobian, diag(p) - p pT, and the cotangent.",
		Source:      "Bridle, Advances in Neural Information Processing Systems 2 (1990): the derivative of softmax",
		Arithmetics: Arithmetics(),
		Widest:      256,
		Model:       formModel(Jacobian),
		Compute:     gradient(jacobianSoftmaxVJP),
		Expected:    expectedFor(),
	}
}

func jacobianSoftmaxVJP(a Arithmetic, y, z []float64, in *function.Input) {
	p := probabilities(a, z)
	for i := range y {
		y[i] = 0
		for j, g := range in.Cotangent {
			row := -a.Mul(p[i], p[j])
			if j == i {
				row = a.Mul(p[i], a.Sub(1, p[i]))
			}
			y[i] = a.Add(y[i], a.Mul(row, g))
		}
	}
}
