package mutants

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestExponential(t *testing.T) {
	killAll(t, "B", exponential())
	a := alone(dtype.Float32)
	for _, test := range []struct {
		name, of string
		exp      func(d float64) float64
	}{
		{"power of two, exact", "base2", powerOfTwo(a, a.Exp2)},
		// FlashAttention 4's coefficients of degree 3, ex2_emulation in flash_attn/cute/utils.py.
		{"power of two, cubic", "cubic-exp2", powerOfTwo(a, horner(a, 1, 0.695146143436431884765625, 0.227564394474029541015625, 0.077119089663028717041015625))},
		{"magic, clamped", "poly32", func(d float64) float64 { return magicExp(a, d, -104) }},
	} {
		t.Run(test.name, func(t *testing.T) { // impl's are other exponentials within the same bound
			holds(t, test.of, function.Softmax, a, plain{Arithmetic: a, exp: test.exp}.softmax)
		})
	}
	passes(t, "int8, unedited", "int8", function.Softmax, a, onRows(int8Of(func(z []float64) []float64 { return z })()))
}

// TestQuadratic: the relative error of the polynomial of degree 2 is the same at
// three points with alternating signs, which no other with two free coefficients
// that vanish at 0 has (Chebyshev's alternation).
func TestQuadratic(t *testing.T) {
	off := func(f float64) float64 {
		return (1+float64(f*(quadratic1+float64(f*quadratic2))))/math.Exp2(f) - 1
	}
	for i, f := range []float64{0.1707640414, 0.6961491283, 1} {
		want := []float64{-1, 1, -1}[i] * 2.0533273e-3
		if got := off(f); math.Abs(got-want) > 2e-7 { // coefficients rounded to float32
			t.Errorf("relative error at %g: %.8g, want %.8g", f, got, want)
		}
	}
	for i := range 4097 {
		if f := float64(i) / 4096; math.Abs(off(f)) > 2.0533273e-3+2e-7 {
			t.Errorf("relative error at %g: %.8g", f, off(f))
		}
	}
}

// TestLinear: the three extreme errors of the polynomial of degree 1 are equal.
func TestLinear(t *testing.T) {
	off := func(f float64) float64 { return linear*(1+f)/math.Exp2(f) - 1 }
	most := 1/math.Ln2 - 1 // where the derivative of (1+f)/2^f is 0
	for _, f := range []float64{0, 1} {
		if got, want := off(f), -off(most); math.Abs(got-want) > 1e-15 {
			t.Errorf("relative error at %g: %g, want %g", f, got, want)
		}
	}
	t.Logf("linear: ±%.5g", off(most))
}

// TestTaylor: coefficients of 2^f, whose error on [0, 1) is largest towards 1.
func TestTaylor(t *testing.T) {
	a := alone(dtype.Float64)
	p := horner(a, taylor2()...)
	if p(0) != 1 {
		t.Errorf("p(0) = %g", p(0))
	}
	// The remainder at 1 is Σ (ln 2)^k/k!, k > 5, 2 less the partial sum.
	want, term := 2.0, 1.0
	for k := 1; k <= 6; k++ {
		want -= term
		term *= math.Ln2 / float64(k)
	}
	if got := 2 - p(1); math.Abs(got-want) > 1e-15 || got < 1e-4 {
		t.Errorf("2 − p(1) = %g, want %g", got, want)
	}
}

// TestMagic: the integer is read rightly down to −2^22, and wrongly below.
func TestMagic(t *testing.T) {
	a := alone(dtype.Float32)
	edge := -float64(1<<22) * math.Ln2
	for _, d := range []float64{0, -0.25, -1, -80, -104, -150, -1e4, -2.9e6, a.Round(edge + 1)} {
		if got, want := magicExp(a, d, math.Inf(-1)), a.Exp(d); math.Abs(got-want) > want*0x1p-23 {
			t.Errorf("e^%g: %g, want %g", d, got, want)
		}
	}
	for _, d := range []float64{a.Round(edge - 2), -3e6, -4e6} {
		if got := magicExp(a, d, math.Inf(-1)); !math.IsInf(got, 0) && !math.IsNaN(got) {
			t.Errorf("e^%g: %g, want what is not finite", d, got)
		}
		if got := magicExp(a, d, -104); got != 0 {
			t.Errorf("e^%g, clamped: %g, want 0", d, got)
		}
	}
}

// TestNearestPowers: the row of NNPACK#174 has the ratios that it reports.
func TestNearestPowers(t *testing.T) {
	x := []float64{9.346, 8.435, 7.195, 6.594, 5.895, 5.673}
	a := alone(dtype.Float32)
	for i := range x {
		x[i] = a.Round(x[i])
	}
	y := make([]float64, len(x))
	nearestPowers(y, x)
	for i, want := range []float64{1, 1.0 / 2, 1.0 / 8, 1.0 / 16, 1.0 / 32, 1.0 / 32} {
		if got := y[i] / y[0]; got != want {
			t.Errorf("ratio %d: %g, want %g", i, got, want)
		}
	}
	bitwise(t, "shifted", function.Softmax, a, nearestPowers, casesUpTo(3))
}

// TestBits: significant bits, to nearest.
func TestBits(t *testing.T) {
	for _, test := range []struct{ x, want float64 }{
		{1, 1}, {1 + 0x1p-11, 1 + 0x1p-11}, {1 + 0x1p-12, 1 + 0x1p-11}, {1 + 0x1p-13, 1}, {3 * 0x1p-40, 3 * 0x1p-40}, {0, 0},
	} {
		if got := bits(test.x, 12); got != test.want {
			t.Errorf("bits(%g) = %g, want %g", test.x, got, test.want)
		}
	}
	if !math.IsNaN(bits(math.NaN(), 12)) || !math.IsInf(bits(math.Inf(1), 12), 1) {
		t.Error("NaN or Inf lost")
	}
}
