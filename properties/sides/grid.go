package sides

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// onGrid returns the family whose vectors are those of h with every number moved to
// the nearest point of a dyadic grid.
func onGrid(h Family) Family {
	return Family{
		Name:  h.Name + gridSuffix,
		About: h.About + " (on a dyadic grid)",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			g := h.Generate(f, r, x)
			step := gridStep(f, g)
			if step == 0 {
				return g
			}
			last := math.Floor(f.Max()/step) * step
			for i, v := range g {
				g[i] = max(-last, min(last, math.RoundToEven(v/step)*step))
			}
			return g
		},
	}
}

// gridStep returns the step of the finest dyadic grid on which every sum of some of
// the numbers, rounded to it, is a number of f: n of at most m each, m a power of
// two, come to no more than 2^p steps. Where that would leave less than a quarter of
// m, it is that: sums of many numbers of few bits are not exact. 0 for no numbers or
// zeros.
func gridStep(f dtype.Format, g []float64) float64 {
	m := 0.0
	for _, v := range g {
		m = max(m, math.Abs(v))
	}
	if m == 0 {
		return 0
	}
	_, e := math.Frexp(m) // m < 2^e
	_, n := math.Frexp(float64(len(g)))
	bits := max(2, f.Precision()-n)
	return max(math.Ldexp(1, e-bits), f.MinSubnormal())
}
