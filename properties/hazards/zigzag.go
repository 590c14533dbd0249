package hazards

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// zigzag rises at even indices and falls at odd ones, so that every second
// element is a new maximum and every other a new minimum.
func zigzag() Hazard {
	return Hazard{
		Name:  "zigzag",
		About: "new maxima at even indices and new minima at odd ones, in turn",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 3 {
				return nil
			}
			x := spreadOut(f, r, k)
			slices.Sort(x)
			low, high := x[:k/2], x[k/2:]
			z := make([]float64, k)
			for i := range z {
				if i%2 == 0 {
					z[i] = high[i/2]
				} else {
					z[i] = low[len(low)-1-i/2]
				}
			}
			return z
		},
	}
}
