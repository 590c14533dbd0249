package peers

import (
	"iter"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// scipy is the tests of scipy.special: softmax and log_softmax on integer fixtures
// to a relative 1e-13, logsumexp by xp_assert_close, whose default is 4√ε, about
// 6e-8, and exactly where the answer is infinite or NaN. Nothing absolute is
// allowed: zeros must be zeros. All in float64.
//
// Left out are weights, signs and complex numbers, and the fixture [0, −40] of
// logsumexp (gh-18295), which only programs that promise log1p can pass.
func scipy() Suite {
	return Suite{
		Name:   "SciPy",
		Source: "scipy/special/tests/test_logsumexp.py, test_log_softmax.py; scipy/_lib/_array_api.py, xp_assert_close",
		About:  "relative 1e-13 on small fixtures in float64, for logsumexp 6e-8",
	}.complete(func(s *properties.Subject) *checks {
		if s.DType != dtype.Float64 || !ofLogits(s.Function) || s.Model.Scheme == impl.Quantised {
			return nil
		}
		rtol, tests := 1e-13, scipySoftmax()
		switch s.Function {
		case function.LogSoftmax:
			tests = scipyLogSoftmax()
		case function.LogSumExp:
			rtol, tests = 4*math.Sqrt(epsilon(dtype.Float64)), scipyLogSumExp()
		}
		return &checks{tests, math.NaN(), func(_ *test, got, want [][]float64) string {
			return each(got, want, func(g, w float64) bool { return isClose(g, w, rtol, 0, true) })
		}}
	})
}

// span returns n numbers from first on, 1 apart.
func span(first float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = first + float64(i)
	}
	return x
}

// repeat returns n times v.
func repeat(v float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

func scipySoftmax() iter.Seq[test] {
	return list(
		test{name: "test_softmax_fixtures", rows: [][]float64{{1000, 0, 0, 0}, {1, 1}, {0, 1}, span(0, 4), span(100, 4)}},
		test{name: "test_softmax_multi_axes, axis 0", rows: [][]float64{{1000, 1000}, {0, 0}}},
		test{name: "test_softmax_multi_axes, axis 1", rows: [][]float64{{1000, 0}, {1000, 0}, {-25, 0, 25, 50}, {1, 325, 749, 750}}},
	)
}

func scipyLogSoftmax() iter.Seq[test] {
	return list(
		test{name: "test_log_softmax", rows: [][]float64{{1000, 1}, span(0, 4)}},
		test{name: "test_log_softmax_translation", rows: [][]float64{span(100, 4)}},
		test{name: "test_axes", rows: [][]float64{{1000, 1000}, {1, 1}, {1000, 1}, {1000, 1}}},
		test{name: "test_log_softmax_2d", rows: [][]float64{span(0, 4), span(4, 4)}},
		test{name: "test_log_softmax_scalar", rows: [][]float64{{1}}},
	)
}

func scipyLogSumExp() iter.Seq[test] {
	inf := math.Inf(1)
	const tiny = -40 * math.Ln10 // log 1e-40
	return list(
		test{name: "zero-size", rows: [][]float64{{}}},
		test{name: "large inputs", rows: [][]float64{span(0, 200), {1000, 1000}, repeat(10000, 1000)}},
		test{name: "special values", rows: [][]float64{{inf}, {-inf}, {math.NaN()}, {-inf, -inf}}},
		test{name: "magnitudes", rows: [][]float64{{1e10, 1e-10}, {-1e10, -inf}, {1e10, 1e-10, -1e10, -inf}}},
		test{name: "many", rows: [][]float64{repeat(tiny, 1_000_000)}},
		test{name: "in pairs", rows: [][]float64{{tiny, tiny}}},
	)
}
