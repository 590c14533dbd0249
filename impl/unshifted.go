package impl

import "math"

// unshiftedExpected is the Expected of the algorithms that take Σ e^(x_j) as it
// stands, from left to right. It adds up that sum.
func unshiftedExpected(a Arithmetic, x []float64) string {
	m := maximum(x)
	if math.IsNaN(m) || math.IsInf(m, 0) {
		return "" // decided by the special values, not by the range
	}
	if math.IsInf(a.Exp(m), 1) {
		return "no shift: the exponential of the largest logit overflows"
	}
	var s float64
	for _, v := range x {
		s = a.Add(s, a.Exp(v))
	}
	switch {
	case math.IsInf(s, 1):
		return "no shift: the sum of the exponentials overflows"
	case s < a.Accumulate.MinNormal():
		return "no shift: the sum of the exponentials underflows"
	}
	return ""
}
