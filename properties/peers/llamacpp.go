package peers

import (
	"fmt"
	"iter"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// llamacpp is test-backend-ops of llama.cpp (ggml) for SOFT_MAX and
// CROSS_ENTROPY_LOSS: the normalised mean square error over the tensor, Σ(a − b)²/Σa²
// with a the backend's answers, must not exceed 1e-6, of the loss 1e-7. A NaN on either side fails, and so does an infinity (or
// ±FLT_MAX) unless both have it with the same sign.
//
// Logits are U(−1, 1) in float32, times a scale of 1 or 0.1, plus a mask that is
// U(−1, 1) too or none, for 16, 15, 1024 and 1023 logits in as many rows. What
// the operator multiplies and adds is folded into the row here. Left out are
// sinks, position biases, and a thousand rows of a thousand logits: here sixteen
// rows of those, and a thousand of the narrow ones. The expected answer is there
// the CPU backend's, in float32.
//
// The loss is the mean of 60 rows of 10 logits from U(−100, 100), with the softmax of
// such a row for weights. Its gradient is held there against differences of the
// program's own losses, by the mean of |a − b|/|a + b|, which is NaN, and so not above
// the limit, where one component is 0 both ways: it is left out.
func llamacpp() Suite {
	return Suite{
		Name:   "llama.cpp",
		Source: "llama.cpp tests/test-backend-ops.cpp, test_soft_max, max_nmse_err 1e-6; test_cross_entropy_loss",
		About:  "normalised mean square error over the tensor at most 1e-6, on U(−1, 1); of the mean of 60 losses 1e-7",
	}.complete(func(s *properties.Subject) *checks {
		if !of(s.Function, function.Softmax, function.CrossEntropySoft) || s.DType != dtype.Float32 || s.Model.Scheme == impl.Quantised {
			return nil
		}
		if s.Function == function.CrossEntropySoft {
			return &checks{llamacppLosses(s.DType), math.NaN(), func(_ *test, got, want [][]float64) string {
				return nmse(s.DType, [][]float64{{mean(got)}}, [][]float64{{mean(want)}}, 1e-7)
			}}
		}
		return &checks{llamacppTests(s.DType), math.NaN(), func(_ *test, got, want [][]float64) string {
			return nmse(s.DType, got, want, 1e-6)
		}}
	})
}

// nmse says what test-backend-ops finds wrong with a tensor. An error that is NaN
// because all answers are zero is, there too, not above the limit.
func nmse(f dtype.Format, got, want [][]float64, limit float64) string {
	infinite := func(v float64) bool { return math.Abs(v) >= f.Max() }
	wrong := each(got, want, func(g, w float64) bool {
		switch {
		case g != g || w != w:
			return false
		case infinite(g) || infinite(w):
			return infinite(g) && infinite(w) && math.Signbit(g) == math.Signbit(w)
		}
		return true
	})
	if wrong != "" {
		return wrong
	}
	off, size := 0.0, 0.0
	for r := range got {
		for i, g := range got[r] {
			d := g - f.Round(want[r][i])
			off += float64(d * d)
			size += float64(g * g)
		}
	}
	if err := off / size; err > limit {
		return fmt.Sprintf("normalised mean square error %.3g, limit %.3g", err, limit)
	}
	return ""
}

// mean returns the mean of the answers to rows that have one each.
func mean(ys [][]float64) float64 {
	var s float64
	for _, y := range ys {
		s += y[0]
	}
	return s / float64(len(ys))
}

func llamacppLosses(f dtype.Format) iter.Seq[test] {
	r, u := source("llama.cpp losses"), uniform(-100, 100)
	inputs := make([]function.Input, 60)
	labels := tensor(f, r, len(inputs), 10, u)
	for i, x := range tensor(f, r, len(inputs), 10, u) {
		inputs[i] = function.Input{X: x, Weights: rounded(f, plain(function.Softmax, function.Logits(labels[i])))[0]}
	}
	return list(test{name: "type=f32,ne=[10,5,4,3]", inputs: inputs})
}

func llamacppTests(f dtype.Format) iter.Seq[test] {
	return func(yield func(test) bool) {
		r, u := source("llama.cpp"), uniform(-1, 1)
		for _, shape := range [][2]int{{16, 16}, {15, 15}, {1024, 16}, {1023, 15}, {16, 1024}, {15, 1023}} { // rows, width
			for _, scale := range []float64{1, 0.1} {
				for _, masked := range []bool{false, true} {
					rows := tensor(f, r, shape[0], shape[1], u)
					mask := tensor(f, r, shape[0], shape[1], u)
					for i, x := range rows {
						for j := range x {
							x[j] = f.Round(float64(f.Round(scale) * x[j]))
							if masked {
								x[j] = f.Round(x[j] + mask[i][j])
							}
						}
					}
					if !yield(test{name: fmt.Sprintf("ne=[%d,%d],mask=%t,scale=%g", shape[1], shape[0], masked, scale), rows: rows}) {
						return
					}
				}
			}
		}
	}
}
