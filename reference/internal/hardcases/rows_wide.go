package main

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// million is the width of the widest rows.
const million = 1_000_000

// wideRows returns rows of up to a million logits of which most are equal.
func wideRows() ([]hardrows.Row, error) {
	var rows []hardrows.Row
	for _, fn := range function.OfLogits() {
		for _, f := range []dtype.Format{dtype.Float64, dtype.Float32} {
			rows = append(rows,
				hardrows.Row{Function: fn, Dtype: f, X: times(1, million), Boundary: hardrows.Midpoint, How: "10^6 equal logits"})
		}
		for _, c := range []struct {
			how string
			x   []float64
		}{
			{"10^6 terms that add up to less than a rounding unit", join([]float64{0}, times(-52, million))},
			{"10^6 terms below the rounding unit that add up to many", join([]float64{0}, times(-37, million))},
			{"10^6 terms far below", join([]float64{0}, times(-700, million))},
			{"10^6 equal logits and one far above", join([]float64{0x1.2p9}, times(-0.5, million))},
			{"10^6 equal logits and one far above, of which the first is asked", join(times(-0.5, million), []float64{0x1.2p9})},
			{"terms on either side of the rounding unit", join([]float64{0}, times(-36, 4096), times(-36.5, 4096), times(-37.5, 4096), times(-45, 4096))},
			{"two maxima among many", join([]float64{8}, times(-30, 100000), []float64{8})},
		} {
			rows = append(rows, hardrows.Row{Function: fn, Dtype: dtype.Float64, X: c.x, Boundary: hardrows.Midpoint, How: c.how})
		}
		for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16} {
			if row, ok := oddOneOut(fn, f); ok {
				rows = append(rows, row)
			}
		}
	}
	return rows, nil
}

// oddOneOut returns a million equal logits and two others, which are solved for
// so that the answer for the first misses a midpoint.
func oddOneOut(fn function.Function, f dtype.Format) (hardrows.Row, bool) {
	var best hardrows.Row
	least := 0
	for i := range 16 {
		odd := f.Round(9 + float64(i)/4)
		x := join([]float64{odd, 0}, times(0, million))
		v, err := evaluate(fn, x, 160)
		if err != nil {
			return best, false
		}
		g := newGoal(fn, f, f, boundary(f, hardrows.Midpoint, v.y), 300)
		x, ok := g.expand(x, []int{0, 1}) // the second ends near 0: an expansion's tail
		if !ok {
			continue
		}
		if miss := g.residual(x); miss < least {
			least = miss
			best = hardrows.Row{Function: fn, Dtype: f, X: x, Boundary: hardrows.Midpoint,
				How: "10^6 equal logits and two solved for"}
		}
	}
	return best, least < 0 && math.Abs(best.X[0]) < math.MaxFloat32
}
