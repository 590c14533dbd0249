package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

// gradients returns the functions that are gradients.
func gradients() []function.Function {
	return []function.Function{
		function.SoftmaxVJP, function.LogSoftmaxVJP, function.CrossEntropyGrad, function.CrossEntropySoftGrad,
	}
}

// losses returns the functions that are losses.
func losses() []function.Function {
	return []function.Function{function.CrossEntropy, function.CrossEntropySoft}
}

// roundoff covers the roundings of a bound that is evaluated in float64: a sum of up
// to 2^24 terms, and a dozen operations.
const roundoff = 0x1p-28

// gradientRange returns what the exact gradient i lies between, for any logits: with
// s_i in [0, 1], and d = s_i·(1−s_i)·(g_i − the mean of the other cotangents) for the
// softmax, so that |d| ≤ (max g − min g)/4.
func gradientRange(fn function.Function, in *function.Input, i int) (lo, hi float64) {
	switch fn {
	case function.SoftmaxVJP:
		least, most := math.Inf(1), math.Inf(-1)
		for _, g := range in.Cotangent {
			least, most = min(least, g), max(most, g)
		}
		hi = most/4 - least/4
		lo = -hi
	case function.LogSoftmaxVJP: // between g_i and g_i − Σ g_j
		g := in.Cotangent[i]
		sum, size := total(in.Cotangent)
		lo, hi = g-max(sum, 0), g-min(sum, 0)
		lo, hi = lo-float64(roundoff*size), hi+float64(roundoff*size)
	case function.CrossEntropyGrad: // −q_i to 1 − q_i
		q := in.Smoothing / float64(len(in.X))
		if i == in.Target {
			q += 1 - in.Smoothing
		}
		lo, hi = -q, 1-q
	case function.CrossEntropySoftGrad: // −p_i to Σ p_j − p_i
		sum, _ := total(in.Weights)
		lo, hi = -in.Weights[i], sum-in.Weights[i]
		hi += float64(roundoff * sum)
	}
	lo, hi = lo/in.T(), hi/in.T()
	return lo - float64(roundoff*math.Abs(lo)), hi + float64(roundoff*math.Abs(hi))
}

// total returns the sum of v and that of its magnitudes.
func total(v []float64) (sum, size float64) {
	for _, w := range v {
		sum += w
		size += math.Abs(w)
	}
	return sum, size
}
