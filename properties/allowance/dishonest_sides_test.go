package allowance_test

import (
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// sidedDefect is a float32 kernel of a loss or a gradient that claims the model of an
// implementation, and a row that shows that it is not that.
type sidedDefect struct {
	name    string
	of      function.Function
	claims  string
	in      function.Input
	compute func(in function.Input) []float64
}

func lossDefects() []sidedDefect {
	hard, soft := function.CrossEntropy, function.CrossEntropySoft
	two := []float64{0, -0.5}
	far := []float64{1000, 999}
	half := []float64{0.5, 0.5}
	return []sidedDefect{
		{
			"the last exponential is left out of the sum", hard, "fused",
			function.Input{X: join(repeated(0, 63), repeated(-8, 1))}, loss{sum: withoutLast}.hard,
		},
		{"the exponential is 4 ulp too large", hard, "fused", function.Input{X: two}, loss{exp: fourULP}.hard},
		{"the sum is rounded to bfloat16", hard, "fused", function.Input{X: two}, loss{sum: rounds(dtype.BFloat16, sum32)}.hard},
		{"the maximum is added to the logarithm first", hard, "fused", function.Input{X: far}, loss{of: roundedSum}.hard},
		{
			// log(1 + e^-16) is 1.1e-7, and 1 + e^-16 is 1 or 1 + 1.2e-7.
			"log1p is the logarithm", hard, "log1p", function.Input{X: []float64{16, 0}}, loss{}.hard,
		},
		{
			"the logarithm is 2 ulp off", hard, "log1p", function.Input{X: []float64{4, 0}},
			loss{
				sum: withoutLast,
				log: func(float64) float64 {
					l := f32.Log1p(f32.Exp(-4))
					return l + 2*dtype.Float32.Spacing(l)
				},
			}.hard,
		},
		{
			"smoothing spares the target", hard, "fused", function.Input{X: []float64{0, 1, -2}, Smoothing: 0.125},
			func(in function.Input) []float64 {
				all := loss{}.all(in)
				others := f32.Sub(sum32(all), all[in.Target])
				return []float64{f32.Add(f32.Mul(1-in.Smoothing, all[in.Target]), f32.Mul(f32.Div(in.Smoothing, 2), others))}
			},
		},
		{
			"logits are multiplied by the reciprocal of the temperature", hard, "fused",
			function.Input{X: []float64{-1, -32, -160}, Target: 2, Temperature: 3},
			func(in function.Input) []float64 {
				r, x := f32.Div(1, in.T()), make([]float64, len(in.X))
				for i, v := range in.X {
					x[i] = f32.Mul(v, r)
				}
				in.X, in.Temperature = x, 0
				return loss{}.hard(in)
			},
		},
		{"the maximum is added to the logarithm first", soft, "fused", function.Input{X: far, Weights: half}, loss{of: roundedSum}.soft},
		{"the exponential is 4 ulp too large", soft, "fused", function.Input{X: two, Weights: []float64{1, 0}}, loss{exp: fourULP}.soft},
		{
			"the last term is dropped", soft, "fused", function.Input{X: two, Weights: []float64{1, 0x1p-20}},
			func(in function.Input) []float64 { return []float64{withoutLast(products(in.Weights, loss{}.all(in)))} },
		},
		{
			"weights are divided by their sum", soft, "fused", function.Input{X: two, Weights: []float64{0.5, 0.50001}},
			func(in function.Input) []float64 {
				return []float64{f32.Div(loss{}.soft(in)[0], sum32(in.Weights))}
			},
		},
		{
			"the losses are added up in float16", soft, "fused", function.Input{X: two, Weights: half},
			func(in function.Input) []float64 {
				return []float64{rounds(dtype.Float16, sum32)(products(in.Weights, loss{}.all(in)))}
			},
		},
	}
}

func gradientDefects() []sidedDefect {
	two := []float64{0, -8}
	jacobian := func(in function.Input, p []float64, i int) float64 {
		row := make([]float64, len(p))
		for j := range p {
			if row[j] = -f32.Mul(p[i], p[j]); j == i {
				row[j] = f32.Mul(p[i], f32.Sub(1, p[i]))
			}
		}
		return sum32(products(row, in.Cotangent))
	}
	chain := func(q func(in function.Input, i int) float64) func(in function.Input, p []float64, i int) float64 {
		return func(in function.Input, p []float64, i int) float64 {
			c := make([]float64, len(p))
			for j := range p {
				if w := q(in, j); w != 0 {
					c[j] = -f32.Div(w, p[j])
				}
			}
			return f32.Mul(p[i], f32.Sub(c[i], sum32(products(p, c))))
		}
	}
	return []sidedDefect{
		{
			"the mean leaves the last cotangent out", function.SoftmaxVJP, "direct",
			function.Input{X: two, Cotangent: []float64{1, -1}},
			gradientOf(kernel{}, vjp(func(in function.Input, p []float64) float64 { return withoutLast(products(p, in.Cotangent)) })),
		},
		{
			"the mean is rounded to bfloat16", function.SoftmaxVJP, "direct",
			function.Input{X: []float64{0, -1}, Cotangent: []float64{1, -1}},
			gradientOf(kernel{}, vjp(func(in function.Input, p []float64) float64 { return dtype.BFloat16.Round(mean32(in, p)) })),
		},
		{
			"the exponential is 4 ulp too large", function.SoftmaxVJP, "direct",
			function.Input{X: two, Cotangent: []float64{1, 0}},
			gradientOf(kernel{exp: fourULP}, vjp(mean32)),
		},
		{
			"the Jacobian is multiplied out", function.SoftmaxVJP, "direct",
			function.Input{X: []float64{-24, -0.5}, Cotangent: []float64{1028, 1023}},
			gradientOf(kernel{}, jacobian),
		},
		{
			"the products are subtracted", function.SoftmaxVJP, "direct",
			function.Input{X: []float64{-24, -0.5}, Cotangent: []float64{1028, 1023}},
			gradientOf(kernel{}, func(in function.Input, p []float64, i int) float64 {
				return f32.Sub(f32.Mul(p[i], in.Cotangent[i]), f32.Mul(p[i], mean32(in, p)))
			}),
		},
		{
			"the temperature divides the logits only", function.SoftmaxVJP, "direct",
			function.Input{X: two, Cotangent: []float64{1, -1}, Temperature: 2},
			func(in function.Input) []float64 {
				z := tempered(in)
				return gradientOf(kernel{}, vjp(mean32))(function.Input{X: z, Cotangent: in.Cotangent})
			},
		},
		{
			"the sum leaves the last cotangent out", function.LogSoftmaxVJP, "direct",
			function.Input{X: []float64{0, -1}, Cotangent: []float64{1, 0x1p-20}},
			gradientOf(kernel{}, func(in function.Input, p []float64, i int) float64 {
				return f32.Sub(in.Cotangent[i], f32.Mul(p[i], withoutLast(in.Cotangent)))
			}),
		},
		{
			"the probabilities are rounded to float16", function.LogSoftmaxVJP, "direct",
			function.Input{X: []float64{0, -1}, Cotangent: []float64{1, 1}},
			gradientOf(kernel{store: dtype.Float16.Round}, func(in function.Input, p []float64, i int) float64 {
				return f32.Sub(in.Cotangent[i], f32.Mul(p[i], sum32(in.Cotangent)))
			}),
		},
		{
			"the exponential is 4 ulp too large", function.CrossEntropyGrad, "p-minus-one",
			function.Input{X: two}, gradientOf(kernel{exp: fourULP}, minusOne(oneHot)),
		},
		{
			"1 is subtracted where the others are to be added up", function.CrossEntropyGrad, "minus-sum",
			function.Input{X: two}, gradientOf(kernel{}, minusOne(oneHot)),
		},
		{
			"the sum is added up in float16", function.CrossEntropyGrad, "p-minus-one",
			function.Input{X: []float64{0, -0.5, -1}}, gradientOf(kernel{sum: rounds(dtype.Float16, sum32)}, minusOne(oneHot)),
		},
		{
			"smoothing spares the target", function.CrossEntropyGrad, "p-minus-one",
			function.Input{X: []float64{0, -1, -2}, Smoothing: 0.125},
			gradientOf(kernel{}, minusOne(func(in function.Input, i int) float64 {
				if i == in.Target {
					return 1 - in.Smoothing
				}
				return f32.Div(in.Smoothing, 2)
			})),
		},
		{
			"the chain rule goes through the logarithm", function.CrossEntropyGrad, "p-minus-one",
			function.Input{X: []float64{-12, -9.5, -6.5}}, gradientOf(kernel{}, chain(oneHot)),
		},
		{
			"weights are taken to add up to 1", function.CrossEntropySoftGrad, "direct",
			function.Input{X: []float64{0, -1}, Weights: []float64{0.5, 0.50001}},
			gradientOf(kernel{}, func(in function.Input, p []float64, i int) float64 { return f32.Sub(p[i], in.Weights[i]) }),
		},
		{
			"the weights are added up in float16", function.CrossEntropySoftGrad, "direct",
			function.Input{X: []float64{0, -1}, Weights: []float64{0.75, 0.7}},
			gradientOf(kernel{}, func(in function.Input, p []float64, i int) float64 {
				return f32.Sub(f32.Mul(p[i], rounds(dtype.Float16, sum32)(in.Weights)), in.Weights[i])
			}),
		},
		{
			"the chain rule goes through the logarithm", function.CrossEntropySoftGrad, "direct",
			function.Input{X: []float64{-18, 0, -1.625}, Weights: []float64{0.25, 0.375, 0.625}},
			gradientOf(kernel{}, chain(func(in function.Input, i int) float64 { return in.Weights[i] })),
		},
	}
}

// TestDishonestSides: kernels of losses and gradients with an operation dropped, in another
// order or less exact are beyond the allowance that they claim, each on a row of at most 64
// logits on which the honest implementation is within it; and generated rows show each of
// them too.
func TestDishonestSides(t *testing.T) {
	rows := withSides(t, dtype.Float32, 5, append(hazardRows(t, dtype.Float32, 5, 300, 64), randomRows(t, dtype.Float32, 5, 200, 20)...))
	for _, d := range append(lossDefects(), gradientDefects()...) {
		t.Run(string(d.of)+"/"+strings.ReplaceAll(d.name, " ", "-"), func(t *testing.T) {
			for _, v := range [][]float64{d.in.X, d.in.Cotangent, d.in.Weights} {
				for i := range v {
					v[i] = dtype.Float32.Round(v[i])
				}
			}
			im, err := impl.Find(d.claims, d.of)
			if err != nil {
				t.Fatal(err)
			}
			model := im.Model(f32)
			j := judgedInput(t, d.name, d.in, dtype.Float32)
			if r := j.judge(model, d.of, compute(&im, f32, d.in)); r.bad >= 0 || r.vacuous > 0 {
				t.Errorf("the honest implementation is at %.3g of its allowance, %d vacuous", r.ratio, r.vacuous)
			}
			r := j.judge(model, d.of, d.compute(d.in))
			if r.bad < 0 {
				t.Errorf("not caught on %s: %.3g of the allowance", j.shown(), r.ratio)
			}
			caught, first := 0, ""
			for _, j := range rows {
				if im.Expected != nil && im.Expected(f32, j.in) != "" {
					continue
				}
				if r := j.judge(model, d.of, d.compute(j.in)); r.bad >= 0 {
					if caught++; first == "" {
						first = j.name
					}
				}
			}
			if caught == 0 {
				t.Errorf("caught on none of %d generated rows", len(rows))
			}
			t.Logf("%.4g times the allowance; caught on %d of %d generated rows, %s first", r.ratio, caught, len(rows), first)
		})
	}
}
