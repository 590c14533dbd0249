package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// uniform has equal weights that should add up to 1.
func uniform() Family {
	return Family{
		Name:  "uniform",
		About: "1/K everywhere, rounded: they add up to 1 but for that",
		Generate: func(f dtype.Format, _ *rand.Rand, x []float64) []float64 {
			return each(x, func(int) float64 { return f.Round(1 / float64(len(x))) })
		},
	}
}
