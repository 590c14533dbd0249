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

// nnlib is the tests of NNlib.jl, which compare by isapprox: the norm of the
// difference of two arrays is at most a tolerance times the larger norm, √ε if
// nothing else is said. Gradients of a matrix of three rows are held to a relative
// 1e-6, to 1e-6 where they are 0, and those along random normal logits against
// differences, to 1e-4 both ways.
//
// The matrices are drawn here. Differences are five-point ones of the suite's
// reference, of the program's own function there. Left out are infinities, for which
// NNlib has the profile "limit".
func nnlib() Suite {
	return Suite{
		Name:   "NNlib",
		Source: "NNlib.jl test/cpu/softmax.jl; Flux test_gradients, rtol = atol = 1e-4",
		About:  "isapprox of arrays, √ε relative in the norm; gradients 1e-6, against differences 1e-4",
	}.complete(func(s *properties.Subject) *checks {
		tested := s.DType == dtype.Float64 || s.DType == dtype.Float32 && !of(s.Function, function.LogSumExp)
		if !tested || !ofLogits(s.Function) && !of(s.Function, function.SoftmaxVJP, function.LogSoftmaxVJP) || s.Model.Scheme == impl.Quantised {
			return nil
		}
		rtol := math.Sqrt(epsilon(s.DType))
		return &checks{nnlibTests(s), math.NaN(), func(t *test, got, want [][]float64) string {
			if t.tolerance != 0 {
				return isApprox(got, want, t.tolerance, t.tolerance)
			}
			return isApprox(got, want, rtol, 0)
		}}
	})
}

// isApprox is Julia's for arrays.
func isApprox(got, want [][]float64, rtol, atol float64) string {
	var off, a, b float64
	for r := range got {
		for i, g := range got[r] {
			w := want[r][i]
			off, a, b = math.Hypot(off, g-w), math.Hypot(a, g), math.Hypot(b, w)
		}
	}
	if limit := max(atol, float64(rtol*max(a, b))); !(off <= limit) {
		return fmt.Sprintf("the arrays are %.3g apart, limit %.3g", off, limit)
	}
	return ""
}

func nnlibTests(s *properties.Subject) iter.Seq[test] {
	f, r, u := s.DType, source("NNlib"), uniform(0, 1)
	wide := [][]float64{{1, 1000}, {2, 2000}, {3, 3000}} // columns of a matrix of two rows
	if f == dtype.Float32 {
		switch s.Function {
		case function.LogSoftmax:
			return list(test{name: "logsoftmax", rows: [][]float64{{1, 2, 3000}}}, test{name: "logsoftmax, columns", rows: wide})
		case function.Softmax:
			return list(test{name: "softmax with Inf, finite columns", rows: [][]float64{{1, 3}, {2, 3}}})
		}
		return list(test{name: "gradient", inputs: withCotangents(wide, func(int) float64 { return 1 })})
	}
	switch s.Function {
	case function.SoftmaxVJP, function.LogSoftmaxVJP:
		ones := func(int) float64 { return 1 }
		counted := func(i int) float64 { return float64(i + 1) }
		return list(
			test{name: "gradient of columns", tolerance: 1e-6, inputs: withCotangents(tensor(f, r, 6, 3, normal), ones)},
			test{name: "ones", tolerance: 1e-6, inputs: withCotangents([][]float64{{1, 5}, {2, 6}, {3, 7}}, ones)},
			test{name: "rand", tolerance: 1e-6, inputs: withCotangents(tensor(f, r, 6, 3, normal), func(int) float64 { return u(r) })},
			fivePoints("AutoDiff", s.Function, withCotangents(tensor(f, r, 4, 3, normal), ones)),
			fivePoints("AutoDiff, times 1:3", s.Function, withCotangents(tensor(f, r, 1, 3, normal), counted)),
			fivePoints("AutoDiff, times 1:3, (3, 5)", s.Function, withCotangents(tensor(f, r, 5, 3, normal), counted)),
		)
	case function.LogSumExp:
		return list(test{name: "logsumexp", rows: tensor(f, r, 1, 12, u)}, test{name: "logsumexp, dims = 1", rows: tensor(f, r, 4, 3, u)})
	}
	return list(
		test{name: "rand(5, 5)", rows: tensor(f, r, 5, 5, u)},
		test{name: "-100_000", rows: [][]float64{{-1e5, -1e5}}},
		test{name: "rand(5)", rows: tensor(f, r, 1, 5, u)},
		test{name: "mutating", tolerance: 1e-6, rows: [][]float64{{1, 5}, {2, 6}, {3, 7}}},
		test{name: "mutating, (3, 6)", tolerance: 1e-6, rows: tensor(f, r, 6, 3, normal)},
	)
}

// withCotangents returns rows with a cotangent whose elements are g(0), g(1), ….
func withCotangents(rows [][]float64, g func(i int) float64) []function.Input {
	inputs := make([]function.Input, len(rows))
	for n, x := range rows {
		inputs[n] = function.Input{X: x, Cotangent: make([]float64, len(x))}
		for i := range x {
			inputs[n].Cotangent[i] = g(i)
		}
	}
	return inputs
}

// fivePoints holds a gradient against differences of Σ g_i y_i, y the softmax or the
// log-softmax: a Richardson step from two central ones, which makes five points of
// the origin and four.
func fivePoints(name string, fn function.Function, inputs []function.Input) test {
	of := function.Softmax
	if fn == function.LogSoftmaxVJP {
		of = function.LogSoftmax
	}
	return test{name: name, inputs: inputs, judge: func(got, _ [][]float64) string {
		want := make([][]float64, len(inputs))
		for n, in := range inputs {
			f := func(x []float64) float64 {
				var s float64
				for i, y := range plain(of, function.Logits(x)) {
					s += float64(y * in.Cotangent[i])
				}
				return s
			}
			const step = 1e-3
			fine, coarse := differences(f, in.X, step), differences(f, in.X, 2*step)
			want[n] = make([]float64, len(in.X))
			for i := range fine {
				want[n][i] = (4*fine[i] - coarse[i]) / 3
			}
		}
		return isApprox(got, want, 1e-4, 1e-4)
	}}
}
