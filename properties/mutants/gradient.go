package mutants

import (
	"math"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// gradients is section H: vector-Jacobian products.
//
// lse-grad-all-neginf is a convention: see the tests of the profiles. The double
// backward pass of second-derivative-in-place is a second call here, of the same
// pullback.
func gradients() []Mutant {
	var list []Mutant
	for _, part := range [][]Mutant{wrongJacobians(), throughMaximum(), hiddenNaN(), statefulGradients(), gradientTemperatures()} {
		list = append(list, part...)
	}
	return section("H", list)
}

// wrongJacobians take another matrix for the Jacobian.
func wrongJacobians() []Mutant {
	f32 := alone(dtype.Float32)
	list := []Mutant{
		{
			Name: "vjp-identity", Severity: "percent",
			About:  "the cotangent is copied through, as if the softmax were the identity",
			Source: "pjreddie/darknet PR#96; mobula#3",
			Of:     "direct", Function: function.SoftmaxVJP, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) { c.put(y, c.in.Cotangent) }),
		},
		{
			Name: "vjp-identity/log_softmax_vjp", Severity: "percent",
			About:  "the cotangent is copied through, as if the log-softmax were the identity",
			Source: "pjreddie/darknet PR#96; mobula#3",
			Of:     "softmax", Function: function.LogSoftmaxVJP, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) { c.put(y, c.in.Cotangent) }),
		},
	}
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float16} {
		a := alone(f)
		m := Mutant{
			Name: "vjp-diagonal-only", Severity: "percent",
			About:  "only the diagonal of the Jacobian, p (1 − p), as of a logistic function",
			Source: "deeplearning4j/libnd4j#440",
			Of:     "direct", Function: function.SoftmaxVJP, Arithmetic: a,
			New: ofRow(a, func(y []float64, c *classes) {
				v := make([]float64, len(y))
				for i, g := range c.in.Cotangent {
					v[i] = a.Mul(g, c.product(i, a.Sub(1, c.p[i])))
				}
				c.put(y, v)
			}),
		}
		if f != dtype.Float32 {
			m.Name += "/" + f.String()
		}
		list = append(list, m)
	}
	return list
}

// throughMaximum adds what comes back through the maximum that was subtracted, which
// is 0 but for the roundings of the sum.
func throughMaximum() []Mutant {
	var list []Mutant
	for _, fn := range []function.Function{function.SoftmaxVJP, function.LogSoftmaxVJP} {
		a, of := over32(dtype.Float16), "direct"
		if fn == function.LogSoftmaxVJP {
			of = "softmax"
		}
		m := Mutant{
			Name: "max-not-detached-ties", Severity: "subtle",
			About:  "the gradient flows through the subtracted maximum, shared by its ties: minus the sum of the others, in float16",
			Source: "tinygrad PR#18033, #17088; jax PR#2260; allennlp#635",
			Of:     of, Function: fn, Arithmetic: a,
			New: ofRow(a, func(y []float64, c *classes) {
				v := c.vjp(fn)
				half := alone(dtype.Float16)
				var flow, maxima float64
				for i, w := range v {
					if flow = half.Sub(flow, half.Round(w)); c.z[i] == c.m {
						maxima = half.Add(maxima, 1)
					}
				}
				for i := range v {
					if c.z[i] == c.m {
						v[i] = a.Add(v[i], half.Div(flow, maxima))
					}
				}
				c.put(y, v)
			}),
		}
		if fn == function.LogSoftmaxVJP {
			m.Name += "/log_softmax_vjp"
		}
		list = append(list, m)
	}
	return list
}

// vjp returns the VJP of the softmax or of the log-softmax.
func (c *classes) vjp(fn function.Function) []float64 {
	if fn == function.LogSoftmaxVJP {
		return c.logSoftmaxVJP(c.in.Cotangent)
	}
	return c.softmaxVJP(c.in.Cotangent)
}

