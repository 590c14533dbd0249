package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// A reason says why an algorithm must be expected to miss its allowance on a row
// that has a softmax, given z = x/T as computed, or returns "".
type reason func(a Arithmetic, z []float64, in *function.Input) string

// expectedFor returns an Expected for losses and gradients: the first of the
// reasons, or that x/T overflows or loses the row in its rounding, which spoils every
// algorithm. Rows that have no softmax are decided by their special values.
func expectedFor(reasons ...reason) func(a Arithmetic, in function.Input) string {
	return func(a Arithmetic, in function.Input) string {
		if undefined(in.X) {
			return ""
		}
		z := tempered(a, &in)
		if undefined(z) {
			return "the largest logit, divided by the temperature, overflows"
		}
		if f, _ := math.Frexp(in.T()); f != 0.5 && len(z) > 0 && a.Accumulate.Spacing(maximum(z)) >= 1 {
			return "logits so large that rounding x/T moves every exponent by up to a half or more"
		}
		for _, r := range reasons {
			if why := r(a, z, &in); why != "" {
				return why
			}
		}
		return ""
	}
}

// lossOverflows speaks of losses of finite logits that are out of range, though the
// answer may not be: z was, or smoothing scales their sum down. (Of a difference
// z_t − m beyond the range the loss is +Inf, rightly.)
func lossOverflows(of classLoss) reason {
	return func(a Arithmetic, z []float64, in *function.Input) string {
		loss := of(a, z)
		switch {
		case in.Smoothing > 0 && !hasNegInf(in.X) && math.IsInf(sumOfLosses(a, in, loss), 1):
			return "the sum of the losses overflows before it is scaled down"
		case in.Smoothing == 0 && !math.IsInf(in.X[in.Target], -1) && math.IsInf(z[in.Target], -1):
			return "the target's logit, divided by the temperature, overflows"
		}
		return ""
	}
}

// softLossOverflows does the same for soft targets: weights below 1 scale down.
func softLossOverflows(of classLoss) reason {
	return func(a Arithmetic, z []float64, in *function.Input) string {
		loss := of(a, z)
		for i, w := range in.Weights {
			if w > 0 && (w < 1 || in.T() != 1) && !math.IsInf(in.X[i], -1) && math.IsInf(loss(i), 1) {
				return "a loss overflows before it is scaled down"
			}
		}
		return ""
	}
}

func hasNegInf(x []float64) bool { return indexOf(x, math.Inf(-1)) >= 0 }

// probabilityUnderflows speaks of finite logits of classes that count whose
// probability is not a normal number of the accumulation dtype.
func probabilityUnderflows(counts func(in *function.Input, i int) bool) reason {
	return func(a Arithmetic, z []float64, in *function.Input) string {
		for i, p := range probabilities(a, z) {
			if counts(in, i) && !math.IsInf(in.X[i], -1) && p < a.Accumulate.MinNormal() {
				return "the logarithm of a softmax that underflows"
			}
		}
		return ""
	}
}

// quotientOverflows speaks of the q_j/p_j of [chainRule]: p_j is 0, or so small,
// or q_j so large, that the quotient or the sum of the weights is beyond the range.
func quotientOverflows(target func(a Arithmetic, in *function.Input) func(i int) float64) reason {
	return func(a Arithmetic, z []float64, in *function.Input) string {
		p := probabilities(a, z)
		if d := dot(a, p, logGradient(a, p, target(a, in))); !finite(d) {
			return "a weight divided by a probability that underflows, or the sum of the weights, overflows"
		}
		return ""
	}
}

// cotangentOverflows speaks of cotangents so large that Σ p_j g_j, or what a g_i
// differs by from it, is beyond the range: where p_i underflows to 0 too.
func cotangentOverflows(a Arithmetic, z []float64, in *function.Input) string {
	p := probabilities(a, z)
	d := dot(a, p, in.Cotangent)
	for i, g := range in.Cotangent {
		if !math.IsInf(in.X[i], -1) && !finite(a.Sub(g, d)) {
			return "a cotangent's difference from the mean cotangent overflows"
		}
	}
	return ""
}

func finite(v float64) bool { return v-v == 0 }
