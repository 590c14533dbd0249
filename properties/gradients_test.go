package properties

import (
	"math"
	"reflect"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestLossesAndGradients: the properties that speak of all functions find defects of
// losses and gradients that are theirs to find.
func TestLossesAndGradients(t *testing.T) {
	f32 := dtype.Float32
	// state gives a program what it was given last.
	state := func(use func(in, last *function.Input)) func(func([]float64, function.Input), []float64, function.Input) {
		var last function.Input
		return func(compute func([]float64, function.Input), y []float64, in function.Input) {
			was := last
			last = in
			last.X, last.Cotangent, last.Weights = clone(in.X), clone(in.Cotangent), clone(in.Weights)
			use(&in, &was)
			compute(y, in)
		}
	}
	scribble := func(vector func(in *function.Input) []float64) func(func([]float64, function.Input), []float64, function.Input) {
		return func(compute func([]float64, function.Input), y []float64, in function.Input) {
			compute(y, in)
			if v := vector(&in); len(v) > 0 {
				v[0] = f32.NextUp(v[0])
			}
		}
	}
	odd := func(i int, y float64, _ *function.Input) float64 {
		if i%2 == 1 {
			return f32.NextUp(y)
		}
		return y
	}
	catches(t, []broken{
		{"the factor 1/T missing", "temperature", "direct", function.SoftmaxVJP,
			changed(func(_ int, y float64, in *function.Input) float64 { return y * in.T() }), 50},
		{"no temperature", "temperature", "fused", function.CrossEntropy, given(func(in *function.Input) { in.Temperature = 1 }), 50},
		{"no temperature", "temperature", "direct", function.CrossEntropySoftGrad, given(func(in *function.Input) { in.Temperature = 1 }), 50},

		{"negative", "range", "fused", function.CrossEntropy, changed(func(_ int, y float64, _ *function.Input) float64 { return -y }), 50},
		{"negative", "range", "lse-minus-dot", function.CrossEntropySoft, changed(func(_ int, y float64, _ *function.Input) float64 { return -y }), 50},
		{"twice the gradient", "range", "p-minus-one", function.CrossEntropyGrad,
			changed(func(_ int, y float64, _ *function.Input) float64 { return 2 * y }), 30},
		{"five times the gradient", "range", "direct", function.SoftmaxVJP,
			changed(func(_ int, y float64, _ *function.Input) float64 { return 5 * y }), 10},
		{"three times the gradient", "range", "direct", function.CrossEntropySoftGrad,
			changed(func(_ int, y float64, _ *function.Input) float64 { return 3 * y }), 30},
		{"minus the gradient", "range", "softmax", function.LogSoftmaxVJP,
			changed(func(_ int, y float64, _ *function.Input) float64 { return -y }), 30},

		{"every second a step larger", "ties", "direct", function.SoftmaxVJP, changed(odd), 10},
		{"every second a step larger", "ties", "direct", function.LogSoftmaxVJP, changed(odd), 10},
		{"every second a step larger", "ties", "p-minus-one", function.CrossEntropyGrad, changed(odd), 30},
		{"every second a step larger", "ties", "direct", function.CrossEntropySoftGrad, changed(odd), 10},

		{"the first class the target", "permutation", "fused", function.CrossEntropy, given(func(in *function.Input) { in.Target = 0 }), 50},
		{"the first cotangent for all", "permutation", "direct", function.SoftmaxVJP, given(func(in *function.Input) {
			for i := range in.Cotangent {
				in.Cotangent[i] = in.Cotangent[0]
			}
		}), 50},

		{"K counts what is absent", "padding", "direct", function.CrossEntropySoftGrad,
			func(compute func([]float64, function.Input), y []float64, in function.Input) {
				compute(y, in)
				for i, v := range y {
					if n := count(in.X); n > 0 {
						y[i] = f32.Round(v * float64(len(in.X)) / float64(n))
					}
				}
			}, 30},
		{"the target's place from the end", "padding", "p-minus-one", function.CrossEntropyGrad,
			given(func(in *function.Input) { in.Target = (len(in.X) - 1) / 2 }), 50},

		{"a part of the logit", "shift-invariance", "fused", function.CrossEntropy,
			changed(func(_ int, y float64, in *function.Input) float64 { return y + 0x1p-20*in.X[0] }), 20},
		{"a part of the logit", "shift-invariance", "direct", function.SoftmaxVJP,
			changed(func(i int, y float64, in *function.Input) float64 { return y + 0x1p-20*in.X[i] }), 20},

		{"not exact", "single", "fused", function.CrossEntropy, changed(func(_ int, y float64, _ *function.Input) float64 { return y + 0x1p-30 }), 3},
		{"not exact", "single", "direct", function.SoftmaxVJP, changed(func(_ int, y float64, _ *function.Input) float64 { return y + 0x1p-30 }), 3},

		{"0 for NaN", "edge-cases", "direct", function.SoftmaxVJP, changed(func(_ int, y float64, _ *function.Input) float64 {
			if math.IsNaN(y) {
				return 0
			}
			return y
		}), 10},

		{"the logits written to", "no-mutation", "p-minus-one", function.CrossEntropyGrad, scribble(func(in *function.Input) []float64 { return in.X }), 100},
		{"the cotangent written to", "no-mutation", "direct", function.SoftmaxVJP, scribble(func(in *function.Input) []float64 { return in.Cotangent }), 100},
		{"the weights written to", "no-mutation", "direct", function.CrossEntropySoftGrad, scribble(func(in *function.Input) []float64 { return in.Weights }), 100},

		{"the target before", "batch-invariance", "fused", function.CrossEntropy, state(func(in, last *function.Input) {
			if last.Target < len(in.X) {
				in.Target = last.Target
			}
		}), 20},
		{"the cotangent before", "batch-invariance", "direct", function.SoftmaxVJP, state(func(in, last *function.Input) {
			in.Cotangent = clone(in.Cotangent)
			copy(in.Cotangent, last.Cotangent)
		}), 20},
		{"the weights before", "batch-invariance", "direct", function.CrossEntropySoftGrad, state(func(in, last *function.Input) {
			in.Weights = clone(in.Weights)
			copy(in.Weights, last.Weights)
		}), 20},
	})
}

// TestArranged: what goes with a logit goes where it goes.
func TestArranged(t *testing.T) {
	in := function.Input{X: []float64{1, 2, 3}, Target: 2, Cotangent: []float64{4, 5, 6}, Weights: []float64{7, 8, 9}, Temperature: 2, Smoothing: 0.5}
	got := arranged(in, []int{2, absent, 0, 1}, -1)
	want := function.Input{X: []float64{3, math.Inf(-1), 1, 2}, Target: 0, Cotangent: []float64{6, -1, 4, 5}, Weights: []float64{9, 0, 7, 8},
		Temperature: 2, Smoothing: 0.5}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	want = function.Input{X: []float64{2, 1}, Target: 1}
	if got := arranged(function.Logits([]float64{1, 2}), []int{1, 0}, 0); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestGradientRange: the exact gradient is within its range, and at the ends of it.
func TestGradientRange(t *testing.T) {
	b, reached := new(Bench), 0
	for _, fn := range gradients() {
		s := program(t, impl.Of(fn)[0].Name, fn)
		for _, c := range Cases(fn, dtype.Float32, 2, 200) {
			if len(c.X) > 200 || !finite(c.X) {
				continue
			}
			b.evaluate(s, c.Input)
			for i := range b.ys {
				lo, hi := gradientRange(fn, &c.Input, i)
				y := b.ys[i].Y
				if !(lo <= y && y <= hi) {
					t.Errorf("%s: %+v: component %d is %g, the range %g to %g", fn, c.Input, i, y, lo, hi)
				}
				if y != 0 && (y-lo < (hi-lo)*0x1p-10 || hi-y < (hi-lo)*0x1p-10) {
					reached++
				}
			}
		}
	}
	if reached < 1000 {
		t.Errorf("%d components at an end of their range", reached)
	}
}
