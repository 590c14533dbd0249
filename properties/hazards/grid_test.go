package hazards

import (
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
)

func TestGridStep(t *testing.T) {
	for _, c := range []struct {
		f      dtype.Format
		lo, hi float64
		want   float64
	}{
		{dtype.Float64, -1, 1, 0x1p-8},
		{dtype.Float64, 0, 0x1p45, 0x1p-7}, // 2^53−1 steps of 2^-8 fall short
		{dtype.Float32, -100, 100, 0x1p-8},
		{dtype.Float32, 0x1p20, 0x1p20 + 1, 0x1p-3},
		{dtype.Float16, -3, 3, 0x1p-8},
		{dtype.Float16, -4, 4, 0x1p-7},
		{dtype.BFloat16, 0, 100, 0x1p-1},
		{dtype.Float8E4M3FN, -2, 2, 0x1p-1},
		{dtype.Float8E5M2, 0, 0, 0x1p-8},
	} {
		if got := gridStep(c.f, c.lo, c.hi); got != c.want {
			t.Errorf("%v [%g,%g]: step %g, want %g", c.f, c.lo, c.hi, got, c.want)
		}
	}
}

func TestSnap(t *testing.T) {
	inf := math.Inf(-1)
	for _, c := range []struct {
		f    dtype.Format
		x    []float64
		want []float64 // nil where there is no grid
	}{
		{dtype.Float32, []float64{}, []float64{}},
		{dtype.Float32, []float64{inf, inf}, []float64{inf, inf}},
		{dtype.Float32, []float64{0.1, inf, -0.1}, []float64{26.0 / 256, inf, -26.0 / 256}},
		{dtype.BFloat16, []float64{100, 0.7}, []float64{100, 0.5}},
		{dtype.Float8E5M2, []float64{57344, 0}, []float64{57344, 0}},
		{dtype.Float8E4M3FN, []float64{448, 1}, []float64{448, 0}},
		{dtype.Float8E4M3FN, []float64{448, -1}, nil},
		{dtype.Float64, []float64{math.MaxFloat64, -math.MaxFloat64}, nil},
		{dtype.Float64, []float64{math.MaxFloat64, 1}, []float64{math.MaxFloat64, 0}},
	} {
		x := slices.Clone(c.x)
		ok := snap(c.f, x)
		if ok != (c.want != nil) || ok && !slices.Equal(x, c.want) {
			t.Errorf("%v %v: %v, %t, want %v", c.f, c.x, x, ok, c.want)
		}
	}
}

// Whatever a family draws, its differences on the grid are exact: shown for
// rows of random bits too, which are in no family on a grid.
func TestSnapMakesDifferencesExact(t *testing.T) {
	for _, f := range dtype.All() {
		snapped := 0
		for seed := range uint64(300) {
			r := newSource(seed, "snap", 5, 0)
			x := make([]float64, 5)
			for i := range x {
				x[i] = anyFinite(f, r)
			}
			if seed%2 == 0 {
				x = gaussian(f, r, 5, 0, math.Ldexp(1, r.IntN(f.MaxExp()-3)))
			}
			if !snap(f, x) {
				continue
			}
			snapped++
			if d, found := inexactDifference(f, x); found {
				t.Errorf("%v %v: the difference %v is not exact", f, x, d)
			}
		}
		if snapped < 150 {
			t.Errorf("%v: only %d of 300 rows found a grid", f, snapped)
		}
	}
}
