package function

import (
	"fmt"
	"math"
)

// Input is one row, and what a function takes besides the logits. A function looks
// at what it takes only, so that one Input can be asked for all of them.
type Input struct {
	// X holds the K logits.
	X []float64
	// Target is the index of the right class, in [0, K).
	Target int
	// Cotangent is g, the gradient with respect to the outputs: K finite numbers.
	Cotangent []float64
	// Weights is p, the target weights: K finite numbers that are not negative. They
	// need not add up to one.
	Weights []float64
	// Temperature is the T > 0 by which the logits are divided first, exactly; 0
	// stands for 1. Gradients are those with respect to X: they have the factor 1/T.
	Temperature float64
	// Smoothing is the ε in [0, 1] of label smoothing: in place of [i = t],
	// CrossEntropy and CrossEntropyGrad have (1 − ε)[i = t] + ε/K (Szegedy and
	// others, "Rethinking the Inception architecture", 2016, section 7). Other functions
	// have no labels to smooth.
	Smoothing float64
}

// Logits returns the input of a row of logits alone.
func Logits(x []float64) Input { return Input{X: x} }

// OnLogits makes a computation on a row of logits alone one on inputs.
func OnLogits(compute func(y, x []float64)) func(y []float64, in Input) {
	return func(y []float64, in Input) { compute(y, in.X) }
}

// T returns the temperature.
func (in *Input) T() float64 {
	if in.Temperature == 0 {
		return 1
	}
	return in.Temperature
}

// TakesTarget reports whether the function takes a target index.
func (f Function) TakesTarget() bool { return f == CrossEntropy || f == CrossEntropyGrad }

// TakesSides reports whether the function takes anything besides the logits.
func (f Function) TakesSides() bool {
	v, _ := f.Vector(new(Input))
	return v != nil || f.TakesTarget()
}

// Vector returns the vector that the function takes besides the logits, the
// cotangent or the weights, and what it is called; nil and "" if it takes none.
func (f Function) Vector(in *Input) (v *[]float64, name string) {
	switch f {
	case SoftmaxVJP, LogSoftmaxVJP:
		return &in.Cotangent, "cotangent"
	case CrossEntropySoft, CrossEntropySoftGrad:
		return &in.Weights, "weights"
	}
	return nil, ""
}

// Check returns what is wrong with an input of the function: a target outside of
// [0, K), a vector of another length or with elements that it may not have, a
// temperature or a smoothing outside of its range. Logits may be anything.
func (f Function) Check(in *Input) error {
	if t := in.T(); !(t > 0) || math.IsInf(t, 1) {
		return fmt.Errorf("temperature %g: want a finite number above 0", in.Temperature)
	}
	if f.TakesTarget() {
		if in.Target < 0 || in.Target >= len(in.X) {
			return fmt.Errorf("target %d is not in [0, %d): %s wants the index of a logit", in.Target, len(in.X), f)
		}
		if e := in.Smoothing; !(e >= 0 && e <= 1) {
			return fmt.Errorf("label smoothing %g: want a number in [0, 1]", e)
		}
	}
	v, name := f.Vector(in)
	if v == nil {
		return nil
	}
	if len(*v) != len(in.X) {
		return fmt.Errorf("%d %s for %d logits: %s wants one for each", len(*v), name, len(in.X), f)
	}
	for i, w := range *v {
		switch {
		case w != w || math.IsInf(w, 0):
			return fmt.Errorf("%s[%d] is %g: want finite numbers", name, i, w)
		case w < 0 && name == "weights":
			return fmt.Errorf("weights[%d] is %g: want numbers that are not negative", i, w)
		}
	}
	return nil
}
