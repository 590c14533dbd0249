package peers

import (
	"iter"
	"math"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// tensorflow is the kernel tests of softmax, log-softmax and the cross-entropies with
// logits: assertAllCloseAccordingToType, which is 1e-6 relative and absolute, 1e-3 in
// float16 (1e-2 relative for a loss) and 1e-2 in bfloat16, on fixtures of four small
// integers; with the sum of probabilities held to the same, overflow at the largest
// number to 1e-5, and float32 rows of 129 and 256 from U(0, 1).
//
// Gradients of cross-entropies are held to the same, and in float64 to 5e-8 against
// central differences with the step 1e-3, of the program's own losses there and of the
// suite's reference here. The gradient of a softmax has one test, in float64: of the
// small component beside a probability of 1, to a relative 1e-14, its sum exactly 0.
// Left out are labels that are negative.
func tensorflow() Suite {
	return Suite{
		Name:   "TensorFlow",
		Source: "tensorflow/python/kernel_tests/nn_ops/{softmax_op_test,xent_op_test_base}.py; python/framework/test_util.py",
		About:  "assertAllCloseAccordingToType, 1e-6 in float32, on four small integers; gradients in float64 to 5e-8, of a softmax to 1e-14",
	}.complete(func(s *properties.Subject) *checks {
		rtol, atol, ok := tensorflowTolerances(s.Function, s.DType)
		if !ok || s.Model.Scheme == impl.Quantised {
			return nil
		}
		return &checks{tensorflowTests(s), math.NaN(), func(t *test, got, want [][]float64) string {
			return each(got, want, func(g, w float64) bool {
				return isClose(g, s.DType.Round(w), max(rtol, t.tolerance), max(atol, t.tolerance), true)
			})
		}}
	})
}

func tensorflowTolerances(fn function.Function, f dtype.Format) (rtol, atol float64, ok bool) {
	switch {
	case of(fn, function.LogSumExp, function.LogSoftmaxVJP), fn == function.SoftmaxVJP && f != dtype.Float64:
		return 0, 0, false
	case of(f, dtype.Float64, dtype.Float32):
		return 1e-6, 1e-6, true
	case f == dtype.Float16 && of(fn, function.CrossEntropy, function.CrossEntropySoft):
		return 1e-2, 1e-3, true
	case f == dtype.Float16:
		return 1e-3, 1e-3, true
	case f == dtype.BFloat16:
		return 1e-2, 1e-2, true
	}
	return 0, 0, false
}

func tensorflowTests(s *properties.Subject) iter.Seq[test] {
	f := s.DType
	features := [][]float64{{1, 1, 1, 1}, {1, 2, 3, 4}}
	switch s.Function {
	case function.SoftmaxVJP:
		return list(smallComponent(f))
	case function.CrossEntropy, function.CrossEntropyGrad:
		tests := []test{{name: "testSparse", inputs: []function.Input{{X: features[0], Target: 3}, {X: features[1], Target: 0}}}}
		if s.Function == function.CrossEntropyGrad && f == dtype.Float64 {
			inputs := gradientLogits()
			inputs[0].Target, inputs[1].Target, inputs[2].Target = 3, 0, 1
			tests = append(tests, byDifferences("testGradient", function.CrossEntropy, inputs))
		}
		return list(tests...)
	case function.CrossEntropySoft, function.CrossEntropySoftGrad:
		tests := []test{{name: "testXent", inputs: []function.Input{
			{X: features[0], Weights: []float64{0, 0, 0, 1}}, {X: features[1], Weights: []float64{0, 0.5, 0.5, 0}},
		}}}
		if s.Function == function.CrossEntropySoftGrad && f == dtype.Float64 {
			inputs := gradientLogits()
			inputs[0].Weights, inputs[1].Weights, inputs[2].Weights = []float64{0, 0, 1, 0}, []float64{1, 0, 0, 0}, []float64{0, 0.5, 0, 0.5}
			tests = append(tests, byDifferences("testGradient", function.CrossEntropySoft, inputs))
		}
		return list(tests...)
	}
	tests := []test{
		{name: "test2D", rows: features},
		{name: "test3D", rows: [][]float64{{1, 1, 1, 1}, {1, 2, 3, 4}, {2, 3, 4, 5}, {6, 7, 8, 9}, {5, 4, 3, 2}, {1, 2, 3, 4}}},
	}
	if s.Function == function.Softmax {
		tests = append(tests, test{name: "sum", rows: features, judge: func(got, _ [][]float64) string {
			sums, ones := make([][]float64, len(got)), make([][]float64, len(got))
			for i, y := range got {
				sums[i], ones[i] = []float64{f.Round(total(y))}, []float64{1}
			}
			rtol, atol, _ := tensorflowTolerances(s.Function, f)
			return each(sums, ones, func(g, w float64) bool { return isClose(g, w, rtol, atol, true) })
		}})
		if f == dtype.Float32 {
			r := source("TensorFlow")
			tests = append(tests,
				test{name: "testLargeDims", rows: tensor(f, r, 129, 129, uniform(0, 1))},
				test{name: "testLargeDims", rows: tensor(f, r, 256, 256, uniform(0, 1))})
		}
	} else if of(f, dtype.Float64, dtype.Float32) {
		tests = append(tests, test{name: "testOverflow", tolerance: 1e-5, rows: [][]float64{{1, 1, 1, 1}, {f.Max(), 1, 2, 3}}})
	}
	return list(tests...)
}

// smallComponent is testSoftmaxDoubleGradientPreservesSmallComponent.
func smallComponent(f dtype.Format) test {
	const tail = 5.551115123125775e-17
	return test{
		name:   "testSoftmaxDoubleGradientPreservesSmallComponent",
		inputs: []function.Input{{X: rounded(f, []float64{37.42994775023705, 0})[0], Cotangent: []float64{1, 0}}},
		judge: func(got, _ [][]float64) string {
			if got[0][0] != -got[0][1] {
				return "the components do not cancel"
			}
			return each(got, [][]float64{{tail, -tail}}, func(g, w float64) bool { return isClose(g, w, 1e-14, 0, true) })
		},
	}
}

// gradientLogits returns the rows that gradients are tested on.
func gradientLogits() []function.Input {
	return []function.Input{{X: []float64{0.1, 0.2, 0.3, 0.4}}, {X: []float64{0.1, 0.4, 0.9, 1.6}}, {X: []float64{0.1, 0.8, 2.7, 6.4}}}
}

// byDifferences holds a gradient against differences of a loss, to 5e-8.
func byDifferences(name string, loss function.Function, inputs []function.Input) test {
	return test{name: name, inputs: inputs, judge: func(got, _ [][]float64) string {
		want := make([][]float64, len(inputs))
		for i, in := range inputs {
			want[i] = differences(func(x []float64) float64 {
				in.X = slices.Clone(x)
				return plain(loss, in)[0]
			}, in.X, 1e-3)
		}
		return each(got, want, func(g, w float64) bool { return math.Abs(g-w) < 5e-8 })
	}}
}
