package impl

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// identityRow returns a row of float64 of at most 60 logits in which no
// probability underflows or reaches a clip.
func identityRow(rng *rand.Rand) []float64 {
	x := make([]float64, 2+rng.IntN(59))
	for i := range x {
		x[i] = 4*rng.Float64() - 1
	}
	return x
}

// answer computes what the named implementation makes of the input in float64.
func answer(t *testing.T, fn function.Function, name string, input function.Input) []float64 {
	t.Helper()
	im, err := Find(name, fn)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, fn.Outputs(len(input.X)))
	im.Compute(in(dtype.Float64), y, input)
	return y
}

// near reports whether two numbers are the same up to 1e-13 of a scale.
func near(v, w, scale float64) bool { return math.Abs(v-w) <= 1e-13*scale }

// magnitude returns the sum of the numbers' magnitudes, 1 at least.
func magnitude(v []float64) float64 {
	s := 1.0
	for _, w := range v {
		s += math.Abs(w)
	}
	return s
}

// TestGradientsAddUp: what a gradient with respect to logits adds up to is 0, as
// softmax does not change where all logits are shifted.
func TestGradientsAddUp(t *testing.T) {
	for _, im := range ofMore() {
		if im.Function.Outputs(2) == 1 {
			continue
		}
		t.Run(string(im.Function)+"/"+im.Name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(23, 24))
			for range 100 {
				input, _ := inputFor(rng, im.Function, dtype.Float64, identityRow(rng))
				y := answer(t, im.Function, im.Name, input)
				scale := (magnitude(input.Cotangent) + magnitude(input.Weights)) / input.T()
				if s := sequentialSum(in(dtype.Float64), y); !near(s, 0, scale) {
					t.Fatalf("%+v: the gradient adds up to %v", input, s)
				}
			}
		})
	}
}

// TestLossIsLogSumExp: cross-entropies are what the log-sum-exp says, L − z_t and
// Σ w_i (L − z_i).
func TestLossIsLogSumExp(t *testing.T) {
	for _, im := range ofMore() {
		if im.Function.Outputs(2) != 1 {
			continue
		}
		t.Run(string(im.Function)+"/"+im.Name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(25, 26))
			for range 100 {
				input, _ := inputFor(rng, im.Function, dtype.Float64, identityRow(rng))
				z := tempered(in(dtype.Float64), &input)
				l := answer(t, function.LogSumExp, "log1p", function.Logits(z))[0]
				w := input.Weights
				if im.Function == function.CrossEntropy {
					w = make([]float64, len(z))
					for i := range w {
						w[i] = input.Smoothing / float64(len(w))
					}
					w[input.Target] += 1 - input.Smoothing
				}
				var want float64
				for i, v := range z {
					want += float64(w[i] * (l - v))
				}
				if im.Expected(in(dtype.Float64), input) != "" {
					t.Fatalf("%+v is expected to fail", input)
				}
				if got := answer(t, im.Function, im.Name, input)[0]; !near(got, want, 20*magnitude(w)) {
					t.Fatalf("%+v: %v, want %v", input, got, want)
				}
			}
		})
	}
}

// TestGradientsAreThoseOfTheLoss: central differences of the losses and of the
// scalar product of a cotangent with softmax or log-softmax give the gradients.
func TestGradientsAreThoseOfTheLoss(t *testing.T) {
	along := func(fn function.Function, input function.Input) float64 {
		z := tempered(in(dtype.Float64), &input)
		return dot(in(dtype.Float64), input.Cotangent, answer(t, fn, "shifted", function.Logits(z)))
	}
	of := map[function.Function]func(input function.Input) float64{
		function.SoftmaxVJP:    func(input function.Input) float64 { return along(function.Softmax, input) },
		function.LogSoftmaxVJP: func(input function.Input) float64 { return along(function.LogSoftmax, input) },
		function.CrossEntropyGrad: func(input function.Input) float64 {
			return answer(t, function.CrossEntropy, "fused", input)[0]
		},
		function.CrossEntropySoftGrad: func(input function.Input) float64 {
			return answer(t, function.CrossEntropySoft, "fused", input)[0]
		},
	}
	const h = 0x1p-17 // off by h² and by 2^-53/h times what is differentiated
	for _, im := range ofMore() {
		f := of[im.Function]
		if f == nil {
			continue
		}
		t.Run(string(im.Function)+"/"+im.Name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(27, 28))
			for range 30 {
				input, _ := inputFor(rng, im.Function, dtype.Float64, identityRow(rng))
				y := answer(t, im.Function, im.Name, input)
				scale := (magnitude(input.Cotangent) + magnitude(input.Weights)) * 10
				for i, v := range input.X {
					input.X[i] = v + h
					above := f(input)
					input.X[i] = v - h
					below := f(input)
					input.X[i] = v
					if want := (above - below) / (2 * h); math.Abs(y[i]-want) > 1e-9*scale {
						t.Fatalf("%+v: component %d is %v, the difference quotient %v", input, i, y[i], want)
					}
				}
			}
		})
	}
}

