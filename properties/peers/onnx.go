package peers

import (
	"iter"
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// onnx is the backend node tests of Softmax, LogSoftmax, ReduceLogSumExp and
// SoftmaxCrossEntropyLoss.
//
// The inputs are [−1, 0, 1], the two rows 0..3 and 10000..10003, and |randn(3, 4,
// 5)| along each axis, in float32; for ReduceLogSumExp a (3, 2, 2) tensor of
// integers up to 60 and one of U(−10, 10), along the middle axis and all of it,
// [1, 2, 3] and an empty axis, in float64, in earlier opsets float32. The runner
// compares by assert_allclose, whose NaNs are equal only to each other. The
// expected answers are there NumPy's in the same dtype. The losses are those that no
// reduction follows, of U(0, 1) in (3, 5) and (3, 5, 2), without weights of classes
// and ignored labels. There are no gradients.
func onnx() Suite {
	return Suite{
		Name:   "ONNX",
		Source: "onnx/backend/test/runner, rtol 1e-3, atol 1e-7; onnx/backend/test/case/node/{softmax,logsoftmax,reduce_log_sum_exp,softmaxcrossentropy}.py",
		About:  "assert_allclose with 1e-3 relative + 1e-7 absolute on three small inputs",
	}.complete(func(s *properties.Subject) *checks {
		tested := s.DType == dtype.Float32 || s.DType == dtype.Float64 && s.Function == function.LogSumExp
		if !tested || !ofLogits(s.Function) && s.Function != function.CrossEntropy || s.Model.Scheme == impl.Quantised {
			return nil
		}
		return &checks{onnxTests(s), math.NaN(), func(_ *test, got, want [][]float64) string {
			return each(got, want, func(g, w float64) bool {
				return isClose(g, s.DType.Round(w), 1e-3, 1e-7, true)
			})
		}}
	})
}

func onnxTests(s *properties.Subject) iter.Seq[test] {
	r, f := source("ONNX"), s.DType
	if probabilities(s.Function) {
		positive := func(r *rand.Rand) float64 { return math.Abs(normal(r)) }
		return list(
			test{name: "example", rows: rounded(f, []float64{-1, 0, 1})},
			test{name: "large_number", rows: rounded(f, []float64{0, 1, 2, 3}, []float64{10000, 10001, 10002, 10003})},
			test{name: "axis_0", rows: tensor(f, r, 20, 3, positive)},
			test{name: "axis_1", rows: tensor(f, r, 15, 4, positive)},
			test{name: "axis_2", rows: tensor(f, r, 12, 5, positive)},
		)
	}
	if s.Function == function.CrossEntropy {
		return list(
			test{name: "none", inputs: labelled(f, r, 3, 5, uniform(0, 1), 0)},
			test{name: "none, (3, 5, 2)", inputs: labelled(f, r, 6, 5, uniform(0, 1), 0)},
		)
	}
	u := uniform(-10, 10)
	return list(
		test{name: "example", rows: rounded(f, []float64{5, 20}, []float64{1, 2}, []float64{30, 40}, []float64{55, 60})},
		test{name: "random", rows: tensor(f, r, 6, 2, u)},
		test{name: "default_axes_example", rows: rounded(f, []float64{5, 1, 20, 2, 30, 1, 40, 2, 55, 1, 60, 2})},
		test{name: "default_axes_random", rows: tensor(f, r, 1, 12, u)},
		test{name: "integer_input", rows: rounded(f, []float64{1, 2, 3})},
		test{name: "empty_set", rows: [][]float64{{}, {}}},
	)
}
