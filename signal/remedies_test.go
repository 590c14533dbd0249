package signal

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/signal/remedy"
)

// TestOtherSeeds: the findings on remedies and on cheaper softmaxes do not hang on
// the draws of one seed.
func TestOtherSeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for several seconds")
	}
	for _, e := range []Experiment{remedies(), cheaper()} {
		for _, seed := range []uint64{2, 77} {
			report, err := Run(t.Context(), []Experiment{e}, seed, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range report.Broken() {
				t.Errorf("%s, seed %d: %s does not hold: %s", e.Name, seed, f.Name, f.Sentence)
			}
		}
	}
}

func TestExactDot(t *testing.T) {
	// In float64 the first two terms cancel and the third is lost in either.
	x, y := []float64{1e200, 1e200, 1e-300, 0}, []float64{1e100, -1e100, 1e-20, math.MaxFloat64}
	want := exactly(0).Mul(exactly(1e-300), exactly(1e-20))
	if got := exactDot(x, y); got.Cmp(want) != 0 {
		t.Errorf("got %v, want %v", got, want)
	}
	end := []float64{math.MaxFloat64, 5e-324}
	want = exactly(0).Mul(exactly(math.MaxFloat64), exactly(math.MaxFloat64))
	want.Add(want, exactly(0).Mul(exactly(5e-324), exactly(5e-324)))
	if got := exactDot(end, end); got.Cmp(want) != 0 {
		t.Error("the ends of the range are not exact")
	}
}

func TestExceeds(t *testing.T) {
	for _, tt := range []struct {
		c     []float64
		bound float64
		part  float64
		over  bool
	}{
		{[]float64{3, 4}, 5, 0, false},
		{[]float64{3, 4, 5e-324}, 5, 0, true}, // by less than 2^-1074
		{[]float64{3, 4}, 4, 0.25, true},
		{[]float64{3e300, 4e300}, 1e300, 4, true},
		{[]float64{3e-300, 4e-300}, 6e-300, 0, false},
	} {
		part, over := exceeds(exactDot(tt.c, tt.c), tt.bound)
		if math.Abs(part-tt.part) > 1e-15 || over != tt.over {
			t.Errorf("%v over %v: %v, %v", tt.c, tt.bound, part, over)
		}
	}
}

func TestAngle(t *testing.T) {
	for _, tt := range []struct {
		x, y []float64
		want float64
	}{
		{[]float64{1, 2}, []float64{1e-300, 2e-300}, 4.1e-17}, // equal but for the rounding of 2e-300
		{[]float64{1, 0}, []float64{0, 1}, 1},
		{[]float64{1e300, 0}, []float64{1, 1e-10}, 1e-10},
		{[]float64{1, 2}, []float64{-2, -4}, 0},
	} {
		got := angle(exactDot(tt.x, tt.x), exactDot(tt.y, tt.y), exactDot(tt.x, tt.y))
		if math.Abs(got-tt.want) > 1e-6*tt.want+1e-16 {
			t.Errorf("between %v and %v: %v, want %v", tt.x, tt.y, got, tt.want)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, tt := range []struct {
		c, g []float64
		want float64
	}{
		{[]float64{1e-300, 3e-300}, []float64{1e300, 3e300}, 1e-16},
		{[]float64{1, 1.5}, []float64{2, 2}, 0.5},
		{[]float64{1, 5e-324}, []float64{1, 1}, 0},
		{nil, nil, 0},
	} {
		if got := spread(dtype.Float64, tt.c, tt.g); math.Abs(got-tt.want) > 4e-16 {
			t.Errorf("%v from %v: %v, want %v", tt.c, tt.g, got, tt.want)
		}
	}
	mixed := impl.Arithmetic{Storage: dtype.BFloat16, Accumulate: dtype.Float32}
	if got := roundings(mixed); got != 0x1p-8+0x1p-24 {
		t.Errorf("roundings(%v) = %v", mixed, got)
	}
}

// TestClipMagnitudes: they are numbers of the dtype's normal range, the third is the middle.
func TestClipMagnitudes(t *testing.T) {
	for _, a := range gradientArithmetics() {
		f := a.Storage
		for i, at := range clipMagnitudes(f) {
			if at.gradient > f.Max()/6 || at.bound/512 < f.MinNormal() || (at.gradient == 1) != (i == 2) {
				t.Errorf("%v: magnitude %d is %+v", a, i, at)
			}
		}
	}
}

func TestLasts(t *testing.T) {
	a := own(dtype.Float32)
	adam := remedy.Method{Name: "Adam"}
	runs := []trainRun{
		{method: remedy.Method{Name: "descent"}, a: a, scale: 1, before: 2, loss: 1},
		{method: adam, a: a, scale: 1, before: 2, loss: 1},
		{method: adam, a: a, scale: 0.1, before: 2, loss: 1.5},
		{method: adam, a: a, scale: 0.01, before: 2, loss: 1.6},
		{method: adam, a: a, scale: 0.001, before: 2, loss: 1},
	}
	if got := lasts(runs, "Adam", a); got != 0.1 {
		t.Errorf("Adam lasts to %v, want 0.1", got)
	}
	if got := lasts(runs, "descent", a); got != 1 {
		t.Errorf("descent lasts to %v, want 1", got)
	}
	if got := lasts(runs, "descent", own(dtype.Float64)); got == got {
		t.Errorf("what was not run lasts to %v", got)
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0 %", 0.5: "50 %", 0.01234: "1.23 %", 1: "100 %"} {
		if got := percent(share); got != want {
			t.Errorf("%v: %q, want %q", share, got, want)
		}
	}
	if got := percent(math.NaN()); got != "-" {
		t.Errorf("NaN: %q", got)
	}
}
