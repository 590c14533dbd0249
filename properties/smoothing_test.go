package properties

import (
	"testing"

	"github.com/softulp/softulp/function"
)

// TestSmoothing: mixtures of other parts.
func TestSmoothing(t *testing.T) {
	tests := []broken{}
	for name, fn := range map[string]function.Function{"fused": function.CrossEntropy, "p-minus-one": function.CrossEntropyGrad} {
		tests = append(tests,
			broken{"none", "smoothing", name, fn, given(func(in *function.Input) { in.Smoothing = 0 }), 30},
			broken{"ε shared by the others", "smoothing", name, fn, given(func(in *function.Input) {
				if k := float64(len(in.X)); k > 1 {
					in.Smoothing = min(1, in.Smoothing*k/(k-1))
				}
			}), 10},
			broken{"twice", "smoothing", name, fn, given(func(in *function.Input) { in.Smoothing *= 2 - in.Smoothing }), 10},
		)
	}
	catches(t, tests)
}
