package mutants

import (
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// fitInput checks which profiles allow y for an input of a function.
func fitInput(t *testing.T, what string, fn function.Function, y []float64, in function.Input, want ...reference.Profile) {
	t.Helper()
	var got []reference.Profile
	for _, p := range reference.Profiles() {
		row := new(reference.Row)
		if err := row.ResetInput(in, p); err != nil {
			t.Fatal(err)
		}
		right := true
		for i, v := range y {
			_, hi := row.Answer(fn).Error(i, dtype.Float32, v)
			right = right && hi <= 0.5
		}
		if right {
			got = append(got, p)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v for %+v fits %q, want %q", what, y, in, got, want)
	}
}

// lse-grad-all-neginf (pytorch#31829, #49724; jax#6811): of a row that is all −Inf the
// gradient of a log-sum-exp is the softmax times the cotangent, NaN; those who want 0
// have the profile masked-zero.
func TestGradientOfNothing(t *testing.T) {
	inf, nan := math.Inf(-1), math.NaN()
	x, g, w := []float64{inf, inf}, []float64{1, 1}, []float64{1, 0}
	for _, tt := range []struct {
		fn   function.Function
		zero []float64 // what the formula is with a softmax of 0
	}{
		{function.SoftmaxVJP, []float64{0, 0}},
		{function.LogSoftmaxVJP, []float64{1, 1}},
		{function.CrossEntropyGrad, []float64{-1, 0}},
		{function.CrossEntropySoftGrad, []float64{-1, 0}},
	} {
		in := function.Input{X: x, Cotangent: g, Weights: w}
		fitInput(t, "NaN", tt.fn, []float64{nan, nan}, in, reference.IEEE, reference.Limit)
		fitInput(t, "the formula", tt.fn, tt.zero, in, reference.MaskedZero)
		im := impl.Of(tt.fn)[0]
		y := make([]float64, 2)
		im.Compute(alone(dtype.Float32), y, in)
		fitInput(t, im.Name, tt.fn, y, in, reference.IEEE, reference.Limit)
	}
}

// ce-all-ignored (pytorch#70348, #116349): a mean of no row is NaN or 0. Here a row
// that is ignored has no weights, and its loss and gradient are 0 in every profile.
func TestNoWeights(t *testing.T) {
	in := function.Input{X: []float64{1, -2, math.Inf(-1)}, Weights: []float64{0, 0, 0}}
	fitInput(t, "loss", function.CrossEntropySoft, []float64{0}, in, reference.Profiles()...)
	fitInput(t, "gradient", function.CrossEntropySoftGrad, []float64{0, 0, 0}, in, reference.Profiles()...)
	fitInput(t, "NaN", function.CrossEntropySoft, []float64{math.NaN()}, in)
}

// ce-label-out-of-range (tensorflow#8484, #10268, #126005): NaN there, an error here.
// No program is given such an input, and no property judges one.
func TestLabelOutOfRange(t *testing.T) {
	for _, fn := range []function.Function{function.CrossEntropy, function.CrossEntropyGrad} {
		s := properties.Of(impl.Of(fn)[0], alone(dtype.Float32))
		s.Compute = func([]float64, function.Input) { t.Errorf("%s: computed", fn) }
		for _, target := range []int{-1, 3, math.MaxInt} {
			c := properties.Case{Input: function.Input{X: []float64{1, 2, 3}, Target: target}}
			if fn.Check(&c.Input) == nil {
				t.Errorf("%s: target %d of 3 is accepted", fn, target)
			}
			for _, p := range properties.All() {
				if _, judged := p.Judge(new(properties.Bench), s, &c); judged {
					t.Errorf("%s: %s judges target %d of 3", fn, p.Name, target)
				}
			}
		}
	}
}
