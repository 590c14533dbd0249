package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

//go:generate go run ./internal/generate -kernel poly32 -o poly32_constants.go

// poly32 is the softmax of vectorised CPU libraries: the three passes of
// threePass in float32, with an exponential that is a dozen multiplications and
// additions.
func poly32() Implementation {
	return Implementation{
		Name:        "poly32",
		Function:    function.Softmax,
		About:       "Three passes with a float32 exponential, Cody–Waite reduction and a minimax polynomial, good to 0.99 ulp.",
		Source:      "Cody and Waite, Software Manual for the Elementary Functions, 1980, chapter 6",
		Arithmetics: float32Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.ExpULP = poly32ExpULP
			return m
		},
		Compute: onLogits(func(a Arithmetic, y, x []float64) { threePass(a, y, x, poly32Exp) }),
	}
}

// poly32ExpULP bounds the error of poly32Exp in ulps of float32. Over every
// float32 in [−105, 0] the largest error is 0.988806 ulp, at −0x1.b61052p+04:
// go test ./impl -run Poly32ExpSweep -exhaustive -v prints it.
const poly32ExpULP = 0.98881

// poly32Exp returns e^x for x ≤ 0 in float32, gradual underflow included:
//
//	k = round(x·log2 e)
//	r = (x − k·hi) − k·lo, with hi + lo ≈ ln 2, the first difference exact
//	p = 1 + (r + r²·q(r)), q of degree 4 by Horner's rule
//	e = p·2^k, rounded once
//
// Every operation is one of float32, none fused.
func poly32Exp(a Arithmetic, x float64) float64 {
	switch {
	case x != x:
		return x
	case x < -104: // below 2^-150, half of the smallest number
		return 0
	}
	// The numbers around 1.5·2^23 are the integers: the addition rounds.
	const magic = 0x1.8p23
	k := a.Sub(a.Add(a.Mul(x, poly32Log2E), magic), magic)
	r := a.Sub(a.Sub(x, a.Mul(k, poly32Ln2Hi)), a.Mul(k, poly32Ln2Lo))

	q := a.Add(a.Mul(poly32C6, r), poly32C5)
	q = a.Add(a.Mul(q, r), poly32C4)
	q = a.Add(a.Mul(q, r), poly32C3)
	q = a.Add(a.Mul(q, r), poly32C2)
	p := a.Add(1, a.Add(r, a.Mul(a.Mul(r, r), q)))
	return scaleByPower(a, p, int(k))
}

// scaleByPower returns p·2^k, rounded once, for p in [1/2, 2] and k ≤ 0 down to
// the exponent of half the smallest number of the dtype, less one: p·2^(k+half)
// is normal, so the first product is exact.
func scaleByPower(a Arithmetic, p float64, k int) float64 {
	half := -a.Accumulate.MinExp() / 2
	return a.Mul(a.Mul(p, powerOfTwo(k+half)), powerOfTwo(-half))
}

// powerOfTwo returns 2^k for −1022 ≤ k ≤ 1023.
func powerOfTwo(k int) float64 { return math.Float64frombits(uint64(k+1023) << 52) }
