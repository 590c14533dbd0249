package peers

import (
	"iter"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// liger is the tests of Liger's fused cross-entropy against PyTorch's: losses and
// gradients by torch.allclose, 1e-8 absolute and a relative 1e-6 in float32 or 5e-2 in
// bfloat16, on normal logits of a vocabulary of 32000, with a label smoothing of 0.1
// or none.
//
// There are eight rows of them here, in place of thousands. Losses are compared row by
// row, before a reduction, and gradients are those of the sum: those of the mean are
// smaller than 1e-8. Left out are ignored labels, weights and the square of the
// log-sum-exp.
func liger() Suite {
	return Suite{
		Name:   "Liger",
		Source: "Liger-Kernel test/transformers/test_cross_entropy.py",
		About:  "torch.allclose, 1e-6 relative + 1e-8 absolute in float32, on eight rows of 32000 normal logits, smoothed or not",
	}.complete(func(s *properties.Subject) *checks {
		rtol := 1e-6
		switch {
		case !s.Function.TakesTarget() || s.Model.Scheme == impl.Quantised:
			return nil
		case s.DType == dtype.BFloat16:
			rtol = 5e-2
		case s.DType != dtype.Float32:
			return nil
		}
		return &checks{ligerTests(s.DType), math.NaN(), func(_ *test, got, want [][]float64) string {
			return each(got, want, func(g, w float64) bool { return isClose(g, s.DType.Round(w), rtol, 1e-8, false) })
		}}
	})
}

func ligerTests(f dtype.Format) iter.Seq[test] {
	return func(yield func(test) bool) {
		r := source("Liger")
		for _, t := range []test{
			{name: "test_correctness (2, 4096, 32000)", inputs: labelled(f, r, 2, 32000, normal, 0)},
			{name: "test_correctness (3, 423, 32000)", inputs: labelled(f, r, 2, 32000, normal, 0)},
			{name: "test_correctness_with_label_smoothing_once (2, 4096, 32000)", inputs: labelled(f, r, 2, 32000, normal, 0.1)},
			{name: "test_correctness_with_label_smoothing_once (3, 423, 32000)", inputs: labelled(f, r, 2, 32000, normal, 0.1)},
		} {
			if !yield(t) {
				return
			}
		}
	}
}
