package remedy

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// pairwiseSum adds the sums of the two halves, recursively down to single
// terms: what keeps long sums in short formats from stagnating.
func pairwiseSum(a impl.Arithmetic, n int, term func(i int) float64) float64 {
	return pairwise(a, 0, n, term)
}

func pairwise(a impl.Arithmetic, from, to int, term func(i int) float64) float64 {
	switch to - from {
	case 0:
		return 0
	case 1:
		return term(from)
	}
	mid := from + (to-from)/2
	return a.Add(pairwise(a, from, mid, term), pairwise(a, mid, to, term))
}

// meanOfSquares returns Σg²/n.
func meanOfSquares(a impl.Arithmetic, g []float64) float64 {
	s := pairwiseSum(a, len(g), func(i int) float64 { return a.Mul(g[i], g[i]) })
	return a.Div(s, a.Round(float64(len(g))))
}

// sqrt returns √x. Rounding the float64 root again is innocuous, as for the
// operations of [impl.Arithmetic].
func sqrt(a impl.Arithmetic, x float64) float64 { return a.Round(math.Sqrt(x)) }
