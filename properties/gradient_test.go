package properties

import (
	"math"
	"runtime"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestGradient: what is the gradient of something else is told from difference
// quotients.
func TestGradient(t *testing.T) {
	var tests []broken
	for _, of := range []struct {
		name string
		fn   function.Function
	}{
		{"direct", function.SoftmaxVJP},
		{"softmax", function.LogSoftmaxVJP},
		{"minus-sum", function.CrossEntropyGrad},
		{"direct", function.CrossEntropySoftGrad},
	} {
		tests = append(tests,
			broken{"of x/1.25", "gradient", of.name, of.fn, given(func(in *function.Input) { in.Temperature = 1.25 * in.T() }), 20},
			broken{"one part in a thousand", "gradient", of.name, of.fn,
				changed(func(_ int, y float64, _ *function.Input) float64 { return y * (1 + 0x1p-10) }), 20},
			broken{"components in reverse", "gradient", of.name, of.fn,
				func(compute func([]float64, function.Input), y []float64, in function.Input) {
					compute(y, in)
					for i, j := 0, len(y)-1; i < j; i, j = i+1, j-1 {
						y[i], y[j] = y[j], y[i]
					}
				}, 20},
		)
	}
	catches(t, append(tests,
		broken{"the target alone", "gradient", "p-minus-one", function.CrossEntropyGrad,
			changed(func(i int, y float64, in *function.Input) float64 {
				if i != in.Target {
					return 0
				}
				return y
			}), 20},
		broken{"no smoothing", "gradient", "p-minus-one", function.CrossEntropyGrad,
			given(func(in *function.Input) { in.Smoothing = 0 }), 10},
	))
}

// TestDifference: the exact gradient is as near to a difference quotient as is derived,
// and that is near.
func TestDifference(t *testing.T) {
	for _, fn := range gradients() {
		im := impl.Of(fn)[0]
		judged, close, most := 0, 0, 0.0
		for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.BFloat16} {
			s := Of(im, impl.Arithmetic{Storage: f, Accumulate: f})
			b := new(Bench)
			n := 200
			if testing.Short() {
				n = 60
			}
			for _, c := range Cases(fn, f, 3, n) {
				if len(c.X) > gradientWidest || !finite(c.X) {
					continue
				}
				b.evaluate(s, c.Input)
				origin := b.primitive(fn, c.Input)
				if origin == nil {
					continue
				}
				for i, x := range c.X {
					step := stepAt(x, c.T())
					if step == 0 || math.IsInf(x, -1) {
						continue
					}
					quotient, allowed, ok := b.difference(fn, c.Input, i, step, origin)
					if !ok {
						continue
					}
					judged++
					y := b.ys[i].Y
					off := math.Abs(quotient - y)
					if off > allowed+float64(0x1p-51*math.Abs(y)) {
						t.Errorf("%s: %+v: component %d is %g, the quotient %g, %g off, %g allowed", fn, c.Input, i, y, quotient, off, allowed)
					}
					most = max(most, off/allowed)
					if allowed <= math.Abs(y)*0x1p-40 {
						close++
					}
				}
			}
		}
		t.Logf("%s: %d components, %d allowed less than a part in 2^40; at most %.3g of it is used", fn, judged, close, most)
		if judged < 100 || close < judged/2 {
			t.Errorf("%s: %d components, %d of them closely", fn, judged, close)
		}
	}
}

// TestStepAt: steps are exact, and not too large for the temperature.
func TestStepAt(t *testing.T) {
	for _, tt := range []struct{ x, t, want float64 }{
		{0, 1, 0x1p-30},
		{1, 1, 0x1p-30},
		{-0.1, 1, 0x1p-30},
		{1, 0x1p-100, 0}, // below the spacing of x
		{0x1p40, 1, 0x1p-12},
		{0x1p60, 1, 0},
		{0x1p-200, 1, 0}, // no sum is exact
		{0x1p-60, 1, 0x1p-30},
		{math.Inf(-1), 1, 0},
	} {
		if got := stepAt(tt.x, tt.t); got != tt.want {
			t.Errorf("%g at %g: %g, want %g", tt.x, tt.t, got, tt.want)
		}
	}
}

// TestGradientFarBelow: probabilities of which the exponent is beyond all bounds do not
// take memory by it.
func TestGradientFarBelow(t *testing.T) {
	im, err := impl.Find("direct", function.SoftmaxVJP)
	if err != nil {
		t.Fatal(err)
	}
	s := Of(im, impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32})
	c := Case{Input: function.Input{X: []float64{0, -0x1p30, 1, -0x1p40}, Cotangent: []float64{1, 2, -3, 4}}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for c.Seed = range 20 { // each looks at one logit
		if v, _ := Find("gradient").Judge(new(Bench), s, &c); v != nil {
			t.Error(v)
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("%d MiB", used>>20)
	}
}
