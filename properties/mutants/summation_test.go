package mutants

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

func TestSummation(t *testing.T) {
	killAll(t, "C", summation())
	f32, fp8 := alone(dtype.Float32), over32(dtype.Float8E4M3FN)
	passes(t, "lanes, written by this row", "online", function.Softmax, f32, func(y, x []float64) { new(lanes).softmax(y, x) })
	passes(t, "reciprocal, of 24 bits", "reciprocal", function.Softmax, f32, plain{Arithmetic: f32, ratio: func(e, s float64) float64 {
		return f32.Mul(e, bits(f32.Div(1, s), 24))
	}}.softmax)
	passes(t, "no shift, no epsilon", "naive", function.Softmax, f32, plain{Arithmetic: f32, shift: func([]float64) float64 { return 0 }}.softmax)
	passes(t, "stale maximum, no clamp", "lazy-rescale", function.Softmax, fp8, func(y, x []float64) {
		staleMaximum(fp8, y, x, math.Inf(1))
	})
}

// casesUpTo returns the cases of float32 with at most k logits.
func casesUpTo(k int) []properties.Case {
	var cases []properties.Case
	for _, c := range casesOf(function.Softmax, dtype.Float32) {
		if len(c.X) <= k {
			cases = append(cases, c)
		}
	}
	return cases
}

// TestWindows: defects in a window of K are right outside of it, bit for bit.
func TestWindows(t *testing.T) {
	windows := map[string]func(k int) bool{ // where the mutant is right
		"bf16-vec-path-no-max":            func(k int) bool { return k < 16 },
		"max-skip-tail":                   func(k int) bool { return k < 8 || k%8 == 0 },
		"warp-shuffle-inactive-lanes":     func(k int) bool { return k >= 32 },
		"scaled-softmax-seq-range":        func(k int) bool { return k <= 128 || k == 384 },
		"causal-topleft-alignment":        func(k int) bool { return k <= 16 },
		"divide-before-scale-src-dst/src": func(k int) bool { return k < 16 },
		"divide-before-scale-src-dst/dst": func(k int) bool { return k < 16 },
		"exp-power-of-two-only":           func(k int) bool { return k < 4 },
	}
	for _, m := range All() {
		right := windows[m.Name]
		if right == nil {
			continue
		}
		delete(windows, m.Name)
		within, outside := []properties.Case{{Input: function.Logits(make([]float64, 384))}}, 0
		for _, c := range properties.Cases(m.Function, m.Arithmetic.Storage, 1, budget) {
			if right(len(c.X)) {
				within = append(within, c)
			} else {
				outside++
			}
		}
		if !right(384) {
			within = within[1:]
		}
		if len(within) < 20 || outside < 20 {
			t.Errorf("%s: %d cases where it is right, %d where not", m.Name, len(within), outside)
		}
		bitwise(t, m.Of, m.Function, m.Arithmetic, onRows(m.New()), within)
	}
	for name := range windows {
		t.Errorf("%s is no mutant", name)
	}
}

// TestReciprocalMultiply: the mutant differs from a division, by an ulp in rows of
// two, and never in rows of equal logits.
func TestReciprocalMultiply(t *testing.T) {
	a := alone(dtype.Float32)
	reciprocal := plain{Arithmetic: a, ratio: func(e, s float64) float64 { return a.Mul(e, a.Div(1, s)) }}
	apart := 0
	for i := range 4096 {
		x := []float64{0, -float64(i) / 256}
		y, z := make([]float64, 2), make([]float64, 2)
		plain{Arithmetic: a}.softmax(y, x)
		reciprocal.softmax(z, x)
		if y[1] != z[1] {
			apart++
			if off := math.Abs(y[1]-z[1]) / dtype.Float32.Spacing(y[1]); off > 1 {
				t.Errorf("x = %v: %g ulps apart", x, off)
			}
		}
	}
	t.Logf("%d of 4096 rows of two differ by an ulp", apart)
	if apart == 0 {
		t.Error("a product is a division")
	}
	for k := 1; k <= 1100; k++ {
		y, z := make([]float64, k), make([]float64, k)
		plain{Arithmetic: a}.softmax(y, make([]float64, k))
		reciprocal.softmax(z, make([]float64, k))
		if y[k-1] != z[k-1] {
			t.Errorf("K = %d equal logits: %g, want %g", k, z[k-1], y[k-1])
		}
	}
}

// TestSaturation: sums of ones stop at 256 in bfloat16.
func TestSaturation(t *testing.T) {
	e := make([]float64, 512)
	for i := range e {
		e[i] = 1
	}
	if got := sequential(alone(dtype.BFloat16), e); got != 256 {
		t.Errorf("512 ones add up to %g, want 256", got)
	}
}
