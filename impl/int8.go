package impl

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// quantised8 is the softmax of TensorFlow Lite's int8 models, between a
// quantiser and a dequantiser: see int8Softmax.
func quantised8() Implementation {
	return Implementation{
		Name:        "int8",
		Function:    function.Softmax,
		About:       "Logits quantised to 8 bits over the row's range, 256 exponentials in a table, probabilities in steps of 1/256.",
		Source:      "TensorFlow Lite, optimized_ops.h: PopulateSoftmaxLookupTable and Softmax<int8_t, int8_t>",
		Arithmetics: []Arithmetic{{Storage: dtype.Float32, Accumulate: dtype.Float32}},
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Scheme = Quantised
			m.Normalise = Reciprocal
			return m
		},
		Compute:  onLogits(int8Softmax),
		Expected: logitsExpected(int8Expected),
	}
}

// The output's quantisation, which TensorFlow Lite fixes for softmax:
// p = (q − zero)/256 for q in [−128, 127], so that 1 becomes 255/256.
const (
	int8Zero = -128
	int8Max  = 127
	int8Step = 1.0 / 256
)

// int8Softmax computes, in float32, with M and l the largest and the smallest
// finite logit:
//
//	range = min(fl(M − l), largest float32)
//	scale = fl(range/255), or 1 if that is 0
//	n_i = min(round(fl(min(fl(M − x_i), largest float32)/scale)), 255)
//	table[n] = fl(exp(fl(−scale·n)))
//	s = fl(…fl(fl(table[n_0] + table[n_1]) + …) + …)
//	r = fl(1/fl(s·1/256)), the product exact
//	q_i = min(round(fl(table[n_i]·r)) − 128, 127)
//	y_i = (q_i + 128)/256, exact
//
// where round goes to the nearest integer, halves away from zero. Masked
// logits, −Inf, are left out of everything and give 0. The int8 code of x_i is
// 127 − n_i; its zero point cancels in x_i − M, so the quantiser needs none.
//
// The errors, with u = 2^-24:
//   - scale·n_i differs from M − x_i by at most scale/2 + (2u + u²)(M − x_i) +
//     2^-141: 2u are the roundings of the difference and of the quotient, and
//     2^-141 covers a subnormal scale, 255 times whose rounding error is what
//     n_i = 255 may miss, and a range that underflows to scale = 0. It is exactly
//     0 where x_i = M. Where M − l is beyond the largest float32, differences are
//     cut off at that; both exponentials are zero there.
//   - −scale·n is rounded once more, by u·scale·n, and table[n] is off by ExpULP.
//   - The sum is sequential over the unmasked logits; 1/… and the product with
//     table[n_i] are rounded once each, as in reciprocal.
//   - The output is rounded to a multiple of 1/256: an error of at most 1/512;
//     above 255.5/256 the clamp makes it at most 1/256.
func int8Softmax(a Arithmetic, y, x []float64) {
	largest, smallest := math.Inf(-1), math.Inf(1)
	for _, v := range x {
		if v != v || math.IsInf(v, 1) { // a quantised row cannot hold them
			largest = math.NaN()
			break
		}
		if !math.IsInf(v, -1) {
			largest, smallest = max(largest, v), min(smallest, v)
		}
	}
	if largest != largest || math.IsInf(largest, -1) { // or nothing is left
		for i := range y {
			y[i] = math.NaN()
		}
		return
	}
	below := func(v float64) float64 { return min(a.Sub(largest, v), a.Accumulate.Max()) }
	scale := a.Div(below(smallest), 255)
	if scale == 0 {
		scale = 1
	}
	var table [256]float64
	for n := range table {
		table[n] = a.Exp(a.Mul(-scale, float64(n)))
	}
	index := func(v float64) int { return min(int(math.Round(a.Div(below(v), scale))), 255) }

	s := 0.0
	for _, v := range x {
		if !math.IsInf(v, -1) {
			s = a.Add(s, table[index(v)])
		}
	}
	r := a.Div(1, a.Mul(s, int8Step))
	for i, v := range x {
		q := int8Zero
		if !math.IsInf(v, -1) {
			q = min(int(math.Round(a.Mul(table[index(v)], r)))+int8Zero, int8Max)
		}
		y[i] = float64(q-int8Zero) * int8Step
	}
}

// int8Expected speaks of rows so wide that a step of the quantised logits is 1
// or more: it then says next to nothing about the probabilities.
func int8Expected(_ Arithmetic, x []float64) string {
	largest, smallest := math.Inf(-1), math.Inf(1)
	for _, v := range x {
		if !math.IsInf(v, -1) {
			largest, smallest = max(largest, v), min(smallest, v)
		}
	}
	if largest-smallest < 255 || math.IsInf(largest, 1) || math.IsNaN(largest) {
		return ""
	}
	return "one of 255 steps of the quantised logits is 1 or more"
}
