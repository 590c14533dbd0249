package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// exponential returns the defects of exponentials.
func exponential() []Mutant {
	return section("B", append(polynomials(), ranges()...))
}

// polynomials approximate e^d too coarsely.
func polynomials() []Mutant {
	a := alone(dtype.Float32)
	three := func(exp func(d float64) float64) func() func(y []float64, in function.Input) {
		return stateless(plain{Arithmetic: a, exp: exp}.softmax)
	}
	return []Mutant{
		{
			Name: "exp-schraudolph", Severity: "percent..O(1)",
			About:  "e^x read off the bits of a linear function of x, without the correction that centres the error",
			Source: "tract PR#2318; Schraudolph 1999",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: three(schraudolphExp),
		},
		{
			Name: "exp-poly-deg1", Severity: "percent..O(1)",
			About:  "the fraction's power of two is a linear polynomial, minimax, off by 3 %",
			Source: "OpenVINO PR#37857",
			Of:     "base2", Function: function.Softmax, Arithmetic: a,
			New: three(powerOfTwo(a, horner(a, linear, linear))),
		},
		{
			Name: "exp-poly-deg2", Severity: "1e-5..1e-2 rel",
			About:  "the fraction's power of two is a polynomial of degree 2 instead of 3",
			Source: "flash-attention PR#2316",
			Of:     "cubic-exp2", Function: function.Softmax, Arithmetic: a,
			New: three(powerOfTwo(a, horner(a, 1, quadratic1, quadratic2))),
		},
		{
			Name: "exp-taylor-not-minimax", Severity: "subtle",
			About:  "the fraction's power of two, on [0, 1), is the Taylor polynomial of degree 5 at 0",
			Source: "synthetic; Muller, Elementary Functions",
			Of:     "base2", Function: function.Softmax, Arithmetic: a,
			New: three(powerOfTwo(a, horner(a, taylor2()...))),
		},
		{
			Name: "exp-f16-lut", Severity: "1e-5..1e-2 rel",
			About:  "e^x from a table of all float16 numbers: argument and value are rounded to float16",
			Source: "llama.cpp PR#7154",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: three(func(d float64) float64 {
				return dtype.Float16.Round(a.Exp(dtype.Float16.Round(d)))
			}),
		},
		{
			Name: "exp-base2-missing-log2e", Severity: "percent..O(1)",
			About:  "2^x in place of e^x: the factor log2 e is missing",
			Source: "CMSIS-NN arm_softmax_q7; CMSIS_5#940",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: three(a.Exp2),
		},
		{
			Name: "exp-base2-missing-log2e/int8", Severity: "percent..O(1)",
			About:  "a table of powers of 2 in place of those of e: the factor log2 e is missing",
			Source: "CMSIS-NN arm_softmax_q7; CMSIS_5#940",
			Of:     "int8", Function: function.Softmax, Arithmetic: a,
			New: int8Of(func(z []float64) []float64 {
				// 2^d = e^(d·ln 2), and the codes, steps of the range, stay as they are.
				for i, v := range z {
					z[i] = a.Mul(v, a.Round(math.Ln2))
				}
				return z
			}),
		},
		{
			Name: "exp-power-of-two-only", Severity: "percent..O(1)",
			About:  "in rows of 4 and more, a vector, e^x is the nearest power of two",
			Source: "NNPACK#174",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: stateless(nearestPowers),
		},
		{
			Name: "exp-power-of-two-only/reciprocal", Severity: "percent..O(1)",
			About:  "the reciprocal of the sum has 12 bits, as an instruction estimates it, and is not refined",
			Source: "NNPACK#174",
			Of:     "reciprocal", Function: function.Softmax, Arithmetic: a,
			New: stateless(plain{Arithmetic: a, ratio: func(e, s float64) float64 {
				return a.Mul(e, bits(a.Div(1, s), 12))
			}}.softmax),
		},
	}
}

// nearestPowers is a softmax of powers of two, of e from 3 logits down.
func nearestPowers(y, x []float64) {
	a := alone(dtype.Float32)
	p := plain{Arithmetic: a}
	if len(x) >= 4 {
		p.exp = func(d float64) float64 { return a.Exp2(math.RoundToEven(a.Mul(d, a.Round(math.Log2E)))) }
	}
	p.softmax(y, x)
}

// bits rounds x to n significant bits, halves away from zero.
func bits(x float64, n int) float64 {
	m, e := math.Frexp(x)
	return math.Ldexp(math.Round(math.Ldexp(m, n)), e-n)
}

// linear·(1 + f) is the minimax linear polynomial for 2^f on [0, 1]: (1 + f)/2^f
// runs from 1 to 2/(e·ln 2) and back to 1, so the three relative errors are equal.
const linear = 2 / (1 + 2/(math.E*math.Ln2))

// 1 + quadratic1·f + quadratic2·f² is the best for 2^f on [0, 1] among those that
// are 1 at 0: its relative error is −, + and −2.0533e-3 at three points, the last
// of them 1, as TestQuadratic checks. Rounded to float32.
const (
	quadratic1 = 0x1.54f8d6p-1
	quadratic2 = 0x1.51d9ccp-2
)

// taylor2 returns the coefficients of Σ (f·ln 2)^k/k!, k ≤ 5.
func taylor2() []float64 {
	c := []float64{1, math.Ln2, 0, 0, 0, 0}
	for k := 2; k < len(c); k++ {
		c[k] = c[k-1] * math.Ln2 / float64(k)
	}
	return c
}

// horner returns the polynomial with the coefficients c, constant first, rounded.
func horner(a impl.Arithmetic, c ...float64) func(f float64) float64 {
	return func(f float64) float64 {
		p := a.Round(c[len(c)-1])
		for i := len(c) - 2; i >= 0; i-- {
			p = a.Add(a.Mul(p, f), a.Round(c[i]))
		}
		return p
	}
}

// powerOfTwo returns e^d = 2^k·pow(f), k = ⌊d·log2 e⌋, with f in [0, 1].
func powerOfTwo(a impl.Arithmetic, pow func(f float64) float64) func(d float64) float64 {
	return func(d float64) float64 {
		t := a.Mul(d, a.Round(math.Log2E))
		switch {
		case t != t:
			return t
		case t < -160: // below half of float32's smallest number
			return 0
		}
		k := math.Floor(t)
		return a.Round(math.Ldexp(pow(a.Sub(t, k)), int(k)))
	}
}

// schraudolphExp reads 2^23·(d/ln 2 + 127) as the bits of a float32.
func schraudolphExp(d float64) float64 {
	switch {
	case d != d:
		return d
	case d < -87: // near the smallest normal number
		return 0
	}
	const factor = 12102203 // 2^23/ln 2
	a := alone(dtype.Float32)
	return float64(math.Float32frombits(uint32(int32(a.Mul(factor, d)) + 127<<23)))
}

// int8Of is impl's int8 with the logits that it is given edited before.
func int8Of(edit func(z []float64) []float64) func() func(y []float64, in function.Input) {
	a := alone(dtype.Float32)
	im, err := impl.Find("int8", function.Softmax)
	return stateless(func(y, x []float64) {
		if err == nil { // Mutant.Subject reports it
			im.Compute(a, y, function.Logits(edit(append([]float64{}, x...))))
		}
	})
}
