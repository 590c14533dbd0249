package properties

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestGradientSign: signs that no allowance covers, and those that one does not.
func TestGradientSign(t *testing.T) {
	tiny := dtype.Float32.MinSubnormal()
	catches(t, []broken{
		{"a step below 0", "gradient-sign", "p-minus-one", function.CrossEntropyGrad,
			changed(func(i int, y float64, in *function.Input) float64 {
				if y == 0 && i != in.Target {
					return -tiny
				}
				return y
			}), 10},
		{"the target a step above 0", "gradient-sign", "p-minus-one", function.CrossEntropyGrad,
			changed(func(i int, y float64, in *function.Input) float64 {
				if y == 0 && i == in.Target {
					return tiny
				}
				return y
			}), 5},
		{"a step below 0", "gradient-sign", "direct", function.CrossEntropySoftGrad,
			changed(func(i int, y float64, in *function.Input) float64 {
				if y == 0 && in.Weights[i] == 0 {
					return -tiny
				}
				return y
			}), 5},
		{"absent logits have some", "gradient-sign", "direct", function.SoftmaxVJP,
			changed(func(i int, y float64, in *function.Input) float64 {
				if math.IsInf(in.X[i], -1) {
					return tiny
				}
				return y
			}), 5},
		{"uphill", "gradient-sign", "direct", function.SoftmaxVJP, changed(first(times(-1))), 20},
		{"uphill", "gradient-sign", "softmax", function.LogSoftmaxVJP, changed(first(times(-1))), 20},
		{"uphill", "gradient-sign", "minus-sum", function.CrossEntropyGrad, changed(first(times(-1))), 50},
		{"uphill", "gradient-sign", "direct", function.CrossEntropySoftGrad, changed(first(times(-1))), 50},
	})
}
