package peers

import (
	"iter"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// pytorch is torch.testing.assert_close with its default tolerances against the
// same computation in float64, on normal logits.
//
// The shapes (5), (5, 5) along both axes and (5, 10, 5) are those of the OpInfo
// samples of softmax; the wider ones stand for those of test_softmax_results,
// about 20 and about 2048. Log-sum-exp has the (5, 4) tensor of test_logsumexp
// with a row of −Inf and an element +Inf in addition. A NaN fails: equal_nan is
// off by default.
func pytorch() Suite {
	return Suite{
		Name:   "PyTorch",
		Source: "torch/testing/_comparison.py, default_tolerances; test_reductions.py, test_logsumexp; opinfo/definitions/_masked.py",
		About:  "assert_close with the default tolerances (float32: 1.3e-6 relative + 1e-5 absolute) on normal logits",
	}.complete(func(s *properties.Subject) *checks {
		rtol, atol, ok := torchTolerances(s.DType)
		if !ok || !ofLogits(s.Function) || s.Model.Scheme == impl.Quantised {
			return nil
		}
		return &checks{torchTests(s), math.NaN(), func(_ *test, got, want [][]float64) string {
			return each(got, want, func(g, w float64) bool {
				return isClose(g, s.DType.Round(w), rtol, atol, false)
			})
		}}
	})
}

// torchTolerances are the defaults of assert_close. There are none for 8-bit
// dtypes, on which softmax is not defined.
func torchTolerances(f dtype.Format) (rtol, atol float64, ok bool) {
	switch f {
	case dtype.Float64:
		return 1e-7, 1e-7, true
	case dtype.Float32:
		return 1.3e-6, 1e-5, true
	case dtype.Float16:
		return 1e-3, 1e-5, true
	case dtype.BFloat16:
		return 1.6e-2, 1e-5, true
	}
	return 0, 0, false
}

func torchTests(s *properties.Subject) iter.Seq[test] {
	return func(yield func(test) bool) {
		r := source("PyTorch")
		f := s.DType
		square := tensor(f, r, 5, 5, normal)
		for _, t := range []test{
			{name: "shape (5)", rows: tensor(f, r, 1, 5, normal)},
			{name: "shape (5, 5), axis 1", rows: square},
			{name: "shape (5, 5), axis 0", rows: along(square)},
			{name: "shape (5, 10, 5)", rows: tensor(f, r, 50, 5, normal)},
			{name: "shape ()", rows: tensor(f, r, 1, 1, normal)},
		} {
			if !yield(t) {
				return
			}
		}
		if s.Function == function.LogSumExp {
			rows := tensor(f, r, 5, 4, normal)
			rows[0][0] = math.Inf(1)
			for i := range rows[1] {
				rows[1][i] = math.Inf(-1)
			}
			if !yield(test{name: "test_logsumexp", rows: rows}) {
				return
			}
		}
		for _, shape := range [][2]int{{32, 20}, {32, 21}, {31, 23}, {8, 1536}, {8, 2048}, {8, 2049}} {
			if !yield(test{name: "wide rows", rows: tensor(f, r, shape[0], shape[1], normal)}) {
				return
			}
		}
	}
}
