package properties

import (
	"testing"

	"github.com/softulp/softulp/function"
)

// TestGradientSum: components that are wrong by themselves do not cancel.
func TestGradientSum(t *testing.T) {
	var tests []broken
	for _, of := range []struct {
		name string
		fn   function.Function
	}{
		{"direct", function.SoftmaxVJP},
		{"direct", function.LogSoftmaxVJP},
		{"p-minus-one", function.CrossEntropyGrad},
		{"jacobian", function.CrossEntropySoftGrad},
	} {
		tests = append(tests,
			broken{"one in a thousand of the first", "gradient-sum", of.name, of.fn, changed(first(times(1 + 0x1p-10))), 10},
			broken{"no first", "gradient-sum", of.name, of.fn, changed(first(times(0))), 30},
		)
	}
	catches(t, append(tests, broken{"the diagonal alone", "gradient-sum", "direct", function.SoftmaxVJP,
		func(compute func([]float64, function.Input), y []float64, in function.Input) {
			g := in.Cotangent
			for i := range y {
				z := make([]float64, len(y))
				in.Cotangent = make([]float64, len(y))
				in.Cotangent[i] = g[i]
				compute(z, in)
				y[i] = z[i]
			}
		}, 50}))
}
