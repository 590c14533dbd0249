package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

func batchInvariance() *Property {
	return &Property{
		Name:   "batch-invariance",
		Why:    "a row's answer does not depend on the rows before it: not on their values, NaN among them, nor on their number",
		Source: "thinking-machines batch_invariant_ops #6; vLLM#32480",
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			r := c.rand()
			noise := func() {
				for range 1 + r.IntN(3) {
					x := make([]float64, r.IntN(2*len(c.X)+2))
					for i := range x {
						x[i] = s.DType.Round(math.Ldexp(r.Float64()-0.5, r.IntN(8)))
						switch r.IntN(12) {
						case 0:
							x[i] = math.NaN()
						case 1:
							if s.DType.HasInf() {
								x[i] = math.Inf(2*r.IntN(2) - 1)
							}
						}
					}
					b.w = resize(b.w, s.Function.Outputs(len(x)))
					s.run(b, b.w, function.Logits(x)) // what it answers is not the question here
				}
			}
			return twice(b, s, c, noise, "differs after other rows")
		},
	}
}
