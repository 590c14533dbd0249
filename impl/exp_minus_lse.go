package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// expMinusLSE needs no division: each answer is the exponential of a
// log-softmax. The error of L, up to half an ulp of max(|m|, log s) and more,
// goes into every answer, so that it depends on where the logits lie.
//
//	m = max x_j
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(x_i − m)))
//	L = fl(m + fl(log s))
//	y_i = store(fl(exp(fl(x_i − L))))
func expMinusLSE() Implementation {
	return Implementation{
		Name:        "exp-minus-lse",
		Function:    function.Softmax,
		About:       "Division-free: the exponential of x minus the shifted log-sum-exp; loses accuracy with the size of the logits.",
		Source:      "Blanchard, Higham and Higham, IMA J. Numer. Anal. 41 (2021), the division-free form",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Normalise = ExpMinusLog
			return m
		},
		Compute:  onLogits(expMinusLSESoftmax),
		Expected: logitsExpected(expMinusLSEExpected),
	}
}

func expMinusLSESoftmax(a Arithmetic, y, x []float64) {
	m := maximum(x)
	s := sumOfExponentials(a, x, m, -1)
	l := a.Add(m, a.Log(s))
	for i, v := range x {
		y[i] = a.Store(a.Exp(a.Sub(v, l)))
	}
}

// expMinusLSEExpected speaks of logits so large that the rounding of L = m + log s
// alone moves every exponent by up to a half or more.
func expMinusLSEExpected(a Arithmetic, x []float64) string {
	m := maximum(x)
	if math.IsNaN(m) || math.IsInf(m, 0) || a.Accumulate.Spacing(m) < 1 {
		return ""
	}
	return "logits so large that rounding m + log s loses the sum"
}
