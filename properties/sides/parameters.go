package sides

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// Temperatures returns what temperatures are drawn from, as numbers of f: powers of
// two, by which dividing is exact, then others.
func Temperatures(f dtype.Format) []float64 {
	return rounded(f, 0.5, 2, 0.25, 0.7, 3, 10)
}

// Smoothings returns what label smoothings are drawn from, as numbers of f.
func Smoothings(f dtype.Format) []float64 {
	return rounded(f, 0.1, 0.5, 0x1p-10, 1)
}

// rounded returns numbers of f, none of them 0.
func rounded(f dtype.Format, numbers ...float64) []float64 {
	for i, v := range numbers {
		numbers[i] = max(f.Round(v), f.MinSubnormal())
	}
	return numbers
}

// temperature returns 0, which stands for 1, three times in four.
func temperature(f dtype.Format, r *rand.Rand) float64 {
	if r.IntN(4) > 0 {
		return 0
	}
	return pick(r, Temperatures(f)...)
}

// smoothing returns 0 two times in three.
func smoothing(f dtype.Format, r *rand.Rand) float64 {
	if r.IntN(3) > 0 {
		return 0
	}
	return pick(r, Smoothings(f)...)
}

// bearable reports whether the logits divided by t, and their differences, are within
// the range, and rounding them is no more than a rounding: where numbers of f are 1 and
// more apart, differences of logits would change by as much.
func bearable(f dtype.Format, x []float64, t float64) bool {
	lo, hi := ends(x)
	top := max(-lo, hi, hi-lo)
	fraction, _ := math.Frexp(t)
	return top/t <= f.Max() && (fraction == 0.5 || f.Spacing(top/t) < 1)
}

// summable reports whether n losses have a sum within the range.
func summable(f dtype.Format, x []float64, t float64, n int) bool {
	lo, hi := ends(x)
	return float64(hi/t-lo/t+16)*float64(n) <= f.Max()
}

// ends returns the least and the largest finite logit, 0 and 0 where there is none.
func ends(x []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if !math.IsInf(v, 0) && v == v {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi {
		return 0, 0
	}
	return lo, hi
}
