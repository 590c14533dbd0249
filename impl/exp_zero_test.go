package impl

import (
	"testing"

	"github.com/softulp/softulp/function"
)

// TestExpZeroExact: where a model says that e^0 is 1, n equal logits among many
// that are absent give the correctly rounded 1/n, up to the two roundings of a
// reciprocal, and a maximum alone gives 1.
func TestExpZeroExact(t *testing.T) {
	checked := 0
	for _, im := range Of(function.Softmax) {
		for _, a := range im.Arithmetics {
			m := im.Model(a)
			if !m.ExpZeroExact || m.Normalise != Divide || m.Shift != ShiftMax || m.Scheme == Quantised {
				continue
			}
			for n := 1; n <= 64; n++ {
				x := make([]float64, n)
				for i := range x {
					x[i] = 1.5
				}
				y := make([]float64, n)
				im.Compute(a, y, function.Logits(x))
				want := a.Store(a.Div(1, float64(n)))
				for i, got := range y {
					if got != want {
						t.Errorf("%s/%v: %d equal logits: answer %d is %g, want %g", im.Name, a, n, i, got, want)
						break
					}
				}
				checked++
			}
		}
	}
	if checked < 1000 {
		t.Errorf("%d rows: too few", checked)
	}
}
