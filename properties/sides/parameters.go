package sides

import (
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
