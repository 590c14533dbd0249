package allowance_test

import (
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/allowance"
)

// TestAnyModel: whatever a model declares, sense or not, for whichever function, an allowance
// is a number from 0 on, or says that it is none.
func TestAnyModel(t *testing.T) {
	schemes := []impl.Scheme{impl.Plain, impl.Log1p, impl.Online, impl.LazyRescale, impl.Blocked, impl.Tree, impl.TwoPass, impl.Base2, impl.LogOf, impl.Clipped, impl.Quantised, impl.DoubleDouble}
	forms := []impl.Form{"", impl.LSEMinusLogit, impl.LSEMinusDot, impl.Direct, impl.ProductFirst, impl.FromSoftmax, impl.PMinusOne, impl.MinusSum, impl.Jacobian, "none"}
	sums := []impl.Sum{impl.Sequential, impl.Pairwise, impl.Compensated, impl.Exact, "blocked:8", "blocked:0", ""}
	for _, f := range dtype.All() {
		rows := append(hazardRows(t, f, 12, 60, 40), tailRows(t, f, 12, 6, 20)...)
		for i, j := range withSides(t, f, 12, rows) {
			r := rand.New(rand.NewPCG(121, uint64(i)))
			for range 40 {
				m := impl.Model{
					Accumulate: []dtype.Format{f, dtype.Float32, dtype.Float64}[r.IntN(3)],
					ExpULP:     []float64{0.5, 4, 0, 1e9}[r.IntN(4)], LogULP: []float64{0.5, 4, 0, 1e9}[r.IntN(4)],
					ExpZeroExact: r.IntN(2) == 0, FlushSubnormals: r.IntN(3) == 0, Block: 1 + r.IntN(9),
					Sum:       sums[r.IntN(len(sums))],
					Shift:     []impl.Shift{impl.ShiftMax, impl.ShiftNone}[r.IntN(2)],
					Normalise: []impl.Normalise{impl.Divide, impl.Reciprocal, impl.ExpMinusLog}[r.IntN(3)],
					Scheme:    schemes[r.IntN(len(schemes))], Form: forms[r.IntN(len(forms))],
				}
				for _, fn := range function.All() {
					ys, ok := j.ys[fn]
					if !ok {
						continue
					}
					allowance.For(m, fn, f, j.exact, ys)
					for n, y := range ys {
						if !(y.Above >= 0 && y.Below >= 0 && y.Err >= 0) || y.MayOverflow && y.Least != y.Least {
							t.Fatalf("%s of %s, answer %d by %+v: %+v", fn, j.shown(), n, m, y)
						}
					}
				}
			}
		}
	}
}
