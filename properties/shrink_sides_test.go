package properties

import (
	"fmt"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// plantedSides is a property that fails where fails says so.
func plantedSides(fails func(c *Case) bool) *Property {
	return &Property{Name: "planted", Check: func(_ *Bench, _ *Subject, c *Case) *Violation {
		if fails(c) {
			return &Violation{Index: -1, Message: fmt.Sprint(c.Input)}
		}
		return nil
	}}
}

// TestShrinkSides: what goes with the logits shrinks with them, and as far.
func TestShrinkSides(t *testing.T) {
	x, v := make([]float64, 100), make([]float64, 100)
	for i := range x {
		x[i], v[i] = float64(i%7)-2.5, float64(i%5)*0.375+0.25
	}
	x[60], v[60], x[61] = 9, 11, 9
	for _, c := range []struct {
		name  string
		fn    function.Function
		fails func(c *Case) bool
		want  function.Input
	}{
		{"anything", function.CrossEntropy, func(*Case) bool { return true }, function.Input{X: []float64{0}}},
		{"any vector", function.SoftmaxVJP, func(*Case) bool { return true }, function.Input{}},
		{"the target's logit", function.CrossEntropyGrad, func(c *Case) bool { return c.X[c.Target] > 8 }, function.Input{X: []float64{9}}},
		{"a target that is not the first", function.CrossEntropyGrad, func(c *Case) bool { return c.Target > 0 }, function.Input{X: []float64{0, 0}, Target: 1}},
		{"a temperature", function.CrossEntropy, func(c *Case) bool { return c.T() != 1 }, function.Input{X: []float64{0}, Temperature: 2}},
		{"a low one", function.CrossEntropy, func(c *Case) bool { return c.T() < 1 }, function.Input{X: []float64{0}, Temperature: 0.5}},
		{"smoothing", function.CrossEntropy, func(c *Case) bool { return c.Smoothing > 0 }, function.Input{X: []float64{0}, Smoothing: 0.5}},
		{"a number of the vector", function.LogSoftmaxVJP, func(c *Case) bool { return len(c.X) > 1 && slices.Max(c.Cotangent) > 10 },
			function.Input{X: []float64{0, 0}, Cotangent: []float64{11, 0}}},
		{"a logit with its weight", function.CrossEntropySoft, func(c *Case) bool {
			i := slices.Index(c.X, 9)
			return i >= 0 && c.Weights[i] > 1
		}, function.Input{X: []float64{9}, Weights: []float64{8}}},
	} {
		s := &Subject{DType: dtype.Float32, Function: c.fn}
		p := plantedSides(c.fails)
		in := function.Input{X: x, Temperature: dtype.Float32.Round(0.7)}
		if w, _ := c.fn.Vector(&in); w != nil {
			*w = v
		} else {
			in.Target, in.Smoothing = 60, dtype.Float32.Round(0.1)
		}
		start := Case{Input: in, Seed: 5}
		got, violation := Shrink(p, new(Bench), s, start, 5000)
		if want := (Case{Input: c.want}); violation == nil || !alike(&got, &want) {
			t.Errorf("%s: %+v, want %+v, %v", c.name, got, want, violation)
		}
		if len(start.X) != 100 || len(v) != 100 || v[60] != 11 || x[60] != 9 {
			t.Errorf("%s: the case itself was changed", c.name)
		}
	}
}
