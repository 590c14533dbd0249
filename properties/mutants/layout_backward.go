package mutants

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// layoutsBackward are the defects of section D in vector-Jacobian products.
func layoutsBackward() []Mutant {
	f32, f64 := alone(dtype.Float32), alone(dtype.Float64)
	return []Mutant{
		{
			// In float32 the offset was there.
			Name: "row-offset-dropped-in-vjp", Severity: "catastrophic",
			About:  "in float64 the offset of the row is missing: the second row of a batch of two reads the softmax of the first",
			Source: "gorgonia#488, PR#490",
			Of:     "direct", Function: function.SoftmaxVJP, Arithmetic: f64,
			New: afterRow(f64, func() func(y []float64, c, before *classes) {
				second := false
				return func(y []float64, c, before *classes) {
					if second && before != nil {
						copy(c.p, before.p)
					}
					second = !second
					c.put(y, c.softmaxVJP(c.in.Cotangent))
				}
			}),
		},
		{
			Name: "row-offset-dropped-in-vjp/write", Severity: "catastrophic",
			About:  "in float64 the offset of the row is missing: the second row of a batch of two is written over the first, and has no gradient",
			Source: "gorgonia#488, PR#490",
			Of:     "direct", Function: function.SoftmaxVJP, Arithmetic: f64,
			New: afterRow(f64, func() func(y []float64, c, before *classes) {
				second := false
				return func(y []float64, c, before *classes) {
					if !second {
						c.put(y, c.softmaxVJP(c.in.Cotangent))
					} else {
						clear(y)
					}
					second = !second
				}
			}),
		},
		{
			Name: "strides-ignored/softmax_vjp", Severity: "percent",
			About:  "reads a cotangent of stride 2 as contiguous: half of its numbers and as many of its neighbour",
			Source: "burn#4815; FlagGems PR#5723; pytorch#75923",
			Of:     "direct", Function: function.SoftmaxVJP, Arithmetic: f32,
			New: afterRow(f32, func() func(y []float64, c, before *classes) {
				return func(y []float64, c, before *classes) {
					read := make([]float64, len(c.z))
					for i := range read {
						switch at := i / 2; {
						case i%2 == 0:
							read[i] = c.in.Cotangent[at]
						case before != nil && at < len(before.in.Cotangent):
							read[i] = before.in.Cotangent[at]
						}
					}
					c.put(y, c.softmaxVJP(read))
				}
			}),
		},
	}
}
