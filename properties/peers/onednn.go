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

// onednn is the softmax driver of benchdnn. A row has one run of one or two
// elements 90, two to five 89 and five to eight 88, or −86, −87 and −88 in every
// other chunk of rows, and the dtype's lowest number everywhere else; the run
// begins anywhere. (The drawn counts come from PCG here, not from minstd_rand.)
//
// The expected number is rounded to float32, then to the dtype. The answer passes
// if it is that; or off by no more than the threshold, relatively above 1e-5 and
// absolutely below; or both are NaN, or the same infinity; or off by less than
// float32's epsilon. A NaN where a number is due passes none of these. The
// threshold is ten epsilons in float32; in 16 bits it is zero where the program
// accumulates in float32 (strict) and one epsilon otherwise (relaxed); five times
// that for log-softmax. Int8 destinations and the share of zeros, which only makes
// a test mistrusted, are left out. So is the backward pass, whose threshold is four
// times as large: it is given a softmax filled with numbers that are none, of the sign
// that keeps its differences from cancelling, and no logits.
//
// Shapes are those of its shapes_ci, shapes_2d and shapes_large_axis along the
// softmax axis, of the last a row each.
func onednn() Suite {
	return Suite{
		Name:   "oneDNN",
		Source: "oneDNN tests/benchdnn/softmax/softmax.cpp, fill_data_fwd and setup_cmp; tests/benchdnn/utils/compare.cpp",
		About:  "10 epsilons relative, or 1.2e-7 absolute, on three plateaus at ±88 among the dtype's lowest numbers",
	}.complete(func(s *properties.Subject) *checks {
		if !probabilities(s.Function) || !of(s.DType, dtype.Float32, dtype.Float16, dtype.BFloat16) || s.Model.Scheme == impl.Quantised {
			return nil
		}
		threshold := onednnThreshold(s)
		return &checks{onednnTests(s.DType), math.NaN(), func(_ *test, got, want [][]float64) string {
			return each(got, want, func(g, w float64) bool {
				return onednnPasses(g, s.DType.Round(dtype.Float32.Round(w)), threshold)
			})
		}}
	})
}

// epsilon is the distance from 1 to the next number.
func epsilon(f dtype.Format) float64 { return 2 * f.UnitRoundoff() }

func onednnThreshold(s *properties.Subject) float64 {
	t := epsilon(s.DType)
	switch {
	case s.DType == dtype.Float32:
		t *= 10
	case s.Model.Accumulate == dtype.Float32:
		t = 0
	}
	if s.Function == function.LogSoftmax {
		t *= 5
	}
	return t
}

func onednnPasses(got, want, threshold float64) bool {
	diff := math.Abs(want - got)
	by := diff // of small numbers the absolute difference counts
	if math.Abs(want) > 1e-5 {
		by = diff / math.Abs(want)
	}
	return diff == 0 || by <= threshold || isClose(got, want, 0, 0, true) || diff < epsilon(dtype.Float32)
}

func onednnTests(f dtype.Format) iter.Seq[test] {
	return func(yield func(test) bool) {
		r := source("oneDNN")
		for _, shape := range [][2]int{ // rows, width
			{16, 16}, {255, 10}, {442, 19}, {646, 13}, {24, 27}, {24, 16}, {24, 8}, {24, 5}, {24, 2}, {96, 1000},
			{1, 4097}, {1, 5600}, {1, 8320}, {1, 9999},
		} {
			rows := make([][]float64, shape[0])
			chunk := (len(rows) + 15) / 16 // sixteen chunks, of alternating sign
			for i := range rows {
				rows[i] = plateaus(f, r, shape[1], i/chunk%2 != 0)
			}
			if !yield(test{name: "plateaus", rows: rows}) {
				return
			}
		}
	}
}

// plateaus returns one row of the fill.
func plateaus(f dtype.Format, r *rand.Rand, k int, negative bool) []float64 {
	n := [3]int{1 + r.IntN(2), 2 + r.IntN(4), 5 + r.IntN(4)}
	for i := 2; i >= 0; i-- { // shorten the lowest first where the row is too short
		n[i] -= min(n[i], max(0, n[0]+n[1]+n[2]-k))
	}
	x := make([]float64, k)
	for i := range x {
		x[i] = -f.Max()
	}
	at, top := r.IntN(k-n[0]-n[1]-n[2]+1), 90.0
	if negative {
		top = -86
	}
	for level, count := range n {
		for range count {
			x[at] = f.Round(top - float64(level))
			at++
		}
	}
	return x
}
