package properties

import (
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// kind is what a row of logits may have that hides defects where it is missing.
type kind struct {
	name string
	// in reports whether a dtype can have it within the widths there are.
	in func(f dtype.Format) bool
	// has reports whether the row has it; y is its softmax, where that is of numbers.
	has func(f dtype.Format, x, y []float64) bool
	// by is the number of cases that must have one.
	by int
}

// inBudget is the number of cases within which every kind of row must come.
const inBudget = 600

// kinds lists what XNNPACK's inputs of U(90, 100) and llama.cpp's of U(−1, 1) have
// none of.
func kinds() []kind {
	always := func(dtype.Format) bool { return true }
	infinite := func(f dtype.Format) bool { return f.HasInf() }
	return []kind{
		{"no logit", always, func(_ dtype.Format, x, _ []float64) bool { return len(x) == 0 }, inBudget},
		{"one logit", always, func(_ dtype.Format, x, _ []float64) bool { return len(x) == 1 }, inBudget},
		{"a tail of a vector of 8", always, func(_ dtype.Format, x, _ []float64) bool { return len(x) > 8 && len(x)%8 != 0 }, inBudget},
		{"whole vectors of 16", always, func(_ dtype.Format, x, _ []float64) bool { return len(x) > 0 && len(x)%16 == 0 }, inBudget},
		{"1024 to 2048 logits", always, func(_ dtype.Format, x, _ []float64) bool { return len(x) > 1024 && len(x) <= 2048 }, inBudget},
		{"4096 logits and more", always, func(_ dtype.Format, x, _ []float64) bool { return len(x) >= 4096 }, inBudget},
		{"masks", infinite, func(_ dtype.Format, x, y []float64) bool { return y != nil && slices.Contains(x, math.Inf(-1)) }, inBudget},
		{"a mask first", infinite, func(_ dtype.Format, x, y []float64) bool { return y != nil && math.IsInf(x[0], -1) }, inBudget},
		{"a subnormal answer", always, func(f dtype.Format, _, y []float64) bool {
			return slices.ContainsFunc(y, func(p float64) bool { return p > 0 && p < f.MinNormal() })
		}, inBudget},
		{"a gap above 100", always, func(_ dtype.Format, x, y []float64) bool { return y != nil && gap(x) > 100 }, inBudget},
		{"a maximum below −100", always, func(_ dtype.Format, x, y []float64) bool { return y != nil && slices.Max(x) < -100 }, inBudget},
		{"a maximum above 100", always, func(_ dtype.Format, x, y []float64) bool { return y != nil && slices.Max(x) > 100 }, inBudget},
		{"the maximum last", always, func(_ dtype.Format, x, y []float64) bool {
			return y != nil && len(x) > 1 && slices.Index(x, slices.Max(x)) == len(x)-1
		}, inBudget},
		{"ties at the maximum", always, func(_ dtype.Format, x, y []float64) bool {
			return y != nil && !constantRow(x) && slices.Index(x, slices.Max(x)) != lastIndex(x, slices.Max(x))
		}, inBudget},
		{"near ties", always, func(f dtype.Format, x, y []float64) bool {
			return y != nil && len(x) > 1 && slices.Contains(x, f.NextDown(slices.Max(x)))
		}, inBudget},
		{"more than 2^p equal logits", func(f dtype.Format) bool { return f.Precision() <= 11 }, func(f dtype.Format, x, y []float64) bool {
			return y != nil && len(x) > 1<<f.Precision() && constantRow(x)
		}, inBudget},
		{"NaN", always, func(_ dtype.Format, x, _ []float64) bool { return slices.ContainsFunc(x, math.IsNaN) }, inBudget},
		{"+Inf", infinite, func(_ dtype.Format, x, _ []float64) bool {
			return slices.Contains(x, math.Inf(1)) && !slices.ContainsFunc(x, math.IsNaN)
		}, inBudget},
		{"nothing but −Inf", infinite, func(_ dtype.Format, x, y []float64) bool {
			return len(x) > 0 && constantRow(x) && math.IsInf(x[0], -1)
		}, inBudget},
	}
}

// TestCasesCover: rows of every kind in every dtype, with the number of the first.
func TestCasesCover(t *testing.T) {
	for _, f := range dtype.All() {
		missing := kinds()
		missing = slices.DeleteFunc(missing, func(k kind) bool { return !k.in(f) })
		row := new(reference.Row)
		for n, c := range Cases(function.Softmax, f, 1, inBudget) {
			var y []float64
			if finite(c.X) {
				if err := row.Reset(c.X, reference.IEEE); err != nil {
					t.Fatal(err)
				}
				y = make([]float64, len(c.X))
				if err := row.Round(function.Softmax, f, y); err != nil {
					t.Fatal(err)
				}
			}
			missing = slices.DeleteFunc(missing, func(k kind) bool {
				if !k.has(f, c.X, y) {
					return false
				}
				t.Logf("%s: %s: case %d", f, k.name, n)
				if n >= k.by {
					t.Errorf("%s: %s: case %d, want it in %d", f, k.name, n, k.by)
				}
				return true
			})
			if len(missing) == 0 {
				break
			}
		}
		for _, k := range missing {
			t.Errorf("%s: no row with %s", f, k.name)
		}
	}
}

// gap returns the distance of the largest and the smallest finite logit.
func gap(x []float64) float64 {
	lo := math.Inf(1)
	for _, v := range x {
		if !math.IsInf(v, -1) {
			lo = min(lo, v)
		}
	}
	return slices.Max(x) - lo
}

func constantRow(x []float64) bool {
	return len(x) > 0 && !slices.ContainsFunc(x, func(v float64) bool { return v != x[0] })
}

func lastIndex(x []float64, v float64) int {
	for i := len(x) - 1; i >= 0; i-- {
		if x[i] == v {
			return i
		}
	}
	return -1
}
