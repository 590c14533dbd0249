package mutants

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestOnline(t *testing.T) { killAll(t, "E", online()) }

func TestOnlineUnchanged(t *testing.T) {
	a := alone(dtype.Float32)
	rescale := func(m, next float64) float64 { return term(a, m, next) }
	passes(t, "running", "online", function.Softmax, a, func(y, x []float64) { runningSoftmax(a, y, x, rescale) })
	passes(t, "running", "online", function.LogSumExp, a, func(y, x []float64) { y[0] = runningLogSumExp(a, x, true) })
	passes(t, "tiles, empty ones skipped", "blocked", function.Softmax, a, func(y, x []float64) { tiledSoftmax(a, y, x, skipEmpty) })
	passes(t, "tiles, empty ones as zero", "blocked", function.Softmax, a, func(y, x []float64) { tiledSoftmax(a, y, x, emptyAsZero) })
	passes(t, "sink", "shifted", function.Softmax, a, func(y, x []float64) {
		withSink(a, y, x, func(v, m float64) float64 { return term(a, v, m) })
	})
}

// A zero for the maximum of a masked tile is no defect as long as it is forgotten,
// nor where the logits after it are not low.
func TestStickyZeroMaximumShowsLow(t *testing.T) {
	a := alone(dtype.Float32)
	for _, c := range []struct {
		level float64
		shows bool
	}{{3, false}, {-50, false}, {-110, true}} {
		x := make([]float64, tile+2)
		for i := range tile {
			x[i] = math.Inf(-1)
		}
		x[tile], x[tile+1] = c.level, c.level
		y := make([]float64, len(x))
		tiledSoftmax(a, y, x, emptyAsZeroKept)
		if shows := y[tile] != 0.5; shows != c.shows {
			t.Errorf("at %g: %g", c.level, y[tile])
		}
	}
}