// hiddenNaN either hide a NaN or keep one that masks bring in.
func hiddenNaN() []Mutant {
	f32 := alone(dtype.Float32)
	return []Mutant{
		{
			Name: "nan-to-num-masks-bug", Severity: "subtle",
			About:  "nan_to_num on the gradient: a NaN among the logits is gone",
			Source: "pytorch PR#71502; trl PR#7252",
			Of:     "direct", Function: function.SoftmaxVJP, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				c.put(y, c.softmaxVJP(c.in.Cotangent))
				for i, v := range y {
					if math.IsNaN(v) {
						y[i] = 0
					}
				}
			}),
		},
		{
			Name: "nan-to-num-masks-bug/backward", Severity: "subtle",
			About:  "the loss skips classes of weight 0, and the way back divides that 0 by a probability of 0",
			Source: "pytorch PR#71502; trl PR#7252",
			Of:     "jacobian", Function: function.CrossEntropySoftGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				g := make([]float64, len(y))
				for i, w := range c.in.Weights {
					g[i] = -f32.Div(w, c.p[i])
				}
				d := c.dot(g)
				v := make([]float64, len(y))
				for i := range v {
					v[i] = f32.Mul(c.p[i], f32.Sub(g[i], d))
				}
				c.put(y, v)
			}),
		},
	}
}

// statefulGradients keep something from one row to the next.
func statefulGradients() []Mutant {
	list := []Mutant{secondDerivative()}
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float64} {
		a := alone(f)
		list = append(list, Mutant{
			// A column of [2, K] has this row's logit and the one above it.
			Name: "lsm-vjp-axis-not-passed/" + f.String(), Severity: "percent",
			About:  "the softmax in the log-softmax's VJP is that along the default axis: of each column of two rows",
			Source: "NNlib b651e95",
			Of:     "softmax", Function: function.LogSoftmaxVJP, Arithmetic: a,
			New: afterRow(a, func() func(y []float64, c, before *classes) {
				return func(y []float64, c, before *classes) {
					for i, v := range c.z {
						column := []float64{v}
						if before != nil && i < len(before.z) {
							column = append(column, before.z[i])
						}
						m := largest(column)
						c.p[i] = a.Div(term(a, v, m), denominator(a, column, m))
					}
					c.put(y, c.logSoftmaxVJP(c.in.Cotangent))
				}
			}),
		})
	}
	return list
}

// secondDerivative keeps the softmax of a row for its pullback, which writes its
// answer over it.
func secondDerivative() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "second-derivative-in-place",
		Severity:   "catastrophic",
		About:      "the pullback writes the gradient over the softmax that it keeps: wrong when it is called again",
		Source:     "NNlib#434, #393",
		Of:         "direct",
		Function:   function.SoftmaxVJP,
		Arithmetic: a,
		New: afterRow(a, func() func(y []float64, c, before *classes) {
			var saved []float64
			return func(y []float64, c, before *classes) {
				if before == nil || !slices.Equal(before.in.X, c.in.X) || before.in.T() != c.in.T() {
					saved = slices.Clone(c.p)
				}
				c.p = saved
				v := c.softmaxVJP(c.in.Cotangent)
				copy(saved, v)
				c.put(y, v)
			}
		}),
	}
}

// gradientTemperatures forget that the logits were divided.
func gradientTemperatures() []Mutant {
	var list []Mutant
	for _, of := range []struct {
		fn   function.Function
		name string
		v    func(c *classes) []float64
	}{
		{function.SoftmaxVJP, "direct", func(c *classes) []float64 { return c.softmaxVJP(c.in.Cotangent) }},
		{function.LogSoftmaxVJP, "softmax", func(c *classes) []float64 { return c.logSoftmaxVJP(c.in.Cotangent) }},
		{function.CrossEntropyGrad, "p-minus-one", func(c *classes) []float64 { return c.less(c.labels()) }},
		{function.CrossEntropySoftGrad, "direct", func(c *classes) []float64 { return c.weighted(c.in.Weights) }},
	} {
		a := alone(dtype.Float32)
		m := Mutant{
			Name: "temperature-grad-missing", Severity: "percent",
			About:  "the gradient with respect to x/T, not x: the factor 1/T is missing",
			Source: "synthetic; mxnet PR#11466",
			Of:     of.name, Function: of.fn, Arithmetic: a,
			New: ofRow(a, func(y []float64, c *classes) {
				c.in.Temperature = 1
				c.put(y, of.v(c))
			}),
		}
		if of.fn != function.SoftmaxVJP {
			m.Name += "/" + string(of.fn)
		}
		list = append(list, m)
	}
	return list
}
