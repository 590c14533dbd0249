package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// crossEntropySoftLSEMinusDot takes the sum apart: two numbers of the size of the
// logits are subtracted, however small the loss.
//
//	L = fl(m + fl(log s)), m = max z_j, z_i = fl(x_i/T)
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(z_i − m)))
//	P = fl(…fl(fl(w_0 + w_1) + w_2) + …)
//	y = store(fl(fl(P·L) − fl(…fl(fl(w_0·z_0) + fl(w_1·z_1)) + …))) without the terms of w_i = 0
func crossEntropySoftLSEMinusDot() Implementation {
	return Implementation{
		Name:        "lse-minus-dot",
		Function:    function.CrossEntropySoft,
		About:       "The log-sum-exp times the sum of the weights minus the weighted logits: loses accuracy with the size of the logits.",
		Source:      "the definition, its sum taken apart",
		Arithmetics: Arithmetics(),
		Model:       formModel(LSEMinusDot),
		Compute:     lseMinusDot,
		Expected:    expectedFor(lseMinusDotOverflows),
	}
}

func lseMinusDot(a Arithmetic, y []float64, in function.Input) {
	z := tempered(a, &in)
	if undefined(z) {
		y[0] = math.NaN() // though no weight be positive
		return
	}
	minuend := weigh(a, sequentialSum(a, in.Weights), shiftedLSE(a, z))
	y[0] = a.Store(a.Sub(minuend, weightedLogits(a, in.Weights, z)))
}

func weightedLogits(a Arithmetic, w, z []float64) float64 {
	var d float64
	for i, v := range z {
		if w[i] != 0 { // 0·∞ would be NaN
			d = a.Add(d, a.Mul(w[i], v))
		}
	}
	return d
}

// lseMinusDotOverflows speaks of products and sums that are beyond the range,
// whatever their difference is. Logits of −Inf make the sum −Inf, rightly.
func lseMinusDotOverflows(a Arithmetic, z []float64, in *function.Input) string {
	w := make([]float64, len(z))
	for i, v := range in.Weights {
		if !math.IsInf(in.X[i], -1) {
			w[i] = v
		}
	}
	if !finite(weigh(a, sequentialSum(a, in.Weights), shiftedLSE(a, z))) || !finite(weightedLogits(a, w, z)) {
		return "a sum of weighted logits overflows"
	}
	return ""
}
