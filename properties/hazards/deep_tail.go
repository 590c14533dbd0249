package hazards

import (
	"math"
	"math/bits"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// deepTail has a few equal maxima over a tail that is lost beside them in an
// accumulator of f's precision: the computed sum is their number, exactly, and each
// answer shows what happened to it alone, its exponential and its division.
func deepTail() Hazard {
	return Hazard{
		Name:  "deep-tail",
		About: "a few equal maxima, the others too far below to change the sum: a division shows by itself",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			n := min(pick(r, 3, 5, 7, 11, 13, 27), k-1)
			least := float64(f.Precision()+3+bits.Len(uint(k))) * math.Ln2
			x := make([]float64, k)
			for i := n; i < k; i++ {
				x[i] = f.Round(-float64(least * (1 + float64(1.5*r.Float64()))))
			}
			r.Shuffle(k, func(i, j int) { x[i], x[j] = x[j], x[i] })
			return x
		},
	}
}
