package mutants

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func TestLayout(t *testing.T) { killAll(t, "D", layout()) }

func TestLayoutUnchanged(t *testing.T) {
	for _, a := range []impl.Arithmetic{alone(dtype.Float32), over32(dtype.Float16)} {
		for _, fn := range []function.Function{function.Softmax, function.LogSoftmax} {
			passes(t, "three passes", "shifted", fn, a, func(y, x []float64) {
				m := largest(x)
				finish(fn)(a, y, x, m, denominator(a, x, m))
			})
		}
	}
	a := alone(dtype.Float32)
	passes(t, "unrolled", "shifted", function.Softmax, a, func(y, x []float64) { unrolledSoftmax(a, y, x, false) })
}

// What goes wrong between rows must not show in the first row of a batch, or the
// mutant is something else.
func TestFirstRowOfBatch(t *testing.T) {
	x := []float64{0.5, -1, 2, 0.25}
	for _, m := range []Mutant{
		axisFlattened(function.Softmax), axisFlattened(function.LogSoftmax), outputPointerNotAdvanced(),
		maskedLoadUndefined(), vectorPathMisaligned(), logCumSumExpGlobalMax(),
	} {
		im, err := impl.Find(m.Of, m.Function)
		if err != nil {
			t.Fatal(err)
		}
		n := m.Function.Outputs(len(x))
		got, want := make([]float64, n), make([]float64, n)
		im.Compute(m.Arithmetic, want, function.Logits(x))
		m.New()(got, function.Logits(x))
		if i := differ(got, want); i >= 0 {
			t.Errorf("%s: answer %d of the first row is %g, not %g", m.Name, i, got[i], want[i])
		}
	}
}

// The windows of K in which a mutant is right.
func TestTails(t *testing.T) {
	for _, c := range []struct {
		mutant Mutant
		right  []int
		wrong  []int
	}{
		{tailSkipSum(), []int{8, 16, 64}, []int{9, 13, 63}},
		{jitRegisterClobber(), []int{1, 48, 63}, []int{64, 65, 128}},
		{axisSplit(function.Softmax), []int{1, 3, 65}, []int{2, 4, 64}},
	} {
		im, err := impl.Find(c.mutant.Of, c.mutant.Function)
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range append(append([]int{}, c.right...), c.wrong...) {
			x := make([]float64, k)
			for j := range x {
				x[j] = float64(j*37%64) / 8
			}
			got, want := make([]float64, k), make([]float64, k)
			c.mutant.New()(got, function.Logits(x))
			im.Compute(c.mutant.Arithmetic, want, function.Logits(x))
			if right := differ(got, want) < 0; right != (i < len(c.right)) {
				t.Errorf("%s: K = %d: right is %v", c.mutant.Name, k, right)
			}
		}
	}
}
