package mutants

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestLogarithm(t *testing.T) { killAll(t, "F", logarithm()) }

func TestLogarithmUnchanged(t *testing.T) {
	a := alone(dtype.Float32)
	passes(t, "three passes", "shifted", function.LogSumExp, a, func(y, x []float64) {
		m := largest(x)
		y[0] = addLog(a, m, denominator(a, x, m))
	})
	passes(t, "logaddexp", "log1p", function.LogSumExp, a, func(y, x []float64) { y[0] = logAddExp(a, x, true) })
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float16} {
		b := alone(f)
		passes(t, "log of softmax, and as such", "log-of-softmax", function.LogSoftmax, b, onRows(logOfSoftmax(f).New()))
	}
}
