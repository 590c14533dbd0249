package impl

import (
	"math"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl/internal/elementary"
)

// twoPass needs no maximum: it holds exponentials as pairs m·2^n, with the
// mantissa m in [√½, √2] in Accumulate and n an integer, so that nothing
// overflows and no difference of logits is rounded.
//
//	(m_i, n_i) = exp(x_i), m_i to within the exponential's error
//	(s, n) = (0, below every n_i); for each i, from left to right:
//	    n' = max(n, n_i)
//	    s = fl(scale(s, n − n') + scale(m_i, n_i − n')), n = n'
//	r = fl(1/s)
//	y_i = store(scale(fl(m_i·r), n_i − n))
//
// scale(v, k) = fl(v·2^k) is exact unless it underflows, and s ≥ √½. The row
// of one logit gives fl(m·fl(1/m)), which may miss 1 by an ulp. Logits beyond
// ±2^20 are taken as ±2^20.
func twoPass() Implementation {
	return Implementation{
		Name:        "two-pass",
		Function:    function.Softmax,
		About:       "Exponentials as (mantissa, exponent) pairs: no maximum pass, no overflow, no rounded differences, for logits up to 2^20.",
		Source:      "Dukhan and Ablavatski, arXiv:2001.04438, algorithm 3",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Scheme = TwoPass
			m.Shift = ShiftNone
			m.Normalise = Reciprocal
			return m
		},
		Compute:  onLogits(twoPassSoftmax),
		Expected: logitsExpected(twoPassExpected),
	}
}

func twoPassSoftmax(a Arithmetic, y, x []float64) {
	var s float64
	n := -4 * elementary.PairLimit
	for _, v := range x {
		mi, ni := a.expPair(v)
		next := max(n, ni)
		s = a.Add(a.scale(s, n-next), a.scale(mi, ni-next))
		n = next
	}
	r := a.Div(1, s)
	for i, v := range x {
		mi, ni := a.expPair(v)
		y[i] = a.Store(a.scale(a.Mul(mi, r), ni-n))
	}
}

// twoPassExpected speaks of rows whose largest logit, or whose largest and all
// that count beside it, lie beyond the range of the argument reduction.
func twoPassExpected(_ Arithmetic, x []float64) string {
	m := maximum(x)
	if math.IsInf(m, 0) {
		return ""
	}
	if m > elementary.PairLimit || m < 1024-elementary.PairLimit {
		return "logits beyond ±2^20 are out of range of the exponential's argument reduction"
	}
	return ""
}
