package reference

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// halfway returns the midpoint above a in f, which must be a float64.
func halfway(f dtype.Format, a float64) float64 {
	return a + (f.NextUp(a)-a)/2
}

// TestLogSumExpAtMidpoint: m is a midpoint, and a term that no float can tell
// from nothing decides that the answer lies above it.
func TestLogSumExpAtMidpoint(t *testing.T) {
	for _, f := range dtype.All()[1:] { // midpoints of float64 are no float64s
		for _, a := range []float64{1, f.NextUp(1), -1, 2, f.MinNormal(), 0, f.MinSubnormal(), -f.MinSubnormal(), -f.Max()} {
			m := halfway(f, a)
			for _, other := range []float64{-math.MaxFloat64, -1e300, -1e9} {
				if other >= m {
					continue
				}
				l := mustRow(t, []float64{other, m}).Answer(function.LogSumExp)
				if got := l.Round(0, f); got != f.NextUp(a) {
					t.Errorf("%v: log-sum-exp(%g, %g) = %g, want %g", f, other, m, got, f.NextUp(a))
				}
				if l.Within(0, f, a, 0.5) || !l.Within(0, f, f.NextUp(a), 0.5) {
					t.Errorf("%v: log-sum-exp(%g, %g): half an ulp on the wrong side", f, other, m)
				}
			}
			single := mustRow(t, []float64{math.Inf(-1), m}).Answer(function.LogSumExp)
			if got := single.Round(0, f); got != f.Round(m) {
				t.Errorf("%v: log-sum-exp(-Inf, %g) = %g, want the tie to even %g", f, m, got, f.Round(m))
			}
		}
		// The midpoint where overflow begins.
		top := f.Max() + (f.Max()-f.NextDown(f.Max()))/2
		l := mustRow(t, []float64{top, -math.MaxFloat64}).Answer(function.LogSumExp)
		if got := l.Round(0, f); isFinite(got) {
			t.Errorf("%v: log-sum-exp(%g, far) = %g, want overflow", f, top, got)
		}
	}
	// 464 alone is a tie that goes to 448 in float8_e4m3fn.
	l := mustRow(t, []float64{464}).Answer(function.LogSumExp)
	if got := l.Round(0, dtype.Float8E4M3FN); got != 448 {
		t.Errorf("464 rounds to %g, want 448", got)
	}
}

// TestLogSoftmaxAtMidpoint: a difference that is a midpoint, less something
// between e^-14 and e^-1e16: the answer is further from 0, never a tie.
func TestLogSoftmaxAtMidpoint(t *testing.T) {
	tests := []struct {
		f         dtype.Format
		x         []float64
		want, tie float64 // the answer for x[1], and what the difference alone gives
	}{
		{dtype.Float32, []float64{0x1p24, -1}, -16777218, -16777216},
		{dtype.Float32, []float64{0x1p24 + 2, -1}, -16777220, -16777220}, // where even is away
		{dtype.Float64, []float64{0x1p53, -1}, -0x1p53 - 2, -0x1p53},
		{dtype.Float64, []float64{0x1p53 + 2, -1}, -0x1p53 - 4, -0x1p53 - 4},
		{dtype.Float64, []float64{0x1p53, -1 + 0x1p-53}, -0x1p53, -0x1p53}, // a difference of 107 bits, next to it
		{dtype.Float64, []float64{0x1p53, -1 - 0x1p-52}, -0x1p53 - 2, -0x1p53 - 2},
		{dtype.Float64, []float64{0x1p1000, -0x1p947 + 0x1p894}, -0x1p1000, -0x1p1000},
		{dtype.Float64, []float64{0x1p60, -0x1p7}, -0x1p60 - 0x1p8, -0x1p60},
		{dtype.Float64, []float64{0x1p1000, -0x1p947}, -0x1p1000 - 0x1p948, -0x1p1000},
		{dtype.Float16, []float64{2048, -1}, -2050, -2048},
		{dtype.BFloat16, []float64{256, -1}, -258, -256},
		{dtype.Float8E4M3FN, []float64{16, -1}, -18, -16},
		{dtype.Float8E5M2, []float64{1024, -128}, -1280, -1024},
	}
	for _, c := range tests {
		a := mustRow(t, c.x).Answer(function.LogSoftmax)
		if got := a.Round(1, c.f); got != c.want {
			t.Errorf("%v: log-softmax(%g)[1] = %g, want %g", c.f, c.x, got, c.want)
		}
		diff := new(big.Rat).Sub(exactRat(c.x[1]), exactRat(c.x[0]))
		if got := c.f.RoundRat(diff); got != c.tie {
			t.Errorf("%v: the difference of %g rounds to %g, want %g", c.f, c.x, got, c.tie)
		}
		if a.At(1).Cmp(diff) != -1 { // not a matter of the rounding
			t.Errorf("log-softmax(%g)[1] is not below %v", c.x, diff)
		}
		// The maximum's own: −e^-…, which underflows to −0, or is tiny.
		if got := a.Round(0, c.f); got > 0 || !math.Signbit(got) {
			t.Errorf("%v: log-softmax(%g)[0] = %g, want a negative zero or less", c.f, c.x, got)
		}
	}
}

