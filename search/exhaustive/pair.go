package exhaustive

import (
	"math"

	"github.com/softulp/softulp/function"
)

// near is an answer for two logits as float64 arithmetic gives it, and how far it is
// from the exact one at most. Where more is known of the exact answer's magnitude than
// that, above and below say so: it is at least above and, if that is not 0, less than
// below. So 1 − e^-800 is known to be less than 1.
type near struct {
	y, err       float64
	above, below float64
}

// relative bounds the errors of what [pair] computes of e^-d, 1 + e^-d and
// log(1 + e^-d) by +, × and ÷ where nothing cancels. A difference of two numbers of at most
// 16 bits is rounded to within 2^-53 of itself, so that e^-d, d < 128, is off by
// 2^-46 + 2^-51; its effect on the others is no larger. The logarithm adds 2^-49,
// and half a dozen roundings 2^-50.
const relative = 0x1p-45

// pair sets y to the answers of fn for the logits of in, which are two finite numbers of
// at most 16 bits, and returns false if it cannot. Cotangents and weights must be unit
// vectors: other gradients are combinations of those, which may cancel.
func (t *tables) pair(fn function.Function, in *function.Input, y *[2]near) bool {
	a, b := in.X[0], in.X[1]
	d := math.Abs(a - b)
	e, err := 0.0, tiny
	if d <= farthest {
		e, err = t.expMinus(d), 0
	}
	first, second := 0, 1 // the larger logit's
	if a < b {
		first, second = 1, 0
	}
	// which is the index that targets, cotangents and weights are about.
	which, ok := in.Target, true
	switch fn {
	case function.Softmax, function.LogSoftmax, function.LogSumExp, function.CrossEntropy, function.CrossEntropyGrad:
	case function.SoftmaxVJP, function.LogSoftmaxVJP:
		which, ok = unit(in.Cotangent)
	default:
		which, ok = unit(in.Weights)
	}
	if !ok {
		return false
	}
	switch fn {
	case function.Softmax, function.LogSoftmaxVJP, function.CrossEntropyGrad, function.CrossEntropySoftGrad:
		p := 1 / (1 + e)
		large := near{y: p, err: float64(p*relative) + err, above: 0.5, below: 1}
		small := near{y: float64(e * p), above: 0, below: 0.5}
		small.err = float64(small.y*relative) + err
		if d == 0 {
			small = near{y: 0.5, above: 0.5}
			large = small
		}
		y[first], y[second] = large, small
		switch fn {
		case function.LogSoftmaxVJP: // [i = which] − s_i: what the others have, at which
			y[which] = y[1-which]
			y[1-which].y = -y[1-which].y
		case function.CrossEntropyGrad, function.CrossEntropySoftGrad: // s_i − [i = which]
			y[which] = y[1-which]
			y[which].y = -y[which].y
		}
	case function.SoftmaxVJP: // s_i ([i = which] − s_which): ± the product of both
		p := 1 / (1 + e)
		v := float64(float64(e*p) * p)
		product := near{y: v, err: float64(v*relative) + err, below: 0.25}
		if d == 0 {
			product = near{y: 0.25, above: 0.25}
		}
		y[which], y[1-which] = product, product
		y[1-which].y = -v
		if d == 0 {
			y[1-which].y = -0.25
		}
	case function.LogSoftmax, function.CrossEntropy, function.CrossEntropySoft:
		l := t.log1p(e)
		y[first] = near{y: -l, err: float64(l*relative) + err}
		s := d + l
		y[second] = near{y: -s, err: float64(s*relative) + err}
		if exact(a, b) {
			y[second].above = d
		}
		if fn != function.LogSoftmax {
			y[0] = y[which]
			y[0].y = -y[0].y
		}
	case function.LogSumExp:
		l := t.log1p(e)
		m := max(a, b)
		v := m + l
		y[0] = near{y: v, err: float64(l*relative) + float64(math.Abs(v)*0x1p-53) + err}
		if m >= 0 {
			y[0].above = m
		} else if v < 0 {
			y[0].below = -m
		}
	default:
		return false
	}
	return true
}

// exact reports whether a − b is a float64 (Knuth's two-sum has no error).
func exact(a, b float64) bool {
	d := a - b
	back := d + b
	return a-back == 0 && b-(back-d) == 0
}

// unit returns which of two numbers is 1, if the other is 0.
func unit(v []float64) (which int, ok bool) {
	switch {
	case len(v) != 2:
		return 0, false
	case v[0] == 1 && v[1] == 0:
		return 0, true
	case v[0] == 0 && v[1] == 1:
		return 1, true
	}
	return 0, false
}
