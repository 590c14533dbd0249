package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// huge has numbers near the end of the range, by which sums do not leave it.
func huge() Family {
	return Family{
		Name:  "huge",
		About: "numbers near Max/K, whose sum barely fits",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			return nearly(f, r, x, f.Max()/float64(len(x)))
		},
	}
}

// overflowing has numbers whose sums leave the range.
func overflowing() Family {
	return Family{
		Name:     "overflowing",
		About:    "numbers near Max or half of it, whose sum does not fit",
		Overflow: true,
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			return nearly(f, r, x, f.Max()/pick(r, 1, 2.0))
		},
	}
}

// nearly returns numbers that are at most an eighth below top, with or without signs.
func nearly(f dtype.Format, r *rand.Rand, x []float64, top float64) []float64 {
	if len(x) == 0 {
		return nil
	}
	one := r.IntN(2) == 0
	return each(x, func(int) float64 {
		v := top * (1 - r.Float64()/8)
		if !one {
			v = signed(r, v)
		}
		return fit(f, v)
	})
}
