package mutants

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestQuantised(t *testing.T) { killAll(t, "I", quantised()) }

func TestQuantisedUnchanged(t *testing.T) {
	a := alone(dtype.Float32)
	passes(t, "int8", "int8", function.Softmax, a, func(y, x []float64) { quantisedSoftmax(a, y, x, int8Steps{}) })
	passes(t, "reciprocal", "reciprocal", function.Softmax, a, func(y, x []float64) {
		m := largest(x)
		reciprocalSoftmax(a, y, x, m, denominator(a, x, m))
	})
}

// Each table has 512 steps: what is not interpolated is off by less than one.
func TestTabulated(t *testing.T) {
	for _, c := range []struct{ s, want float64 }{
		{1, 1}, {1 + 0x1p-9, 1 + 0x1p-9}, {1 + 0x1p-10, 1}, {2 - 0x1p-23, 2 - 0x1p-9}, {3.5, 3.5}, {1000.7, 1000}, {0, 0},
	} {
		if got := tabulated(c.s); got != c.want {
			t.Errorf("%g: %g, want %g", c.s, got, c.want)
		}
	}
}
