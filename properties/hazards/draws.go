package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// fit returns the number of f nearest to x, ±Max where that would overflow.
func fit(f dtype.Format, x float64) float64 {
	return f.Round(max(-f.Max(), min(f.Max(), x)))
}

// uniform returns a number of [lo, hi).
func uniform(r *rand.Rand, lo, hi float64) float64 {
	return lo + float64((hi-lo)*r.Float64())
}

// standard returns a number of mean 0 and variance 1 that is normal to the
// eye: the sum of twelve uniform ones, less 6 (Irwin and Hall). It ends at ±6,
// and unlike the ziggurat it needs no logarithm.
func standard(r *rand.Rand) float64 {
	sum := 0 // of twelve 16-bit numbers, of mean 12·32768 − 6
	for range 3 {
		u := r.Uint64()
		sum += int(u&0xffff) + int(u>>16&0xffff) + int(u>>32&0xffff) + int(u>>48)
	}
	// A thirteenth uniform number fills the bits below 2^-16 and centres the sum.
	return (float64(sum-12*32768) + float64(12*r.Float64())) / 65536
}

// gaussian returns k numbers of f around mean.
func gaussian(f dtype.Format, r *rand.Rand, k int, mean, scale float64) []float64 {
	x := make([]float64, k)
	for i := range x {
		x[i] = fit(f, mean+float64(scale*standard(r)))
	}
	return x
}

// below returns k numbers of f that are from 1 to 16 below top.
func below(f dtype.Format, r *rand.Rand, k int, top float64) []float64 {
	x := make([]float64, k)
	for i := range x {
		x[i] = fit(f, top-uniform(r, 1, 16))
	}
	return x
}

// pick returns one of the values.
func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// signed returns x or -x.
func signed(r *rand.Rand, x float64) float64 {
	if r.IntN(2) == 0 {
		return -x
	}
	return x
}

// nudge returns the number of f that is n numbers above x, below where n is
// negative; ±Max at the ends of the range. x is a number of f.
func nudge(f dtype.Format, x float64, n int) float64 {
	for ; n > 0 && x < f.Max(); n-- {
		x = f.NextUp(x)
	}
	for ; n < 0 && x > -f.Max(); n++ {
		x = f.NextDown(x)
	}
	return x
}

// anyFinite returns a number of f with random bits.
func anyFinite(f dtype.Format, r *rand.Rand) float64 {
	for {
		x := f.Decode(r.Uint64())
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			return x
		}
	}
}

// landmark returns a number of f at which something changes: zeros, the ends
// of the subnormal, normal and finite ranges, the thresholds of exp and their
// neighbours, of either sign; or one with random bits.
func landmark(f dtype.Format, r *rand.Rand) float64 {
	a := arithmetic(f, r)
	switch r.IntN(10) {
	case 0:
		return signed(r, 0)
	case 1:
		return signed(r, 1)
	case 2:
		return signed(r, f.MinSubnormal())
	case 3:
		return signed(r, f.MinNormal())
	case 4:
		return signed(r, f.Max())
	case 5:
		return signed(r, f.Max()/2)
	case 6:
		return signed(r, nudge(f, fit(f, a.ExpOverflow()), r.IntN(3)-1))
	case 7:
		return signed(r, nudge(f, fit(f, pick(r, a.ExpMinNormal(), a.ExpUnderflow())), r.IntN(3)-1))
	case 8:
		return fit(f, float64(16*standard(r)))
	default:
		return anyFinite(f, r)
	}
}
