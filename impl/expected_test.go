package impl

import (
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestExpectedOfLosses: what is expected to fail is, and nothing else.
func TestExpectedOfLosses(t *testing.T) {
	f16, f32, f64, b16 := in(dtype.Float16), in(dtype.Float32), in(dtype.Float64), in(dtype.BFloat16)
	inf := math.Inf(1)
	row := func(x ...float64) function.Input { return function.Input{X: x} }
	at := func(t int, x ...float64) function.Input { return function.Input{X: x, Target: t} }
	smooth := func(e float64, x ...float64) function.Input { return function.Input{X: x, Smoothing: e} }
	hot := func(t float64, in function.Input) function.Input { in.Temperature = t; return in }
	with := func(v []float64, x ...float64) function.Input {
		return function.Input{X: x, Cotangent: v, Weights: v}
	}
	v := func(v ...float64) []float64 { return v }
	ce, soft := function.CrossEntropy, function.CrossEntropySoft
	grad, softGrad := function.CrossEntropyGrad, function.CrossEntropySoftGrad
	vjp, lsVJP := function.SoftmaxVJP, function.LogSoftmaxVJP
	for _, tc := range []struct {
		fn   function.Function
		name string
		a    Arithmetic
		in   function.Input
		want bool
	}{
		// x/T is out of range.
		{ce, "fused", f16, hot(0.5, row(40000, 0)), true},
		{ce, "fused", f32, hot(0.5, row(40000, 0)), false},
		{grad, "p-minus-one", f16, hot(0.5, row(40000, 0)), true},
		{vjp, "jacobian", f16, hot(0.5, with(v(1, 2), -40000, -40000)), true},
		{grad, "minus-sum", f16, hot(0.5, row(1, -40000)), false}, // 0, as it should be
		{ce, "log1p", f16, hot(0.5, at(1, -30000, -40000)), true},
		{ce, "log1p", f16, hot(0.5, at(0, -30000, -40000)), false},
		{ce, "lse-minus-logit", f16, at(1, 60000, -60000), false}, // +Inf, rightly
		{ce, "fused", f64, hot(0x1p-1074, row(1, 0)), true},
		{ce, "fused", f64, hot(0x1p-1074, row(0, 0)), false},
		// Losses are, before they are scaled down.
		{ce, "fused", f16, smooth(0.125, 60000, -60000), true},
		{ce, "fused", f16, smooth(0.125, 60000, -inf), false}, // +Inf, rightly
		{ce, "fused", f16, smooth(0.125, 30000, -30000), false},
		{ce, "fused", f16, smooth(0.125, 30000, -30000, -30000), true},
		{soft, "fused", f16, with(v(0.5, 0.5), 60000, -60000), true},
		{soft, "fused", f16, with(v(1, 1), 60000, -60000), false},
		{soft, "fused", f16, with(v(0.5, 0), 60000, -60000), false},
		{soft, "fused", f16, with(v(0.5, 0.5), 60000, -inf), false},
		{soft, "fused", f32, with(v(0.5, 0.5), 60000, -60000), false},
		{soft, "lse-minus-dot", f16, with(v(100, 100), 1000, 1000), true},
		{soft, "lse-minus-dot", f16, with(v(60, 0), 1000, 1000), false},
		{soft, "lse-minus-dot", f16, with(v(60, 60), 1000, -inf), true},
		{soft, "lse-minus-dot", f16, with(v(30, 30), 1000, -inf), false},
		{soft, "lse-minus-dot", f16, with(nil), false},
		// A probability that counts underflows.
		{ce, "chained", f32, at(1, 0, -87), false},
		{ce, "chained", f32, at(1, 0, -88), true},
		{ce, "chained", f32, at(1, 0, -200), true},
		{ce, "chained", f32, at(0, 0, -200), false},
		{ce, "chained", f32, at(1, 0, -inf), false},
		{ce, "chained", f32, smooth(0.125, 0, -200), true},
		{ce, "chained", f32, hot(0.5, at(1, 0, -43.5)), false},
		{ce, "chained", f32, hot(0.5, at(1, 0, -44)), true},
		{soft, "chained", f32, with(v(1, 0), 0, -200), false},
		{soft, "chained", f32, with(v(1, 0x1p-100), 0, -200), true},
		{soft, "chained", f32, with(v(1, 1), 0, -inf), false},
		// It is beyond the clip.
		{ce, "clipped", f32, at(1, 0, -16.1), false},
		{ce, "clipped", f32, at(1, 0, -16.2), true},
		{ce, "clipped", f32, at(0, 0, -16.1), true}, // above 1 − 1e-7
		{ce, "clipped", f32, at(0, 0, -15.9), false},
		{ce, "clipped", b16, at(0, 0, -100), false}, // 1 − 1e-7 rounds to 1
		{ce, "clipped", b16, at(1, 0, -16.25), true},
		{ce, "clipped", f16, at(1, 0, -9.5), false},
		{ce, "clipped", f16, at(1, 0, -10), true}, // subnormal
		{ce, "clipped", f32, row(1), true},
		{ce, "clipped", f16, row(1), false},
		{ce, "clipped", f32, at(1, 0, -inf), true},
		{ce, "clipped", f32, smooth(0.125, 1, 1, -20), true},
		{ce, "clipped", f32, row(1, 1, -20), false},
		{ce, "clipped", f64, hot(1e308, row(1e308, -1e308)), false},
		{ce, "clipped", f64, hot(2e307, row(1e308, -1e308)), false},
		{ce, "clipped", f64, hot(1e307, at(1, 1e308, -1e308)), true},
		// The chain rule divides by too little.
		{grad, "jacobian", f32, at(1, 0, -88), false},
		{grad, "jacobian", f32, at(1, 0, -89), true}, // 1/p > 3.4e38
		{grad, "jacobian", f32, at(0, 0, -200), false},
		{grad, "jacobian", f32, at(1, 0, -inf), true},
		{grad, "jacobian", f32, at(0, 0, -inf), false},
		{grad, "jacobian", f32, smooth(0.125, 0, -inf), true},
		{softGrad, "jacobian", f32, with(v(1, 0), 0, -200), false},
		{softGrad, "jacobian", f32, with(v(0, 1), 0, -200), true},
		{softGrad, "jacobian", f32, with(v(0, 0x1p-30), 0, -89), false},
		{softGrad, "jacobian", f16, with(v(40000, 0), 0, 0), true},
		{softGrad, "jacobian", f16, with(v(30000, 0), 0, 0), false},
		// Cotangents or weights are too large.
		{softGrad, "direct", f16, with(v(40000, 40000), 0, 0), true},
		{softGrad, "direct", f32, with(v(40000, 40000), 0, 0), false},
		{vjp, "direct", f16, with(v(60000, -60000), 0, 0), false},
		{vjp, "direct", f16, with(v(60000, -60000), 8, 0), true},
		{vjp, "direct", f16, with(v(60000, -60000), 8, -inf), false},
		{vjp, "product-first", f16, with(v(60000, -60000), 8, 0), false},
		{vjp, "jacobian", f16, with(v(60000, -60000), 8, 0), false},
		{lsVJP, "direct", f16, with(v(60000, 60000, -60000), 0, 0, 0), true},
		{lsVJP, "softmax", f16, with(v(60000, -60000, 60000), 0, 0, 0), false},
		{lsVJP, "softmax", f16, hot(3, with(v(60000, -60000, -60000), -20, 0, 0)), false},
		{lsVJP, "softmax", f16, hot(3, with(v(60000, -60000), 0, 8)), false},
		{lsVJP, "direct", f16, hot(3, with(v(-40000, 2000, 65000), 0, -20, -20)), true},
		{lsVJP, "direct", f16, hot(0.5, with(v(-40000, 2000, 65000), 0, -20, -20)), false},
	} {
		im, err := Find(tc.name, tc.fn)
		if err != nil {
			t.Fatal(err)
		}
		if err := tc.fn.Check(&tc.in); err != nil {
			t.Fatal(err)
		}
		if why := im.Expected(tc.a, tc.in); (why != "") != tc.want {
			t.Errorf("%s/%s/%v, %+v: the reason is %q", tc.fn, tc.name, tc.a, tc.in, why)
		}
	}
}

// TestExpectedFails: a range is exceeded where that is expected, and answers are
// numbers where it is not.
func TestExpectedFails(t *testing.T) {
	a := in(dtype.Float16)
	for _, tc := range []struct {
		fn   function.Function
		name string
		in   function.Input
		want []float64 // that of the exact answer
	}{
		{function.CrossEntropy, "fused", function.Input{X: []float64{60000, 60000}, Temperature: 0.5}, []float64{0.6930}},
		{function.CrossEntropy, "chained", function.Input{X: []float64{0, -20}, Target: 1}, []float64{20}},
		{function.CrossEntropySoft, "lse-minus-dot", function.Input{X: []float64{1000, 1000}, Weights: []float64{100, 100}}, []float64{138.625}},
		{function.CrossEntropyGrad, "jacobian", function.Input{X: []float64{0, -20}, Target: 1}, []float64{1, -1}},
		{function.SoftmaxVJP, "direct", function.Input{X: []float64{8, 0}, Cotangent: []float64{60000, -60000}}, []float64{40.22, -40.22}},
		{function.CrossEntropySoftGrad, "direct", function.Input{X: []float64{0, 0}, Weights: []float64{40000, 40000}}, []float64{0, 0}},
	} {
		im, err := Find(tc.name, tc.fn)
		if err != nil {
			t.Fatal(err)
		}
		y := make([]float64, len(tc.want))
		im.Compute(a, y, tc.in)
		if !slices.ContainsFunc(y, func(v float64) bool { return v-v != 0 }) {
			t.Errorf("%s/%s: %+v: %v, exactly %v: it does not fail", tc.fn, tc.name, tc.in, y, tc.want)
		}
	}
}