// TestSoftmaxAtTie: 1/n at half the smallest subnormal, hit exactly by n equal
// logits and missed by next to nothing by others.
func TestSoftmaxAtTie(t *testing.T) {
	for _, c := range []struct {
		f dtype.Format
		n int
	}{{dtype.Float8E4M3FN, 1 << 10}, {dtype.Float8E5M2, 1 << 17}} {
		least := c.f.MinSubnormal()
		tie := big.NewRat(1, int64(c.n))
		if new(big.Rat).Quo(exactRat(least), tie).Cmp(big.NewRat(2, 1)) != 0 {
			t.Fatalf("%v: 1/%d is not half of %g", c.f, c.n, least)
		}
		at := func(x []float64, i int) (y float64, cmp int) {
			a := mustRow(t, x).Answer(function.Softmax)
			return a.Round(i, c.f), a.At(i).Cmp(tie)
		}
		equal := make([]float64, c.n)
		if y, cmp := at(equal, 3); y != 0 || cmp != 0 {
			t.Errorf("%v: %d equal logits: %g, %d; want a tie to even, 0", c.f, c.n, y, cmp)
		}
		if y, cmp := at(append(equal[:c.n:c.n], -math.MaxFloat64), 3); y != 0 || cmp != -1 {
			t.Errorf("%v: and one far below: %g, %d; want 0, below the tie", c.f, y, cmp)
		}
		if y, cmp := at(append(equal[:c.n-1:c.n-1], -math.MaxFloat64), 3); y != least || cmp != 1 {
			t.Errorf("%v: one fewer and one far below: %g, %d; want %g", c.f, y, cmp, least)
		}
		for _, tiny := range []float64{0x1p-1074, 0x1p-600} {
			x := slices.Clone(equal)
			for i := range c.n / 2 {
				x[2*i] = tiny
			}
			x = append(x, -math.MaxFloat64)
			if y, cmp := at(x, 0); y != least || cmp != 1 {
				t.Errorf("%v: a logit %g above half of the others: %g, %d; want %g", c.f, tiny, y, cmp, least)
			}
			if y, cmp := at(x, 1); y != 0 || cmp != -1 {
				t.Errorf("%v: a logit %g below half of the others: %g, %d; want 0", c.f, tiny, y, cmp)
			}
		}
	}
}

