package impl

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

//go:generate go run ./internal/generate -kernel table -o table_constants.go

// table is the softmax on top of a C library's table-driven exponential: the
// passes of threePass.
func table() Implementation {
	return Implementation{
		Name:        "table",
		Function:    function.Softmax,
		About:       "Three passes with a table-driven exponential: 32 powers of 2 to twice the precision, a short polynomial.",
		Source:      "Tang, Table-driven implementation of the exponential function in IEEE floating-point arithmetic, ACM TOMS 15(2), 1989",
		Arithmetics: append([]Arithmetic{{Storage: dtype.Float64, Accumulate: dtype.Float64}}, float32Arithmetics()...),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.ExpULP = tableExpULP
			return m
		},
		Compute: onLogits(func(a Arithmetic, y, x []float64) { threePass(a, y, x, tableExp) }),
	}
}

// tableExpULP bounds the error of tableExp in ulps of the dtype.
//
// In float64 by proof, u = 2^-53 and an ulp of a number in [1, 2) being 2u.
// |n| < 2^16 and hi has 32 bits, so n·hi is exact; so is x − n·hi, a multiple of
// 2^-59 below 2^-6 where n ≠ 0. n·lo errs by less than 2^-75 and the difference
// r, |r| < 0.01085 < 2^-6, by 2^-60 = u/128. In p = r + r²c the product, below
// 2^-14, errs by 4u·2^-14 and the sum by u/128; times S < 2 that is u/32 and a
// little. S·p < 2^-5 errs by u/64, s + S·p by another. s·p, left out, is below
// 0.011u, and the polynomial is good to 2^-63 of e^r. Together 0.08u: with the
// last sum 0.54 ulp. Where that sum is below 1, an ulp is u, but S = 1 and s = 0
// are exact, and the rest is 0.017u: 0.52 ulp. A subnormal result is rounded
// once more, to at least twice the spacing: 0.27 + 0.5 ulp.
//
// In float32 the largest error over every number in [−105, 0] is
// 0.754721 ulp, at −0x1.5f05d8p+06:
// go test ./impl -run TableExpSweep -exhaustive -v prints it.
const tableExpULP = 0.78

// tablePower is 2^(j/32) as an unevaluated sum, |lo| ≤ u·hi.
type tablePower struct{ hi, lo float64 }

// tableConstants are the constants of tableExp for one dtype, all of them
// numbers of it.
type tableConstants struct {
	inverse        float64        // 32/ln 2
	stepHi, stepLo float64        // ln 2/32; multiples of stepHi are exact
	c              []float64      // e^r ≈ 1 + r + r²·Σ c_i r^i
	power          [32]tablePower // 2^(j/32)
}

// tableExp returns e^x for x ≤ 0 in the accumulation dtype, float64 or
// float32, gradual underflow included:
//
//	n = round(x·32/ln 2) = 32k + j
//	r = (x − n·hi) − n·lo, with hi + lo ≈ ln 2/32, the first difference exact
//	p = r + r²·c(r) ≈ e^r − 1, c by Horner's rule
//	e = (S + (s + S·p))·2^k, with S + s ≈ 2^(j/32), rounded once
func tableExp(a Arithmetic, x float64) float64 {
	// Numbers of the size of magic are the integers: adding it rounds. Below
	// least, e^x is less than half of the smallest number.
	t, magic, least := &tableFloat64, 0x1.8p52, -745.14
	if a.Accumulate == dtype.Float32 {
		t, magic, least = &tableFloat32, 0x1.8p23, -104
	}
	switch {
	case x != x:
		return x
	case x < least:
		return 0
	}
	n := a.Sub(a.Add(a.Mul(x, t.inverse), magic), magic)
	r := a.Sub(a.Sub(x, a.Mul(n, t.stepHi)), a.Mul(n, t.stepLo))

	i := len(t.c) - 1
	c := t.c[i]
	for i--; i >= 0; i-- {
		c = a.Add(a.Mul(c, r), t.c[i])
	}
	p := a.Add(r, a.Mul(a.Mul(r, r), c))

	// The shift is arithmetic, so 0 ≤ j < 32 also for negative n.
	k := int(n) >> 5
	s := t.power[int(n)&31]
	e := a.Add(s.hi, a.Add(s.lo, a.Mul(s.hi, p)))
	return scaleByPower(a, e, k)
}
