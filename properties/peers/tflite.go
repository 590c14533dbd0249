package peers

import (
	"iter"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// tflite is the kernel tests of TensorFlow Lite for Microcontrollers: softmax in
// float32 to 1e-5 absolute, log-softmax to 1e-5 and, on one fixture, 1e-6, and,
// for quantised programs, int8 softmax to one step of 1/256.
//
// Fixtures of softmax are rows of five integers: 1..5, −1..−5, and tables of 12
// and 24 rows from −10 to 9, which are drawn here. Those of log-softmax are
// [0, −6, 2, 4], [3, −2, 10, 1], the same in pairs, 1..5 and −1..−5.
//
// EXPECT_NEAR fails where the two differ and the difference is greater than the
// tolerance: a NaN passes it. The memory for answers is not set to NaN here,
// because there it holds whatever the stack had.
func tflite() Suite {
	return Suite{
		Name:   "TFLite",
		Source: "tflite-micro tensorflow/lite/micro/kernels/{softmax,log_softmax}_test.cc; testing/micro_test_v2.h, MICRO_TEST_NEAR",
		About:  "absolute 1e-5 in float32, one step of 1/256 in int8, on rows of five small integers; NaN passes",
	}.complete(func(s *properties.Subject) *checks {
		quantised := s.Model.Scheme == impl.Quantised
		if !probabilities(s.Function) || s.DType != dtype.Float32 || quantised && s.Function != function.Softmax {
			return nil
		}
		return &checks{tfliteTests(s), 0, func(t *test, got, want [][]float64) string {
			if quantised {
				for i, x := range t.rows {
					want[i] = plain(s.Function, function.Logits(requantised(x)))
				}
				return each(got, want, func(g, w float64) bool {
					golden := min(math.Round(256*w), 255)
					return math.Abs(256*g-golden) <= 1 // an int8 cannot be NaN
				})
			}
			return each(got, want, func(g, w float64) bool {
				return !(math.Abs(g-s.DType.Round(w)) > t.tolerance)
			})
		}}
	})
}

func tfliteTests(s *properties.Subject) iter.Seq[test] {
	up, down := []float64{1, 2, 3, 4, 5}, []float64{-1, -2, -3, -4, -5}
	if s.Function == function.LogSoftmax {
		return list(
			test{name: "FloatActivations", tolerance: 1e-5, rows: [][]float64{{0, -6, 2, 4}, {3, -2, 10, 1}}},
			test{name: "FloatActivations in pairs", tolerance: 1e-5, rows: [][]float64{{0, -6}, {2, 4}, {3, -2}, {10, 1}}},
			test{name: "SimpleTest", tolerance: 1e-6, rows: [][]float64{up, down}},
		)
	}
	r, small := source("TFLite"), integers(-10, 9)
	return list(
		test{name: "Softmax1D", tolerance: 1e-5, rows: [][]float64{up}},
		test{name: "Softmax2D", tolerance: 1e-5, rows: [][]float64{up, down}},
		test{name: "Softmax3D", tolerance: 1e-5, rows: tensor(s.DType, r, 12, 5, small)},
		test{name: "Softmax4D", tolerance: 1e-5, rows: tensor(s.DType, r, 24, 5, small)},
	)
}
