package mutants

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestCrossEntropies(t *testing.T) { killAll(t, "G", crossEntropies()) }

func TestGradients(t *testing.T) { killAll(t, "H", gradients()) }

// TestGradientPassesUnchanged: the passes with nothing changed are the correct losses
// and gradients.
func TestGradientPassesUnchanged(t *testing.T) {
	for _, tt := range []struct {
		of      string
		fn      function.Function
		compute func(y []float64, c *classes)
	}{
		{"fused", function.CrossEntropy, func(y []float64, c *classes) { y[0] = c.Store(c.hard(c.loss)) }},
		{"lse-minus-logit", function.CrossEntropy, func(y []float64, c *classes) {
			l := c.Add(c.m, c.Log(c.s))
			y[0] = c.Store(c.hard(func(i int) float64 { return c.Sub(l, c.z[i]) }))
		}},
		{"chained", function.CrossEntropy, func(y []float64, c *classes) {
			y[0] = c.Store(c.hard(func(i int) float64 { return -c.Log(c.p[i]) }))
		}},
		{"fused", function.CrossEntropySoft, func(y []float64, c *classes) { y[0] = c.Store(c.soft(c.loss)) }},
		{"direct", function.SoftmaxVJP, func(y []float64, c *classes) { c.put(y, c.vjp(function.SoftmaxVJP)) }},
		{"softmax", function.LogSoftmaxVJP, func(y []float64, c *classes) { c.put(y, c.vjp(function.LogSoftmaxVJP)) }},
		{"p-minus-one", function.CrossEntropyGrad, func(y []float64, c *classes) { c.put(y, c.less(c.labels())) }},
		{"minus-sum", function.CrossEntropyGrad, func(y []float64, c *classes) { c.put(y, c.minusSum(c.labels())) }},
		{"jacobian", function.CrossEntropyGrad, func(y []float64, c *classes) {
			q := c.labels()
			c.put(y, c.chained(q, func(i int) float64 { return c.Div(q[i], c.p[i]) }))
		}},
		{"jacobian", function.CrossEntropySoftGrad, func(y []float64, c *classes) {
			c.put(y, c.chained(c.in.Weights, func(i int) float64 { return c.Div(c.in.Weights[i], c.p[i]) }))
		}},
		{"direct", function.CrossEntropySoftGrad, func(y []float64, c *classes) { c.put(y, c.weighted(c.in.Weights)) }},
	} {
		a := alone(dtype.Float32)
		passesOnInputs(t, tt.of, tt.of, tt.fn, a, ofRow(a, tt.compute))
	}
}