// TestSoftmaxMomentsCancel: 1/y_i = Σ e^(x_j−x_i) over tiny differences whose
// first moments vanish (Prouhet–Tarry–Escott: {0,3,5,6} and {1,2,4,7} have equal
// sums and sums of squares), so that 1/y_i is 1024 but for the second moment,
// 2^-2148 where the differences are 2^-1074.
func TestSoftmaxMomentsCancel(t *testing.T) {
	tie := big.NewRat(1, 1024)
	shapes := map[string][]float64{
		"symmetric":  {-1, 0, 0, 1},
		"evil":       {0, 3, 5, 6}, // mean 3.5: nobody is at the centre
		"odious":     {1, 2, 4, 7},
		"both":       {0, 3, 5, 6, 1, 2, 4, 7},
		"centred":    {-7, -5, -3, -1, 1, 3, 5, 7, -3, 0, 0, 3, 0, 0, 0, 0},
		"difference": {0, 3, 5, 6, -1, -2, -4, -7},
		"all":        nil,
	}
	for i := range 1024 {
		shapes["all"] = append(shapes["all"], float64((i*37+500)%1024-512))
	}
	for name, shape := range shapes {
		for _, unit := range []float64{0x1p-1074, 0x1p-600} {
			t.Run(name, func(t *testing.T) {
				sum, x := 0.0, make([]float64, 1024)
				for i := range x {
					x[i] = shape[i%len(shape)] * unit
					sum += shape[i%len(shape)]
				}
				a := mustRow(t, x).Answer(function.Softmax)
				for i := range len(shape) {
					// First order: y_i > 1/1024 where x_i is above the mean;
					// at the mean, S ≥ 1024 + the second moment decides.
					want := -1
					if shape[i]*1024 > sum {
						want = 1
					}
					if got := a.At(i).Cmp(tie); got != want {
						t.Errorf("unit %g, logit %g: compares %d with 1/1024, want %d", unit, shape[i], got, want)
					}
					round := 0.0
					if want > 0 {
						round = dtype.Float8E4M3FN.MinSubnormal()
					}
					if got := a.Round(i, dtype.Float8E4M3FN); got != round {
						t.Errorf("unit %g, logit %g: rounds to %g, want %g", unit, shape[i], got, round)
					}
					checkNearest(t, a, i, dtype.Float64)
				}
				// Twice the second moment's 2148 bits, and the answer's own, do.
				levels := a.row.levels
				if p := levels[len(levels)-1].p; p > 32*basePrecision {
					t.Errorf("unit %g: took %d bits", unit, p)
				}
			})
		}
	}
}

// TestSoftmaxMixedScales: differences of two sizes, of which the smaller decide
// because the first moment of the larger vanishes, or is what the second moment
// leaves.
func TestSoftmaxMixedScales(t *testing.T) {
	tie := big.NewRat(1, 1024)
	for _, c := range []struct {
		name string
		some []float64 // the rest of 1024 logits are 0
		want int       // how the softmax of a 0 compares with 1/1024
	}{
		{"first moment 2^-1074", []float64{0x1p-600, -0x1p-600, 0x1p-1074}, -1},
		{"first moment -2^-1074", []float64{0x1p-600, -0x1p-600, -0x1p-1074}, 1},
		{"moments of both sizes", []float64{0x1p-600, -0x1p-600, 0x1p-1074, -0x1p-1074}, -1},
		// 2^-500: second moments add up to 2^-1000, the first to −2^-1000; the
		// fourth and the other's second, positive, are left.
		{"second less first", []float64{0x1p-500, -0x1p-500, -0x1p-1000}, -1},
		{"second less more", []float64{0x1p-500, -0x1p-500, -0x1p-1000, -0x1p-1074}, 1},
		{"far below", []float64{-math.MaxFloat64, 0x1p-1074}, 1}, // 1023 count
	} {
		x := append(slices.Clone(c.some), make([]float64, 1024-len(c.some))...)
		a := mustRow(t, x).Answer(function.Softmax)
		if got := a.At(1023).Cmp(tie); got != c.want {
			t.Errorf("%s: compares %d with 1/1024, want %d", c.name, got, c.want)
		}
		if got := a.Round(1023, dtype.Float8E4M3FN); (got > 0) != (c.want > 0) {
			t.Errorf("%s: rounds to %g", c.name, got)
		}
	}
}
