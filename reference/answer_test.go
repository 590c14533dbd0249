package reference

import (
	"math"
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

var (
	inf  = math.Inf(1)
	nInf = math.Inf(-1)
	nan  = math.NaN()
)

// TestExactAnswers: which answers of finite rows are rational, by the theorem
// that exponentials of distinct algebraic numbers are linearly independent.
func TestExactAnswers(t *testing.T) {
	tests := []struct {
		x                      []float64
		softmax, logSoftmax, l string // RatString; "" where transcendental, "-Inf" there
	}{
		{[]float64{0}, "1", "0", "0"},
		{[]float64{0.75}, "1", "0", "3/4"},
		{[]float64{-0x1p-3}, "1", "0", "-1/8"},
		{[]float64{math.Copysign(0, -1)}, "1", "0", "0"},
		{[]float64{3, nInf}, "1", "0", "3"},
		{[]float64{3, nInf, nInf, nInf}, "1", "0", "3"},
		{[]float64{3, 3}, "1/2", "", ""},
		{[]float64{0, math.Copysign(0, -1), 0}, "1/3", "", ""},
		{[]float64{-7, -7, nInf, -7, -7}, "1/4", "", ""},
		{[]float64{1, 2}, "", "", ""},
		{[]float64{1, math.Nextafter(1, 2)}, "", "", ""},
		{[]float64{0, 0x1p-1074}, "", "", ""},
		{[]float64{math.MaxFloat64, -math.MaxFloat64}, "", "", ""},
		{[]float64{1, 1, 2}, "", "", ""},
	}
	text := func(n Number) string {
		switch {
		case !n.IsFinite():
			return big.NewFloat(n.special).String()
		case n.Rat() != nil:
			return n.Rat().RatString()
		}
		return ""
	}
	for _, c := range tests {
		r := mustRow(t, c.x)
		for _, q := range []struct {
			fn   function.Function
			want string
		}{{function.Softmax, c.softmax}, {function.LogSoftmax, c.logSoftmax}, {function.LogSumExp, c.l}} {
			a := r.Answer(q.fn)
			for i := range a.Len() {
				want := q.want
				if q.fn != function.LogSumExp && c.x[i] == nInf {
					want = map[function.Function]string{function.Softmax: "0", function.LogSoftmax: "-Inf"}[q.fn]
				}
				if got := text(a.At(i)); got != want {
					t.Errorf("%s(%g)[%d] = %q, want %q", q.fn, c.x, i, got, want)
				}
			}
		}
	}
}

// alike reports whether a and b are equal or both NaN.
func alike(a, b float64) bool { return a == b || a != a && b != b }

// TestPadding: −Inf beside a row changes nothing.
func TestPadding(t *testing.T) {
	x := []float64{0.3, -2, 0.3, 700, -1e5}
	padded := []float64{nInf, 0.3, -2, nInf, 0.3, 700, -1e5, nInf}
	at := []int{1, 2, 4, 5, 6}
	for _, fn := range function.OfLogits() {
		a, b := mustRow(t, x).Answer(fn), mustRow(t, padded).Answer(fn)
		for i := range a.Len() {
			j := at[i]
			if fn == function.LogSumExp {
				j = 0
			}
			for _, f := range dtype.All() {
				if y, z := a.Round(i, f), b.Round(j, f); !alike(y, z) {
					t.Errorf("%s[%d] in %v: %g, padded %g", fn, i, f, y, z)
				}
			}
		}
	}
}

// TestAnswerLen: one answer an element, or one a row.
func TestAnswerLen(t *testing.T) {
	for k, x := range [][]float64{{}, {1}, {1, 2}, {nan, inf, nInf}} {
		r := mustRow(t, x)
		if r.K() != len(x) {
			t.Errorf("row %d: K = %d", k, r.K())
		}
		for _, fn := range function.OfLogits() {
			if got := r.Answer(fn).Len(); got != fn.Outputs(len(x)) {
				t.Errorf("row %d: %s has %d answers", k, fn, got)
			}
		}
	}
}

// TestKnownAnswers: the answers for 1 2 3 to 19 digits (from mpmath 1.3).
func TestKnownAnswers(t *testing.T) {
	r := mustRow(t, []float64{1, 2, 3})
	want := map[function.Function][]float64{
		function.Softmax:    {0.0900305731703804579, 0.2447284710547976318, 0.6652409557748218893},
		function.LogSoftmax: {-2.407605964444380304, -1.407605964444380304, -0.4076059644443803045},
		function.LogSumExp:  {3.407605964444380304},
	}
	for fn, ys := range want {
		for i, y := range ys {
			if got := r.Answer(fn).Round(i, dtype.Float64); got != y {
				t.Errorf("%s[%d] = %.17g, want %.17g", fn, i, got, y)
			}
		}
	}
}
