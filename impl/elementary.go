package impl

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl/internal/elementary"
)

// narrowULP bounds the error of an elementary function that is computed in
// float64 to within 0.9 ulp and then rounded to a format of at most 24 bits, of
// whose ulps 0.9 of float64's is at most 2^-28: subnormal results too.
const narrowULP = 0.5 + 0x1p-28

// Exp returns e^x, rounded to Accumulate: to within [Arithmetic.ExpULP].
func (a Arithmetic) Exp(x float64) float64 { return a.Round(elementary.Exp(x)) }

// Exp2 returns 2^x, rounded to Accumulate: to within [Arithmetic.Exp2ULP].
func (a Arithmetic) Exp2(x float64) float64 { return a.Round(elementary.Exp2(x)) }

// Log returns log x, rounded to Accumulate: to within [Arithmetic.LogULP].
func (a Arithmetic) Log(x float64) float64 { return a.Round(elementary.Log(x)) }

// Log1p returns log(1 + x), rounded to Accumulate: to within [Arithmetic.LogULP].
func (a Arithmetic) Log1p(x float64) float64 { return a.Round(elementary.Log1p(x)) }

// expPair returns e^x = m·2^k with m of Accumulate between √½ and √2, to within
// [Arithmetic.ExpULP] ulps of m; see [elementary.ExpPair] for |x| > 2^20.
func (a Arithmetic) expPair(x float64) (m float64, k int) {
	m, k = elementary.ExpPair(x)
	return a.Round(m), k
}

// scale returns m·2^k, which is exact unless it underflows.
func (a Arithmetic) scale(m float64, k int) float64 {
	if k == 0 {
		return m
	}
	return a.Round(math.Ldexp(m, k))
}

// ExpULP bounds the error of [Arithmetic.Exp] in ulps of Accumulate.
func (a Arithmetic) ExpULP() float64 { return a.ulps(elementary.ExpULP) }

// Exp2ULP bounds the error of [Arithmetic.Exp2] in ulps of Accumulate.
func (a Arithmetic) Exp2ULP() float64 { return a.ulps(elementary.ExpULP) }

// LogULP bounds the error of [Arithmetic.Log] and [Arithmetic.Log1p] in ulps of
// Accumulate.
func (a Arithmetic) LogULP() float64 { return a.ulps(elementary.LogULP) }

// ulps returns the bound for a function that float64 computes to within wide.
func (a Arithmetic) ulps(wide float64) float64 {
	if a.Accumulate == dtype.Float64 {
		return wide
	}
	return narrowULP
}
