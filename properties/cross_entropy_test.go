package properties

import (
	"math"
	"testing"

	"github.com/softulp/softulp/function"
)

// TestCrossEntropy: losses that lack something.
func TestCrossEntropy(t *testing.T) {
	catches(t, []broken{
		{"of the class after", "cross-entropy", "fused", function.CrossEntropy,
			given(func(in *function.Input) { in.Target = (in.Target + 1) % len(in.X) }), 50},
		{"of the class after", "cross-entropy", "fused", function.CrossEntropySoft,
			given(func(in *function.Input) { in.Weights = append(in.Weights[1:], in.Weights[0]) }), 30},
		{"log 2 more", "cross-entropy", "log1p", function.CrossEntropy,
			changed(func(_ int, y float64, _ *function.Input) float64 { return y + math.Ln2 }), 50},
		{"one part in a million", "cross-entropy", "fused", function.CrossEntropySoft,
			changed(func(_ int, y float64, _ *function.Input) float64 { return y * (1 + 0x1p-18) }), 10},
	})
}
