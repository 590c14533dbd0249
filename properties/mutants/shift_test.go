package mutants

import (
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func TestShift(t *testing.T) {
	killAll(t, "A", shift())
	passes(t, "online from −Inf", "online", function.Softmax, alone(dtype.Float32), func(y, x []float64) {
		onlineFrom(alone(dtype.Float32), y, x, math.Inf(-1))
	})
	passes(t, "online from −Inf", "online", function.Softmax, over32(dtype.BFloat16), func(y, x []float64) {
		onlineFrom(over32(dtype.BFloat16), y, x, math.Inf(-1))
	})
}

// TestPlain: without a deviation, plain is impl's shifted to the last bit, and in
// float32 it is judged as well.
func TestPlain(t *testing.T) {
	for _, test := range []struct {
		fn         function.Function
		arithmetic impl.Arithmetic
	}{
		{function.Softmax, alone(dtype.Float64)},
		{function.Softmax, alone(dtype.Float32)},
		{function.Softmax, alone(dtype.Float16)},
		{function.Softmax, alone(dtype.BFloat16)},
		{function.Softmax, over32(dtype.Float16)},
		{function.Softmax, over32(dtype.BFloat16)},
		{function.LogSoftmax, alone(dtype.Float32)},
		{function.LogSumExp, alone(dtype.Float32)},
		{function.LogSumExp, alone(dtype.Float64)},
	} {
		p := plain{Arithmetic: test.arithmetic}
		compute := map[function.Function]func(y, x []float64){
			function.Softmax: p.softmax, function.LogSoftmax: p.logSoftmax, function.LogSumExp: p.logSumExp,
		}[test.fn]
		bitwise(t, "shifted", test.fn, test.arithmetic, compute, casesOf(test.fn, test.arithmetic.Storage))
		if test.arithmetic == alone(dtype.Float32) {
			holds(t, "shifted", test.fn, test.arithmetic, compute)
		}
	}
}

// TestSentinelHarmless: a sentinel below every logit changes nothing, which is
// what keeps it in use.
func TestSentinelHarmless(t *testing.T) {
	a := alone(dtype.Float32)
	x := []float64{-99, 0, 3, 120, math.Inf(-1)}
	got, want := make([]float64, len(x)), make([]float64, len(x))
	onlineFrom(a, got, x, -100)
	onlineFrom(a, want, x, math.Inf(-1))
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestRowTile: maxima of four rows, this one among them, finite ones only.
func TestRowTile(t *testing.T) {
	var tile rowTile
	for i, step := range []struct{ x, want float64 }{
		{5, 5}, {2, 5}, {math.Inf(1), math.Inf(1)}, {3, 5}, {1, 5}, {0, 3}, {0, 3}, {0, 1}, {math.Inf(-1), 0},
	} {
		if got := tile.maximum([]float64{step.x}); got != step.want {
			t.Errorf("step %d: maximum with %g is %g, want %g", i, step.x, got, step.want)
		}
	}
}
