package properties

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// TestAnswers: the spacings are the reference's, at the ends of binades too.
func TestAnswers(t *testing.T) {
	var ys []allowance.Answer
	for _, f := range dtype.All() {
		for _, fn := range function.All() {
			cases := Cases(fn, f, 1, 150)
			// Two equal logits: a probability of exactly 1/2; a logit 2^-60 apart: next to it.
			half := Case{Input: function.Input{X: []float64{0, 0, math.Inf(-1)}, Cotangent: []float64{1, 2, 1}, Weights: []float64{1, 1, 0}}}
			next := Case{Input: function.Input{X: []float64{0, 0x1p-60}, Cotangent: []float64{1, 2}, Weights: []float64{1, 1}}}
			for _, c := range append(cases, half, next) {
				if !finite(c.X) || fn.Check(&c.Input) != nil {
					continue
				}
				row := new(reference.Row)
				if err := row.ResetInput(c.Input, reference.IEEE); err != nil {
					t.Fatal(err)
				}
				a := row.Answer(fn)
				ys = Answers(ys, a, f, nil)
				for i, y := range ys {
					if want := a.Spacing(i, f); y.Spacing != want && !(y.Spacing != y.Spacing && want != want) || !same(y.Y, a.Float64(i)) {
						t.Fatalf("%s in %v, answer %d, %g: spacing %g, want %g", fn, f, i, y.Y, y.Spacing, want)
					}
				}
			}
		}
	}
}
