package allowance_test

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestMayFail: an operation on the way to an answer that overflows or divides by zero, or
// does not by a rounding error, admits infinities and NaN; one that surely does leaves no
// bound; and others admit none.
func TestMayFail(t *testing.T) {
	for _, tt := range []struct {
		what          string
		of            function.Function
		name          string
		in            function.Input
		at            int
		fails, vacant bool
	}{
		{
			"g − d is next to the largest number", function.SoftmaxVJP, "direct",
			function.Input{X: []float64{0, -8}, Cotangent: []float64{-32768, 32752}}, 1, true, false,
		},
		{
			"g − d is twice the largest number", function.SoftmaxVJP, "direct",
			function.Input{X: []float64{0, -8}, Cotangent: []float64{-65504, 65504}}, 1, false, true,
		},
		{
			"only products of large cotangents", function.SoftmaxVJP, "product-first",
			function.Input{X: []float64{0, -8}, Cotangent: []float64{-65504, 65504}}, 1, false, false,
		},
		{
			"nothing large", function.SoftmaxVJP, "direct",
			function.Input{X: []float64{0, -8}, Cotangent: []float64{-1, 1}}, 1, false, false,
		},
		{
			"the cotangents' sum is twice the largest number", function.LogSoftmaxVJP, "direct",
			function.Input{X: []float64{0, -8}, Cotangent: []float64{65504, 65504}}, 1, false, true,
		},
		{
			// e^-17 is between half of the smallest number and that.
			"the target's probability may be 0", function.CrossEntropyGrad, "jacobian",
			function.Input{X: []float64{0, -17}, Target: 1}, 1, true, false,
		},
		{
			"the target's probability is no subnormal number", function.CrossEntropyGrad, "jacobian",
			function.Input{X: []float64{0, -8}, Target: 1}, 1, false, false,
		},
		{
			"a probability of no weight may be 0", function.CrossEntropySoftGrad, "jacobian",
			function.Input{X: []float64{0, -17}, Weights: []float64{1, 0}}, 1, false, false,
		},
	} {
		im, err := impl.Find(tt.name, tt.of)
		if err != nil {
			t.Fatal(err)
		}
		j := judgedInput(t, tt.what, tt.in, dtype.Float16)
		j.judge(im.Model(f16), tt.of, compute(&im, f16, tt.in))
		y := &j.ys[tt.of][tt.at]
		if y.MayFail != tt.fails || y.Vacuous != tt.vacant {
			t.Errorf("%s/%s, %s: may fail %t, vacuous %t: want %t, %t", tt.of, tt.name, tt.what, y.MayFail, y.Vacuous, tt.fails, tt.vacant)
		}
		for _, got := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			if y.Overflows(dtype.Float16, got) != tt.fails {
				t.Errorf("%s/%s, %s: %g is admitted: %t, want %t", tt.of, tt.name, tt.what, got, !tt.fails, tt.fails)
			}
		}
		if y.Overflows(dtype.Float16, 1) {
			t.Errorf("%s/%s, %s: 1 is an overflow", tt.of, tt.name, tt.what)
		}
	}
}

// TestVacuousSides: an exponential without a bound leaves none to any loss or gradient, but
// for those that do not depend on it.
func TestVacuousSides(t *testing.T) {
	b := impl.Arithmetic{Storage: dtype.BFloat16, Accumulate: dtype.BFloat16}
	in := function.Input{X: []float64{0, 0, -1}, Cotangent: []float64{1, 2, -4}, Weights: []float64{0.5, 0.25, 0}}
	for _, im := range impl.All() {
		if !im.Function.TakesSides() {
			continue
		}
		m := im.Model(b)
		m.ExpULP, m.ExpZeroExact = 2/dtype.BFloat16.UnitRoundoff(), false
		j := judgedInput(t, "no exponential", in, dtype.BFloat16)
		y := make([]float64, im.Function.Outputs(len(in.X)))
		if r := j.judge(m, im.Function, y); r.vacuous != len(y) || r.bad >= 0 {
			t.Errorf("%s/%s: %d of %d answers are vacuous", im.Function, im.Name, r.vacuous, len(y))
		}
	}
	im, err := impl.Find("softmax", function.LogSoftmaxVJP)
	if err != nil {
		t.Fatal(err)
	}
	m := im.Model(b)
	m.ExpULP = 2 / dtype.BFloat16.UnitRoundoff() // but 1 at 0: the sum is not 0
	in.Cotangent = []float64{1, 2, -3}           // which add up to 0
	j := judgedInput(t, "no sum", in, dtype.BFloat16)
	if r := j.judge(m, im.Function, in.Cotangent); r.vacuous > 0 || r.bad >= 0 {
		t.Errorf("cotangents that add up to 0 go through: %d vacuous, answer %d bad", r.vacuous, r.bad)
	}
}

// TestStagnationIsNotVacuous: a float16 sum that stagnates at a third of what it is leaves
// probabilities that are off by a factor of three: an allowance, if a large one.
func TestStagnationIsNotVacuous(t *testing.T) {
	x := join(repeated(0, 1), repeated(-7.625, 4096)) // e^-7.625 is lost beside 1
	g := make([]float64, len(x))
	g[0] = 1
	in := function.Input{X: x, Cotangent: g, Weights: g}
	for _, im := range impl.All() {
		if !im.Function.TakesSides() || im.Widest > 0 || im.Expected(f16, in) != "" {
			continue
		}
		j := judgedInput(t, "stagnation", in, dtype.Float16)
		if r := j.judge(im.Model(f16), im.Function, compute(&im, f16, in)); r.bad >= 0 || r.vacuous > 0 {
			t.Errorf("%s/%s: answer %d is at %.4g of its allowance, %d vacuous", im.Function, im.Name, r.bad, r.ratio, r.vacuous)
		}
	}
}
