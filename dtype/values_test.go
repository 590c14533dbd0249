package dtype

import (
	"math"
	"math/big"
	"math/rand/v2"
)

// small are the formats whose patterns can all be tried.
func small() []Format { return []Format{Float16, BFloat16, Float8E4M3FN, Float8E5M2} }

// magnitudes returns the non-negative finite numbers of a small format in
// increasing order, by counting patterns up from +0. TestDecode holds the
// decoding against independent ones.
func magnitudes(f Format) []float64 {
	var vs []float64
	for b := uint64(0); ; b++ {
		v := f.Decode(b)
		if v != v || v > f.Max() {
			return vs
		}
		vs = append(vs, v)
	}
}

// random returns a finite float64 whose pattern is uniform, so that all
// exponents are equally likely.
func random(r *rand.Rand) float64 {
	for {
		x := math.Float64frombits(r.Uint64())
		if !math.IsInf(x, 0) && x == x {
			return x
		}
	}
}

// randomIn returns a number of full float64 precision whose exponent is uniform
// from four binades below what rounds to zero in f to two above Max, as far as
// float64 goes.
func randomIn(r *rand.Rand, f Format) float64 {
	lo := f.MinExp() - f.Precision() - 4
	e := min(lo+r.IntN(f.MaxExp()+3-lo), 1023)
	x := math.Ldexp(1+r.Float64(), e)
	if r.IntN(2) == 0 {
		return -x
	}
	return x
}

// same reports whether x and y are the same number, signs of zeros included,
// or both NaN.
func same(x, y float64) bool {
	if x != x || y != y {
		return x != x && y != y
	}
	return x == y && math.Signbit(x) == math.Signbit(y)
}

// specials are float64s on which conversions go wrong.
func specials() []float64 {
	vs := []float64{
		0, 1, math.Pi, 1.0 / 3, math.MaxFloat64, math.SmallestNonzeroFloat64, 0x1p-1022,
		math.MaxFloat32, math.SmallestNonzeroFloat32, 0x1p-126, 0x1.ffffffp127,
		0x1.fffffefffffffp127, 0x1p-150, 0x1.0000000000001p-150, 0x1p128, math.Inf(1), math.NaN(),
	}
	for _, f := range All() {
		vs = append(vs, f.Max(), f.MinNormal(), f.MinSubnormal(), f.MinSubnormal()/2)
	}
	for _, v := range vs {
		vs = append(vs, -v)
	}
	return vs
}

// plus returns x + sign·2^exp exactly.
func plus(x float64, sign, exp int) *big.Float {
	eps := new(big.Float).SetMantExp(big.NewFloat(float64(sign)), exp)
	return new(big.Float).SetPrec(4000).Add(big.NewFloat(x), eps)
}
