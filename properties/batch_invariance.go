package properties

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/function"
)

func batchInvariance() *Property {
	return &Property{
		Name: "batch-invariance",
		Why: "a row's answer depends on nothing but the row: not on the rows before it or beside it in a batch, nor on its place, their values, " +
			"NaN among them, or their number",
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
			if s.Together != nil && len(c.X) > 0 && r.IntN(3) > 0 {
				return beside(b, r, s, c)
			}
			return twice(b, s, c, between, "differs after other rows")
		},
	}
}

// beside runs a case alone, then somewhere among other rows.
func beside(b *Bench, r *rand.Rand, s *Subject, c *Case) *Violation {
	n := s.Function.Outputs(len(c.X))
	b.z = resize(b.z, n)
	if v := s.run(b, b.z, c.Input); v != nil {
		return v
	}
	rows := 2 + r.IntN(8)
	at := r.IntN(rows)
	ins, ys := make([]function.Input, rows), make([][]float64, rows)
	for i := range ins {
		if ins[i] = Company(r, s, len(c.X)); i == at {
			ins[i] = c.Input
		}
		ins[i].Temperature, ins[i].Smoothing = c.Temperature, c.Smoothing
		ys[i] = make([]float64, n)
	}
	if s.Together(ys, ins) != nil {
		return silent()
	}
	for i, got := range ys[at] {
		if !same(got, b.z[i]) {
			return &Violation{Index: i, Got: got, Exact: b.z[i],
				Message: fmt.Sprintf("differs as row %d of %d, beside others, from the row alone", at, rows)}
		}
	}
	return nil
}

// other returns some input of s's function, of about k logits, NaN and infinities
// among them.
func other(r *rand.Rand, s *Subject, k int) function.Input {
	k = r.IntN(2*k + 2)
	if s.Function.TakesTarget() {
		k++
	}
	return some(r, s, k)
}

// Company returns a row that another is put beside: noise with NaN and infinities
// among it, or one number everywhere, which may be one of those.
func Company(r *rand.Rand, s *Subject, k int) function.Input {
	in := some(r, s, k)
	if r.IntN(3) == 0 {
		everywhere := []float64{nan, 0, s.DType.Max(), -s.DType.Max(), math.Inf(1), math.Inf(-1)}
		if !s.DType.HasInf() {
			everywhere = everywhere[:4]
		}
		v := everywhere[r.IntN(len(everywhere))]
		for i := range in.X {
			in.X[i] = v
		}
	}
	return in
}

// some returns some input of s's function, of k logits.
func some(r *rand.Rand, s *Subject, k int) function.Input {
	x := make([]float64, k)
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
	v := r.Float64() - 0.5
	return s.DType.Round(v * float64(int(1)<<r.IntN(8)))
}
