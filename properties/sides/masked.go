package sides

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
)

// masked has no weight where the logit is −Inf.
func masked() Family {
	return Family{
		Name:  "masked",
		About: "0 where the logit is −Inf, and nowhere else: 0·Inf is NaN for who multiplies",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			if !slices.Contains(x, math.Inf(-1)) {
				return nil
			}
			scale := power(f, r, len(x))
			return each(x, func(i int) float64 {
				if math.IsInf(x[i], -1) {
					return 0
				}
				return fit(f, float64((r.Float64()+1)*scale))
			})
		},
	}
}
