package impl

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// lazyRescale is online, except that the reference r, which stands in for the
// running maximum, is replaced only by a logit that exceeds it by more than
// τ = 8 ln 2: the sum is then rescaled far less often, and its terms are at
// most 2^8 instead of 1. In float16 256 of those overflow.
//
//	τ = fl(8 ln 2)
//	r = −∞, d = 0; for each x_i ≠ −∞, from left to right:
//	    if fl(x_i − r) > τ: d = fl(fl(d·fl(exp(fl(r − x_i)))) + 1), r = x_i
//	    else:               d = fl(d + fl(exp(fl(x_i − r))))
//	y_i = store(fl(fl(exp(fl(x_i − r)))/d))
func lazyRescale() Implementation {
	return Implementation{
		Name:        "lazy-rescale",
		Function:    function.Softmax,
		About:       "Online, with the old maximum kept while no logit exceeds it by more than 8 ln 2.",
		Source:      "FlashAttention-4's conditional rescaling, threshold log2 256 = 8",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Scheme = LazyRescale
			return m
		},
		Compute:  onLogits(lazyRescaleSoftmax),
		Expected: logitsExpected(lazyRescaleExpected),
	}
}

func lazyRescaleSoftmax(a Arithmetic, y, x []float64) {
	r, d := lazySum(a, x)
	exponentials(a, y, x, r)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, d))
	}
}

// lazySum returns the reference r and d = Σ exp(x_j − r), or (−Inf, 0) where
// every x_j is −Inf.
func lazySum(a Arithmetic, x []float64) (r, d float64) {
	threshold := a.Round(8 * math.Ln2)
	r = math.Inf(-1)
	for _, v := range x {
		if math.IsInf(v, -1) {
			continue // masked; its term is 0, and −∞ is no reference
		}
		if a.Sub(v, r) > threshold {
			d = a.Mul(d, a.Exp(a.Sub(r, v)))
			r = v
		}
		d = a.Add(d, a.Exp(a.Sub(v, r)))
	}
	return r, d
}

// lazyRescaleExpected speaks of sums that overflow, which it adds up.
func lazyRescaleExpected(a Arithmetic, x []float64) string {
	if a.Accumulate != dtype.Float16 {
		return "" // n·2^8 is far below the largest number of the others
	}
	if _, d := lazySum(a, x); math.IsInf(d, 1) {
		return "terms of up to 2^8 add up to more than float16's largest number"
	}
	return ""
}
