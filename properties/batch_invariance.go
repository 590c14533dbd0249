package properties

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/function"
)

func batchInvariance() *Property {
	return &Property{
		Name:   "batch-invariance",
		Why:    "a row's answer does not depend on the rows before it: not on their values, NaN among them, nor on their number",
		Source: "thinking-machines batch_invariant_ops #6; vLLM#32480",
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			r := c.rand()
			between := func() {
				for range 1 + r.IntN(3) {
					in := other(r, s, len(c.X))
					b.w = resize(b.w, s.Function.Outputs(len(in.X)))
					s.run(b, b.w, in) // what it answers is not the question here
				}
			}
			return twice(b, s, c, between, "differs after other rows")
		},
	}
}

// other returns some input of s's function, of about k logits, NaN and infinities
// among them.
func other(r *rand.Rand, s *Subject, k int) function.Input {
	x := make([]float64, r.IntN(2*k+2))
	if s.Function.TakesTarget() {
		x = append(x, 0)
	}
	for i := range x {
		x[i] = noise(r, s)
		switch r.IntN(12) {
		case 0:
			x[i] = math.NaN()
		case 1:
			if s.DType.HasInf() {
				x[i] = math.Inf(2*r.IntN(2) - 1)
			}
		}
	}
	in := function.Logits(x)
	if s.Function.TakesTarget() {
		in.Target = r.IntN(len(x))
	}
	if v, _ := s.Function.Vector(&in); v != nil {
		*v = make([]float64, len(x))
		for i := range *v {
			(*v)[i] = math.Abs(noise(r, s))
		}
	}
	return in
}

// noise returns some number.
func noise(r *rand.Rand, s *Subject) float64 {
	return s.DType.Round(math.Ldexp(r.Float64()-0.5, r.IntN(8)))
}
