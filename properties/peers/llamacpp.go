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

// llamacpp is test-backend-ops of llama.cpp (ggml) for SOFT_MAX: the normalised
// mean square error over the tensor, Σ(a − b)²/Σa² with a the backend's answers,
// must not exceed 1e-6. A NaN on either side fails, and so does an infinity (or
// ±FLT_MAX) unless both have it with the same sign.
//
// Logits are U(−1, 1) in float32, times a scale of 1 or 0.1, plus a mask that is
// U(−1, 1) too or none, for 16, 15, 1024 and 1023 logits in as many rows. What
// the operator multiplies and adds is folded into the row here. Left out are
// sinks, position biases, and a thousand rows of a thousand logits: here sixteen
// rows of those, and a thousand of the narrow ones. The expected answer is there
// the CPU backend's, in float32.
func llamacpp() Suite {
	return Suite{
		Name:   "llama.cpp",
		Source: "llama.cpp tests/test-backend-ops.cpp, test_soft_max, max_nmse_err 1e-6",
		About:  "normalised mean square error over the tensor at most 1e-6, on U(−1, 1)",
	}.complete(func(s *properties.Subject) *checks {
		if s.Function != function.Softmax || s.DType != dtype.Float32 || s.Model.Scheme == impl.Quantised {
			return nil
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
