package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// lossGradients are the gradients of section G.
func lossGradients() []Mutant {
	f64, f32, bf16 := alone(dtype.Float64), alone(dtype.Float32), over32(dtype.BFloat16)
	return []Mutant{
		clipGradient(f64, 1e-15, "ce-clip-grad-not-zeroed"),
		clipGradient(f32, 1e-7, "ce-clip-grad-not-zeroed/float32"),
		{
			Name: "ce-label-off-by-one/cross_entropy_grad", Severity: "percent",
			About:  "labels count from 1: the class after the target has the −1",
			Source: "synthetic; tensorflow#3739",
			Of:     "p-minus-one", Function: function.CrossEntropyGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				c.in.Target = (c.in.Target + 1) % len(c.z)
				c.put(y, c.less(c.labels()))
			}),
		},
		{
			// A token's weight is the sum of a row's weights.
			Name: "ce-grad-scale-lost", Severity: "percent",
			About:  "the gradient that comes from above, the weight of the token, is taken for 1",
			Source: "Liger-Kernel#968, #678; fetchai/ledger PR#1580",
			Of:     "direct", Function: function.CrossEntropySoftGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				v := c.weighted(c.in.Weights)
				if s := sequential(f32, c.in.Weights); s > 0 {
					for i := range v {
						v[i] = f32.Div(v[i], s)
					}
				}
				c.put(y, v)
			}),
		},
		{
			Name: "ce-grad-scale-lost/first", Severity: "percent",
			About:  "of the gradient that comes from above only the first element is read, for all classes",
			Source: "Liger-Kernel#968, #678",
			Of:     "softmax", Function: function.LogSoftmaxVJP, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				g := make([]float64, len(c.in.Cotangent))
				for i := range g {
					g[i] = c.in.Cotangent[0]
				}
				c.put(y, c.logSoftmaxVJP(g))
			}),
		},
		meanFactor("ce-grad-mean-factor", "1/N, N = 2, is applied twice, in the loss and on the way back", 0.5),
		meanFactor("ce-grad-mean-factor/double", "twice the gradient: the factor of a square that is not there", 2),
		{
			Name: "ce-inplace-corrupts-input", Severity: "catastrophic",
			About:  "the gradient is written into the logits, which an operation before had saved",
			Source: "Liger-Kernel#272, PR#1251",
			Of:     "p-minus-one", Function: function.CrossEntropyGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				c.put(y, c.less(c.labels()))
				copy(c.in.X, y)
			}),
		},
		{
			Name: "ce-inplace-corrupts-input/weights", Severity: "catastrophic",
			About:  "the gradient is written into the weights",
			Source: "Liger-Kernel#272, PR#1251",
			Of:     "direct", Function: function.CrossEntropySoftGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				c.put(y, c.weighted(c.in.Weights))
				copy(c.in.Weights, y)
			}),
		},
		gradientFilter(bf16, "ce-grad-filter-threshold"),
		gradientFilter(f32, "ce-grad-filter-threshold/float32"),
		{
			Name: "ce-uninitialised-ignored/cross_entropy_soft_grad", Severity: "catastrophic",
			About:  "the gradient of a row without weights is never written",
			Source: "pytorch#20406, #12670",
			Of:     "direct", Function: function.CrossEntropySoftGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				if hasWeight(c.in.Weights) {
					c.put(y, c.weighted(c.in.Weights))
				}
			}),
		},
		{
			// What dies at a margin of 17 is honest as p − 1; here it promises more.
			Name: "p-minus-one-for-minus-sum", Severity: "subtle",
			About:  "p − 1 where minus the sum of the others is promised: no digit is left at a margin of 17",
			Source: "synthetic",
			Of:     "minus-sum", Function: function.CrossEntropyGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) { c.put(y, c.less(c.labels())) }),
		},
	}
}

// clipGradient is the derivative of −log max(p, floor) without the floor's own, which
// is 0 below it.
func clipGradient(a impl.Arithmetic, floor float64, name string) Mutant {
	low := a.Round(floor)
	return Mutant{
		Name:       name,
		Severity:   "percent",
		About:      "on the way back it divides by the probability as it was clipped on the way there",
		Source:     "ayrna/skordinal PR#122",
		Of:         "jacobian",
		Function:   function.CrossEntropyGrad,
		Arithmetic: a,
		New: ofRow(a, func(y []float64, c *classes) {
			q := c.labels()
			c.put(y, c.chained(q, func(i int) float64 { return a.Div(q[i], max(c.p[i], low)) }))
		}),
	}
}

// meanFactor multiplies by a power of two.
func meanFactor(name, about string, by float64) Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       name,
		Severity:   "percent",
		About:      about,
		Source:     "fetchai/ledger PR#1580; djl#520",
		Of:         "p-minus-one",
		Function:   function.CrossEntropyGrad,
		Arithmetic: a,
		New: ofRow(a, func(y []float64, c *classes) {
			v := c.less(c.labels())
			for i, w := range v {
				v[i] = a.Mul(w, by)
			}
			c.put(y, v)
		}),
	}
}

// gradientFilter skips what bfloat16 would not add to 1.
func gradientFilter(a impl.Arithmetic, name string) Mutant {
	const threshold = 0x1p-12
	return Mutant{
		Name:       name,
		Severity:   "subtle",
		About:      "probabilities below 2^-12 have no gradient",
		Source:     "apple/ml-cross-entropy, gradient filtering; #52",
		Of:         "p-minus-one",
		Function:   function.CrossEntropyGrad,
		Arithmetic: a,
		New: ofRow(a, func(y []float64, c *classes) {
			v := c.less(c.labels())
			for i, w := range v {
				if math.Abs(w) < threshold {
					v[i] = 0
				}
			}
			c.put(y, v)
		}),
	}
}
