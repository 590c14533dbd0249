package hazards

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// ascending makes an online algorithm rescale its sum at every element: a
// factor that is missing or upside down shows at once.
func ascending() Hazard {
	return Hazard{
		Name:  "ascending",
		About: "logits in ascending order: the running maximum changes at every step",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			x := spreadOut(f, r, k)
			slices.Sort(x)
			return x
		},
	}
}

// spreadOut returns k numbers of f over an interval that is narrow, moderate
// or wider than the range of exp.
func spreadOut(f dtype.Format, r *rand.Rand, k int) []float64 {
	width := pick(r, 1, 16, float64(-1.5*arithmetic(f, r).ExpUnderflow()))
	start := float64(4*standard(r)) - float64(width/2)
	x := make([]float64, k)
	for i := range x {
		x[i] = fit(f, start+float64(width*r.Float64()))
	}
	return x
}
