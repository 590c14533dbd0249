package mutants

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestSampling(t *testing.T) { killAll(t, "J", sampling()) }

func TestSamplingUnchanged(t *testing.T) {
	a := alone(dtype.Float32)
	passes(t, "half the logits at half the temperature", "shifted", function.Softmax, a, func(y, x []float64) {
		z := scaled(a, scaled(a, x, 0.5), 2)
		m := largest(z)
		divide(a, y, z, m, denominator(a, z, m))
	})
}
