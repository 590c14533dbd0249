package properties

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestLipschitz: a softmax at a quarter of the temperature.
func TestLipschitz(t *testing.T) {
	catches(t, []broken{{"of 4x", "lipschitz", "shifted", function.Softmax,
		given(func(in *function.Input) {
			for i, v := range in.X {
				in.X[i] = dtype.Float32.Round(4 * v)
			}
		}), 5}})
}