// TestSoftIsHard: one weight of 1 is a target, bit for bit, and so is minus that as
// the cotangent of a log-softmax.
func TestSoftIsHard(t *testing.T) {
	rng := rand.New(rand.NewPCG(29, 30))
	for _, a := range Arithmetics() {
		for range 200 {
			input := function.Logits(randomRow(rng, a.Storage, 1+rng.IntN(40)))
			k := len(input.X)
			input.Target = rng.IntN(k)
			input.Weights, input.Cotangent = make([]float64, k), make([]float64, k)
			input.Weights[input.Target], input.Cotangent[input.Target] = 1, -1
			for _, pair := range []struct {
				fn    function.Function
				name  string
				other function.Function
				of    string
			}{
				{function.CrossEntropySoft, "fused", function.CrossEntropy, "fused"},
				{function.CrossEntropySoft, "chained", function.CrossEntropy, "chained"},
				{function.CrossEntropySoftGrad, "direct", function.CrossEntropyGrad, "p-minus-one"},
				{function.CrossEntropySoftGrad, "jacobian", function.CrossEntropyGrad, "jacobian"},
				{function.LogSoftmaxVJP, "softmax", function.CrossEntropyGrad, "p-minus-one"},
			} {
				got, want := make([]float64, pair.fn.Outputs(k)), make([]float64, pair.fn.Outputs(k))
				for _, side := range []struct {
					fn   function.Function
					name string
					y    []float64
				}{{pair.fn, pair.name, got}, {pair.other, pair.of, want}} {
					im, err := Find(side.name, side.fn)
					if err != nil {
						t.Fatal(err)
					}
					im.Compute(a, side.y, input)
				}
				for i := range got {
					if got[i] != want[i] && (got[i] == got[i] || want[i] == want[i]) {
						t.Fatalf("%v: %s/%s[%d] is %v, %s/%s has %v", a, pair.fn, pair.name, i, got[i], pair.other, pair.of, want[i])
					}
				}
			}
		}
	}
}

// TestMargins is what is said of losses and gradients where the target is right by
// a margin: (0, −margin) in float32, whose loss is log1p(e^-margin) and whose
// gradient at the target is −1/(1 + e^margin).
func TestMargins(t *testing.T) {
	a := in(dtype.Float32)
	loss := func(name string, margin float64) float64 {
		return marginError(t, a, function.CrossEntropy, name, margin, math.Log1p(math.Exp(-margin)))
	}
	grad := func(name string, margin float64) float64 {
		return marginError(t, a, function.CrossEntropyGrad, name, margin, -1/(1+math.Exp(margin)))
	}
	dead := map[string]float64{}
	for margin := 1.0; margin <= 20; margin++ {
		line := fmt.Sprintf("margin %2g:", margin)
		for _, im := range Of(function.CrossEntropy) {
			off := loss(im.Name, margin)
			line += fmt.Sprintf(" %s %.1e", im.Name, off)
			if off == 1 && dead[im.Name] == 0 {
				dead[im.Name] = margin
			}
		}
		line += "; gradient:"
		for _, im := range Of(function.CrossEntropyGrad) {
			off := grad(im.Name, margin)
			line += fmt.Sprintf(" %s %.1e", im.Name, off)
			if off == 1 && dead[im.Name] == 0 {
				dead[im.Name] = margin
			}
		}
		t.Log(line)
		for _, off := range []float64{loss("log1p", margin), grad("minus-sum", margin)} {
			if off > 0x1p-22 {
				t.Errorf("margin %v: log1p or minus-sum is off by a relative %v", margin, off)
			}
		}
	}
	for _, name := range []string{"fused", "lse-minus-logit", "chained", "p-minus-one"} {
		if dead[name] != 17 {
			t.Errorf("%s is 0 from a margin of %v on, not of 17", name, dead[name])
		}
	}
	if off := grad("p-minus-one", 10); !(off > 1e-4 && off < 1e-3) {
		t.Errorf("p-minus-one is off by a relative %v at a margin of 10", off)
	}
	if off := grad("p-minus-one", 16); !(off > 0.05 && off < 0.07) {
		t.Errorf("p-minus-one is off by a relative %v at a margin of 16", off)
	}
}

// marginError of the named implementation for the row (0, −margin), at the target.
func marginError(t *testing.T, a Arithmetic, fn function.Function, name string, margin, want float64) float64 {
	t.Helper()
	im, err := Find(name, fn)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, fn.Outputs(2))
	im.Compute(a, y, function.Logits([]float64{0, -margin}))
	return math.Abs(y[0]-want) / math.Abs(want)
}
