package reference

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestSpacing holds the quick way to a spacing against the one by enclosures,
// next to powers of two (1 − e^-40, 1/4 + tiny, exactly 1/4) and elsewhere.
func TestSpacing(t *testing.T) {
	rows := [][]float64{{0, -40}, {0, 0, 0, -0x1p-627}, {0, 0, 0, 0}, {5}, {0, -745}, {0, -1e9}, {3, math.Inf(-1)}, {-0.6931471805599453, 0}}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		x := make([]float64, 1+r.IntN(6))
		for i := range x {
			x[i] = float64(r.NormFloat64() * 30)
		}
		rows = append(rows, x)
	}
	for _, x := range rows {
		for _, fn := range function.OfLogits() {
			a := mustRow(t, x).Answer(fn)
			for i := range a.Len() {
				n := a.At(i)
				for _, f := range dtype.All() {
					got := a.Spacing(i, f)
					if !n.IsFinite() {
						if got == got {
							t.Errorf("%v %s[%d] %v: %g, want NaN", x, fn, i, f, got)
						}
						continue
					}
					y := n.Round(f)
					if !isFinite(y) || math.Abs(y) == f.Max() {
						continue // the rounded number does not tell the binade
					}
					if want := math.Ldexp(1, n.spacingExp(f, y)); got != want {
						t.Errorf("%v %s[%d] %v: %g, want %g", x, fn, i, f, got, want)
					}
				}
			}
		}
	}
}
