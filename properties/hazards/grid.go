package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// gridSuffix ends the names of the families whose differences are exact.
const gridSuffix = "-grid"

// finestGrid is the step of the grid where the precision of the format allows
// it: fine enough for logits, coarse enough that 16 bits hold ±128.
const finestGrid = 1.0 / 256

// onGrid returns the family whose rows are those of h with every number moved
// to the nearest point of a dyadic grid. Orders, ties and −Inf stay; what is
// different by less than a step may become equal. There is no such row where
// the spread of the original exceeds Max.
func onGrid(h Hazard) Hazard {
	return Hazard{
		Name:  h.Name + gridSuffix,
		About: h.About + " (on a dyadic grid)",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			x := h.Generate(f, r, k)
			if !snap(f, x) {
				return nil
			}
			return x
		},
	}
}

// gridStep returns the step of the finest dyadic grid, from 2^-8 up, on which
// all numbers of [lo, hi] round to numbers of f and all differences of those
// are numbers of f: n·step is one for every integer |n| ≤ 2^p. Rounding both
// ends may widen the interval by a step, hence the −1.
func gridStep(f dtype.Format, lo, hi float64) float64 {
	reach := max(hi, -lo, hi-lo)
	points := math.Ldexp(1, f.Precision()) - 1
	step := finestGrid
	for step*points < reach {
		step *= 2
	}
	return step
}

// snap moves the finite elements of x to a grid and reports whether it could:
// not where a difference would overflow.
func snap(f dtype.Format, x []float64) bool {
	lo, hi := finiteRange(x)
	if hi-lo > f.Max() {
		return false
	}
	step := gridStep(f, lo, hi)
	last := floorTo(f.Max(), step)
	for i, v := range x {
		if !math.IsInf(v, 0) {
			x[i] = max(-last, min(last, math.RoundToEven(v/step)*step))
		}
	}
	lo, hi = finiteRange(x)
	return hi-lo <= f.Max()
}

// floorTo returns the largest multiple of step, a power of two, that is not
// above v.
func floorTo(v, step float64) float64 { return float64(math.Floor(v/step) * step) }

// finiteRange returns the smallest and the largest finite element of x, 0 and
// 0 where there is none.
func finiteRange(x []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi {
		return 0, 0
	}
	return lo, hi
}
