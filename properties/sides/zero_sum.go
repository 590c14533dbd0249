package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// zeroSum adds up to 0.
func zeroSum() Family {
	return Family{
		Name:  "zero-sum" + gridSuffix,
		About: "numbers and their opposites, which add up to exactly 0: the log-softmax's VJP is then the cotangent itself",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			if len(x) < 2 {
				return nil
			}
			unit := power(f, r, len(x))
			g := make([]float64, len(x)) // one stays 0 where K is odd
			at := r.Perm(len(x))
			for j := 0; j+1 < len(at); j += 2 {
				v := float64(r.IntN(7)-3) * unit
				g[at[j]], g[at[j+1]] = v, 0-v // never −0
			}
			return g
		},
	}
}
