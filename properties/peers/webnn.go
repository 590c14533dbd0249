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

// webnn is the WebNN part of the web platform tests: bit patterns may be 3K + 3
// apart for softmax along an axis of K elements and 2K + 18 for reduceLogSumExp,
// in float32 and float16, from vectors of a reference in double precision. A NaN's
// pattern is far from every answer's.
//
// The vectors hold 24 numbers up to 10, all positive, all negative or both: for
// softmax as four rows of six; for reduceLogSumExp whole, integers too, and the
// positive ones along the axes of (2, 3, 4), (2, 2, 2, 3) and (4, 6), and alone.
// They are drawn here.
func webnn() Suite {
	return Suite{
		Name:   "WebNN",
		Source: "web-platform-tests webnn/resources/utils.js, getSoftmaxPrecisionTolerance; conformance_tests/reduce_log_sum_exp.https.any.js",
		About:  "3K + 3 ulp (log-sum-exp: 2K + 18) on four rows of six numbers up to 10",
	}.complete(func(s *properties.Subject) *checks {
		if !of(s.Function, function.Softmax, function.LogSumExp) || !of(s.DType, dtype.Float32, dtype.Float16) || s.Model.Scheme == impl.Quantised {
			return nil
		}
		return &checks{webnnTests(s), math.NaN(), func(t *test, got, want [][]float64) string {
			k := len(t.rows[0])
			tolerance := uint64(3*k + 3)
			if s.Function == function.LogSumExp {
				tolerance = uint64(2*k + 18)
			}
			return each(got, want, func(g, w float64) bool {
				a, b := s.DType.Encode(g), s.DType.Encode(w) // rounded there too
				return max(a, b)-min(a, b) <= tolerance
			})
		}}
	})
}

func webnnTests(s *properties.Subject) iter.Seq[test] {
	return func(yield func(test) bool) {
		r := source("WebNN")
		for _, d := range []struct {
			name string
			draw draw
		}{
			{"positive", uniform(0, 10)}, {"negative", uniform(-10, 0)}, {"mixed", uniform(-10, 10)},
			{"positive integers", integers(1, 10)}, {"negative integers", integers(-10, -1)},
		} {
			widths := []int{6}
			switch {
			case s.Function == function.LogSumExp && d.name == "positive":
				widths = []int{24, 6, 4, 3, 2, 1}
			case s.Function == function.LogSumExp:
				widths = []int{24}
			}
			for _, k := range widths {
				if !yield(test{name: fmt.Sprintf("%s, K = %d", d.name, k), rows: tensor(s.DType, r, 24/k, k, d.draw)}) {
					return
				}
			}
		}
	}
}
