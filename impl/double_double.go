package impl

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// doubleDouble computes to about 100 bits and rounds once: what an answer looks
// like when only the output format limits it.
func doubleDouble() Implementation {
	return Implementation{
		Name:     "double-double",
		Function: function.Softmax,
		About: "Exact shift, exponential, sum and quotient in double-double arithmetic, one rounding at the end: " +
			"correctly rounded unless the exact answer is within (3K + 32)·2^-106 of itself of a midpoint.",
		Source: "Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18, 1971; " +
			"operations as in Joldes, Muller and Popescu, ACM TOMS 44(2), 2017",
		Arithmetics: doubleDoubleArithmetics(),
		Model:       doubleDoubleModel,
		Compute:     onLogits(doubleDoubleSoftmax),
	}
}

func doubleDoubleArithmetics() []Arithmetic {
	var as []Arithmetic
	for _, f := range dtype.All() {
		as = append(as, Arithmetic{Storage: f, Accumulate: dtype.Float64})
	}
	return as
}

// doubleDoubleModel: no operation is rounded to float64, and 2^-30 ulp (a
// relative 2^-82) covers the exponentials, the sum and the quotient together for
// K up to 2^22.
func doubleDoubleModel(a Arithmetic) Model {
	m := shiftedModel(a)
	m.ExpULP = 0x1p-30
	m.Sum = Exact
	m.Scheme = DoubleDouble
	return m
}

// doubleDoubleSoftmax computes, with m = max x_i,
//
//	d_i = x_i − m, exactly, as a double-double
//	e_i = p_i·2^k_i = ddExp(d_i); 0 where d_i < −746
//	s = ((e_1 + e_2) + e_3) + …, left to right, in double-double
//	y_i = store((p_i/s)·2^k_i), rounded once from the double-double quotient
//
// Before that rounding y_i has a relative error of at most (3K + 32)u², with
// u = 2^-53: 8u² for the exponential, 8u² + 3(K−1)u² for the sum, 15u² for the
// quotient, and the terms of higher order fit into what is left. Below
// e^-746 < 2^-1076 the answer is zero in every dtype, and such terms, and
// the bits of p_i·2^k_i that underflow, change s ≥ 1 by less than K·2^-1073.
func doubleDoubleSoftmax(a Arithmetic, y, x []float64) {
	m := maximum(x)
	var s dd
	for _, v := range x {
		p, k := ddShiftedExp(v, m)
		s = s.add(p.scale(k))
	}
	for i, v := range x {
		p, k := ddShiftedExp(v, m)
		y[i] = p.div(s).roundScaled(a.Storage, k)
	}
}

// ddShiftedExp returns e^(v−m) = p·2^k for v ≤ m, or NaN as v − m is.
func ddShiftedExp(v, m float64) (p dd, k int) {
	d := twoSum(v, -m)
	switch {
	case d.hi != d.hi:
		return dd{math.NaN(), 0}, 0
	case d.hi < -746: // −Inf too, where d.lo is NaN
		return dd{}, 0
	}
	return ddExp(d)
}

// roundScaled returns x·2^k, x ≥ 0, rounded once to f.
func (x dd) roundScaled(f dtype.Format, k int) float64 {
	switch {
	case x.hi == 0 || x.hi != x.hi:
		return f.Round(x.hi)
	case f != dtype.Float64:
		// A float64 that underflows here is zero in every narrower format.
		return f.Round(math.Ldexp(x.odd(), k))
	case math.Ilogb(x.hi)+k >= f.MinExp():
		return math.Ldexp(x.hi, k) // x.hi is x rounded to 53 bits
	}
	// The exact answer is subnormal. c is a number whose spacing is the
	// smallest number over 2^k, so that adding it rounds x there. The low parts
	// are added to odd: a midpoint is met only where the exact sum is one.
	c := math.Ldexp(1, f.MinExp()-k)
	s := twoSum(c, x.hi)
	low := twoSum(s.lo, x.lo)
	return math.Ldexp((s.hi+low.odd())-c, k)
}
