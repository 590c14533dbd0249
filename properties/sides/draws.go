package sides

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// fit returns the number of f nearest to v, ±Max where that would overflow.
func fit(f dtype.Format, v float64) float64 {
	return f.Round(max(-f.Max(), min(f.Max(), v)))
}

// noise returns a number of mean 0 between −2 and 2, most of them near 0: the sum of
// four uniform ones.
func noise(r *rand.Rand) float64 {
	return (r.Float64() + r.Float64()) + (r.Float64() + r.Float64()) - 2
}

// pick returns one of the values.
func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// signed returns v or −v.
func signed(r *rand.Rand, v float64) float64 {
	if r.IntN(2) == 0 {
		return -v
	}
	return v
}

// power returns a power of two, mostly near 1, that f has and of which 8 times, and the
// sum of k numbers up to 4 times, are below Max.
func power(f dtype.Format, r *rand.Rand, k int) float64 {
	e := r.IntN(7) - 3
	if r.IntN(4) == 0 {
		e = r.IntN(f.MaxExp()-f.MinExp()) + f.MinExp()
	}
	_, n := math.Frexp(float64(k)) // k < 2^n
	return math.Ldexp(1, max(min(max(e, f.MinExp()), f.MaxExp()-3-n), f.SpacingExp(f.MinExp())))
}

// each returns a number for each logit.
func each(x []float64, number func(i int) float64) []float64 {
	g := make([]float64, len(x))
	for i := range g {
		g[i] = number(i)
	}
	return g
}
