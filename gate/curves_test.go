package gate

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
)

func sum(n []int) (s int) {
	for _, v := range n {
		s += v
	}
	return s
}

// TestCurves: the curves of an entry are its figures, by class.
func TestCurves(t *testing.T) {
	o := Options{Seed: 1, Rows: 60, Implementations: []string{"naive", "shifted", "double-double"}, DTypes: []dtype.Format{dtype.Float32, dtype.Float16}, Clock: true}
	d, err := Report(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Implementations {
		e := &d.Implementations[i]
		c := e.Curves
		name := e.Name + " " + e.Function
		if got := sum(c.Signed.Answers); got != e.Elements {
			t.Errorf("%s: %d signed errors, %d answers measured", name, got, e.Elements)
		}
		if got := sum(c.K.Answers); got != e.Elements {
			t.Errorf("%s: %d answers by width, %d measured", name, got, e.Elements)
		}
		if at := slices.Index(c.Signed.From, 0); at < 0 || math.Abs(float64(c.Signed.Answers[at])-e.CorrectlyRounded*float64(e.Elements)) > 0.5 {
			t.Errorf("%s: %v correctly rounded of %d, share %v", name, c.Signed, e.Elements, e.CorrectlyRounded)
		}
		// Worst is the largest error, unless the entry fails.
		for which, curve := range map[string]Curve{"k": c.K.Curve, "spread": c.Spread, "value": c.Value} {
			if got := slices.Max(curve.ULP); got != upThree(e.MaxULP) {
				t.Errorf("%s: largest error by %s is %v, in all %v", name, which, got, e.MaxULP)
			}
			if !slices.IsSorted(curve.From) || len(curve.From) != len(curve.ULP) || len(curve.From) != len(curve.Allowed) {
				t.Errorf("%s: classes of %s %v", name, which, curve.From)
			}
		}
		if got := slices.Max(c.K.OverAllowance); got != upThree(e.WorstOverAllowance) {
			t.Errorf("%s: largest error over allowance by width is %v, in all %v", name, got, e.WorstOverAllowance)
		}
		if e.Verdict == Pass && sum(c.K.Failed)+sum(c.Hazards.Failed) > 0 || e.WrongClassRows != sum(c.Hazards.Wrong) {
			t.Errorf("%s, which is a %s: %d and %d rows failed, %d of %d of the wrong class", name, e.Verdict,
				sum(c.K.Failed), sum(c.Hazards.Failed), sum(c.Hazards.Wrong), e.WrongClassRows)
		}
		if got := sum(c.Hazards.Rows); got != e.Rows {
			t.Errorf("%s: %d rows by hazard, %d judged", name, got, e.Rows)
		}
		if n := sum(c.Real.Answers); n == 0 || n > e.Elements {
			t.Errorf("%s: %d answers on real logits", name, n)
		}
		if e.Verdict == Pass {
			for j, ulp := range c.Real.ULP {
				if ulp > 1.5*c.Real.Allowed[j] && c.Real.Allowed[j] > 0.25 {
					t.Errorf("%s: an error from %v where less than %v is allowed", name, ulp, 1.5*c.Real.Allowed[j])
				}
			}
		}
		if !(e.Nanoseconds > 0) {
			t.Errorf("%s: not timed", name)
		}
	}
	o.Workers, o.Clock = 3, false
	again, err := Report(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range again.Implementations {
		if e := &again.Implementations[i]; !reflect.DeepEqual(e.Curves, d.Implementations[i].Curves) || e.Nanoseconds != 0 {
			t.Errorf("%s: other curves with 3 workers, or timed without a clock", e.Name)
		}
	}
}

func TestSignedClasses(t *testing.T) {
	v := newValues(dtype.Float32)
	for _, tt := range []struct {
		rounded, got, ulp float64
		correct           bool
		class             int
	}{
		{1, 1, 0, true, 0},
		{1, 1, 0.5, true, 0},
		{1, 1.5, 0.51, false, 1},
		{1, 0.5, 0.99, false, -1},
		{1, 2, 1, false, 2},
		{-1, -2, 1.9, false, -2},
		{1, 0, 4, false, -4},
		{0, 1, 1e300, false, signedOctaves},
	} {
		m := new(measures)
		m.count(&v, tt.rounded, tt.got, tt.ulp, 1, tt.correct, false)
		if m.signed[signedOctaves+tt.class] != 1 {
			t.Errorf("%+v: %v", tt, m.signed)
		}
	}
}

func TestHalfOctave(t *testing.T) {
	for _, tt := range []struct{ x, from float64 }{
		{0, 0.25}, {0x1p-1074, 0.25}, {0.25, 0.25}, {0.374, 0.25}, {0.375, 0.375}, {0.5, 0.5}, {1, 1}, {1.49, 1}, {1.5, 1.5}, {3, 3},
		{1000, 768}, {0x1p21, 0x1p21}, {0x1p22, 0x1.8p21}, {math.MaxFloat64, 0x1.8p21},
	} {
		if got := halfOctaveFrom(halfOctave(tt.x, -2), -2); got != tt.from {
			t.Errorf("%v is in the class from %v, want %v", tt.x, got, tt.from)
		}
	}
}

// TestValueClasses: each number of each format is in the class that begins at it or
// below, and in the last one that does.
func TestValueClasses(t *testing.T) {
	for _, f := range dtype.All() {
		v := newValues(f)
		for _, x := range []float64{f.MinSubnormal(), 3 * f.MinSubnormal(), f.MinNormal(), 0.3, 1, 1.99, 2, f.Max()} {
			c := v.class(-x)
			if c < 1 || c > valueClasses || v.from(c) > x || c < valueClasses && v.from(c+1) <= x {
				t.Errorf("%v: %v is in class %d, which begins at %v", f, x, c, v.from(c))
			}
		}
		if v.class(0) != 0 || v.from(0) != 0 {
			t.Errorf("%v: 0 is in class %d from %v", f, v.class(0), v.from(0))
		}
	}
}

func TestSpreadClass(t *testing.T) {
	inf := math.Inf(-1)
	for _, tt := range []struct {
		x     []float64
		class int
	}{
		{[]float64{5}, 0}, {[]float64{inf, 5, 5}, 0}, {[]float64{0, 0x1p-20}, 1}, {[]float64{0, 0x1p-10}, 1}, {[]float64{0, 0x1p-9}, 2},
		{[]float64{-1, inf, 1}, 12}, {[]float64{-math.MaxFloat64, math.MaxFloat64}, spreadOctaves - 1},
	} {
		if got := spreadClass(spread(tt.x)); got != tt.class {
			t.Errorf("%v: class %d, want %d", tt.x, got, tt.class)
		}
	}
}

func TestUpThree(t *testing.T) {
	for _, tt := range []struct{ x, want float64 }{
		{0, 0}, {1, 1}, {1.23, 1.23}, {1.2301, 1.24}, {1.2299, 1.23}, {9.999, 10}, {0.50001, 0.501}, {123456, 124000}, {8388608, 8390000},
		{math.MaxFloat64, math.MaxFloat64}, {5e-324, 5e-324},
	} {
		if got := upThree(tt.x); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.x, got, tt.want)
		}
	}
	for x := 1.0; x < 1e6; x *= 1.0137 {
		if got := upThree(x); got < x || got > x*1.01 {
			t.Errorf("%v: %v", x, got)
		}
	}
}
