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

// xnnpack is the operator tester of softmax: float32 on U(90, 100) to 1e-5 of each
// answer, float16 on U(15, 20) to the larger of 1e-4 and 5e-3 of it, and, for
// quantised programs, uint8 logits 0..255 to 0.6 of a step. The ranges are such
// that an unshifted exp overflows and none underflows. Each is ASSERT_NEAR, which a
// NaN fails.
//
// Widths and numbers of rows are those of its softmax-nc test: 1 and 2 (100 times),
// 3 to 99, 10, 100, 1000, 1001, 21841, and small batches of 1, 6, …, 96. The last
// comes three times more with strides, which a row has not. The reference has an
// unshifted exponential (float32 for float16): here it is shifted, in float64.
func xnnpack() Suite {
	return Suite{
		Name:   "XNNPACK",
		Source: "XNNPACK test/softmax-operator-tester.h, test/softmax-nc.cc",
		About:  "relative 1e-5 on U(90, 100) in float32; max(1e-4, 5e-3 relative) on U(15, 20) in float16; 0.6 of a step in uint8",
	}.complete(func(s *properties.Subject) *checks {
		quantised := s.Model.Scheme == impl.Quantised
		if s.Function != function.Softmax || !of(s.DType, dtype.Float32, dtype.Float16) {
			return nil
		}
		d := uniform(90, 100)
		switch {
		case quantised:
			const inputScale = 0.176080093 // the tester's default
			codes := integers(0, 255)
			d = func(r *rand.Rand) float64 { return float64(inputScale * codes(r)) }
		case s.DType == dtype.Float16:
			d = uniform(15, 20)
		}
		return &checks{xnnpackTests(s, d), math.NaN(), func(t *test, got, want [][]float64) string {
			if quantised {
				for i, x := range t.rows {
					want[i] = plain(s.Function, function.Logits(requantised(x)))
				}
			}
			return each(got, want, func(g, w float64) bool {
				near := float64(1e-5 * w)
				switch {
				case quantised:
					g, w, near = 256*g, min(256*w, 255), 0.6
				case s.DType == dtype.Float16:
					near = max(1e-4, float64(5e-3*w))
				}
				return math.Abs(g-w) <= near
			})
		}}
	})
}

func xnnpackTests(s *properties.Subject, d draw) iter.Seq[test] {
	return func(yield func(test) bool) {
		r := source("XNNPACK")
		more := func(name string, n, k int) bool {
			return yield(test{name: name, rows: tensor(s.DType, r, n, k, d)})
		}
		if !more("single_class", 100, 1) || !more("two_classes", 100, 2) {
			return
		}
		for k := 3; k < 100; k++ {
			if !more("many_classes", 1, k) {
				return
			}
		}
		for k := 1; k < 100; k += 5 {
			if !more("small_batch", 9, k) {
				return
			}
		}
		_ = more("cifar_classes", 15, 10) && more("cifar_classes", 15, 100) &&
			more("imagenet_classes", 10, 1000) && more("imagenet_classes", 10, 1001) && more("imagenet_classes", 10, 21841)
	}
}
