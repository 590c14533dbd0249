package reference

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestRoundOverNaN: what y held before is nothing to Round, be it the NaN of a row
// before, and where the fast tier leaves whole rows too.
func TestRoundOverNaN(t *testing.T) {
	huge := []float64{1.6e308, -1.7e308, 2e300, 0}
	for _, in := range []function.Input{
		{X: []float64{0, 1, 1, -3}, Cotangent: huge, Weights: []float64{1.6e308, 1.7e308, 0, 1}, Temperature: 0.25},
		{X: []float64{0, 1, 2, -3}, Cotangent: huge, Weights: []float64{1e308, 1e308, 1e308, 1e308}, Target: 2, Smoothing: 0.1},
		{X: []float64{0, 1, 1, -800}, Cotangent: []float64{1, 3, 2, 5e-324}, Weights: []float64{0, 0, 0, 0}, Target: 3, Temperature: 0.7},
		{X: []float64{2, 2, math.Inf(-1), 1}, Cotangent: []float64{1, 3, 2, 2}, Weights: []float64{1, 0, 0, 3}, Target: 2, Temperature: 3},
		{X: []float64{2, 2, 2, 2}, Cotangent: huge, Weights: []float64{1, 1, 1, 1}},
	} {
		row := new(Row)
		if err := row.ResetInput(in, IEEE); err != nil {
			t.Fatal(err)
		}
		for _, fn := range function.All() {
			for _, f := range dtype.All() {
				a := row.Answer(fn)
				y := make([]float64, a.Len())
				for i := range y {
					y[i] = math.NaN()
				}
				if err := row.Round(fn, f, y); err != nil {
					t.Fatal(err)
				}
				for i, got := range y {
					if want := a.At(i).Round(f); got != want && (got == got || want == want) {
						t.Errorf("%s in %v of %+v: answer %d is %g, by enclosures %g", fn, f, in, i, got, want)
					}
				}
			}
		}
	}
}
