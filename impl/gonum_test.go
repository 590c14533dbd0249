package impl

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// The figures of gonumModel, measured on the architecture that runs the test.
func TestMathExp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	ranges := []struct {
		name   string
		lo, hi float64
	}{
		{"normal", -708, 0},
		{"near 0", -1, 0},
		{"subnormal", -745.2, -708},
	}
	for _, r := range ranges {
		worst, where := 0.0, 0.0
		for range 300_000 {
			x := r.lo + float64((r.hi-r.lo)*random.Float64())
			p, k := ddExp(dd{x, 0})
			if e := ddULPs(dtype.Float64, math.Exp(x), p, k); !(e <= worst) {
				worst, where = e, x
			}
		}
		t.Logf("%s, %s: math.Exp is %.4f ulp off at %x", runtime.GOARCH, r.name, worst, where)
		if limit := gonumModel(inFloat64).ExpULP; !(worst <= limit) {
			t.Errorf("%s: math.Exp is %v ulp off at %x, the model says %v", r.name, worst, where, limit)
		}
	}
}

func TestGonumLogSumExp(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		name     string
		x        []float64
		want     float64
		expected bool // a known weakness: want is what the profile asks
	}{
		{"empty", nil, -inf, false},
		{"single", []float64{-3.5}, -3.5, false},
		{"all -Inf", []float64{-inf, -inf}, -inf, false},
		{"+Inf", []float64{0, inf, -inf}, inf, false},
		{"large", []float64{1e308, 1e308}, 1e308, false},
		{"NaN", []float64{nan}, nan, false},
		{"two NaN", []float64{nan, nan}, nan, false},
		{"NaN and a number", []float64{1, nan}, nan, false},
		{"NaN and +Inf", []float64{inf, nan}, nan, true},
		{"NaN and -Inf", []float64{nan, -inf}, nan, true},
		{"NaN, +Inf and a number", []float64{1, nan, inf}, nan, true},
		{"NaN, -Inf and a number", []float64{1, nan, -inf}, nan, false},
		{"masked", []float64{-inf, 2}, 2, false},
	}
	im := logSumExpGonum()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			y := []float64{0}
			im.Compute(inFloat64, y, function.Logits(tt.x))
			right := y[0] == tt.want || (y[0] != y[0] && tt.want != tt.want)
			if right == tt.expected {
				t.Errorf("y = %v, want %v; expected to fail: %v", y[0], tt.want, tt.expected)
			}
			if (im.Expected(inFloat64, function.Logits(tt.x)) != "") != tt.expected {
				t.Errorf("Expected = %q", im.Expected(inFloat64, function.Logits(tt.x)))
			}
		})
	}
}

func TestGonumLogSumExpAccuracy(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const u = 0x1p-53
	for range samples(100) {
		x := randomLogits(random, dtype.Float64)
		y := []float64{0}
		logSumExpGonum().Compute(inFloat64, y, function.Logits(x))
		// log Σ e^x = x_i − log softmax_i, and softmax of the maximum is
		// between 1/n and 1.
		m := maximum(x)
		i := indexOf(x, m)
		p, _ := exactSoftmaxRow(x)[i].Float64()
		want := m - math.Log(p)
		n := float64(len(x))
		if bound := 8*u*(math.Abs(m)+math.Log(n)) + (2*n+10)*u; !(math.Abs(y[0]-want) <= bound) {
			t.Errorf("x = %v: %v, want %v within %g", x, y[0], want, bound)
		}
	}
}
