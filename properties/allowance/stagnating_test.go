package allowance

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/logits"
	"github.com/softulp/softulp/reference"
)

// TestStagnatingSums: sums in bfloat16 of thousands of terms of which most are lost
// have bounds all the same, as they are never less than their largest term: no
// allowance is vacuous on wide rows of ordinary logits, made flat by a temperature, and
// what is computed keeps to it.
func TestStagnatingSums(t *testing.T) {
	set, err := logits.Load("ocr")
	if err != nil {
		t.Fatal(err)
	}
	a := impl.Arithmetic{Storage: dtype.BFloat16, Accumulate: dtype.BFloat16}
	row := new(reference.Row)
	for n := 0; n < set.Rows; n += 10 {
		in := function.Input{Temperature: 3, Smoothing: 0x1p-10}
		for i, v := range set.Row(n) {
			in.X = append(in.X, dtype.BFloat16.Round(v))
			in.Cotangent = append(in.Cotangent, float64(i%7-3))
			in.Weights = append(in.Weights, float64(i%3))
		}
		if err := row.ResetInput(in, reference.IEEE); err != nil {
			t.Fatal(err)
		}
		e := &Exact{Input: in, Max: math.Inf(-1)}
		p, at := row.Answer(function.Softmax), 0
		for i, v := range in.X {
			e.Softmax = append(e.Softmax, p.Float64(i))
			if v > e.Max {
				e.Max, at = v, i
			}
		}
		e.Sum, e.LogSum = 1/e.Softmax[at], -row.Answer(function.LogSoftmax).Float64(at)
		for _, im := range impl.All() {
			if im.Function == function.Softmax || im.Function == function.LogSoftmax || im.Function == function.LogSumExp ||
				im.Widest > 0 || im.Expected != nil && im.Expected(a, in) != "" {
				continue
			}
			y := make([]float64, im.Function.Outputs(len(in.X)))
			im.Compute(a, y, in)
			ans := row.Answer(im.Function)
			ys := make([]Answer, len(y))
			for i := range ys {
				ys[i].Y, ys[i].Spacing = ans.Float64(i), ans.Spacing(i, a.Storage)
			}
			For(im.Model(a), im.Function, a.Storage, e, ys)
			for i, got := range y {
				if ys[i].Vacuous {
					t.Errorf("%s %s, row %d, answer %d: the bound is vacuous", im.Function, im.Name, n, i)
					break
				}
				if !ans.Within(i, a.Storage, got, ys[i].Allowed(got)) {
					t.Errorf("%s %s, row %d, answer %d: %g, exact %g, allowed %g ulps", im.Function, im.Name, n, i, got, ys[i].Y, ys[i].Allowed(got))
					break
				}
			}
		}
	}
}
