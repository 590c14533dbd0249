package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// ranges are exponentials that fail in a part of their range.
func ranges() []Mutant {
	a := alone(dtype.Float32)
	three := func(exp func(d float64) float64) func() func(y []float64, in function.Input) {
		return stateless(plain{Arithmetic: a, exp: exp}.softmax)
	}
	return []Mutant{
		{
			Name: "exp-magic-round-overflow", Severity: "catastrophic",
			About:  "x·log2 e is rounded by adding 1.5·2^23 and the integer read from the low bits, without a clamp at 2^22",
			Source: "tt-metal PR#55802",
			Of:     "poly32", Function: function.Softmax, Arithmetic: a,
			New: three(func(d float64) float64 { return magicExp(a, d, math.Inf(-1)) }),
		},
		{
			Name: "exp-clamp-minus10", Severity: "percent..O(1)",
			About:  "the table of exponentials ends at −10: below, e^-10",
			Source: "TFLite, SoftMaxCalculateExp",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: three(func(d float64) float64 {
				if math.IsInf(d, -1) {
					return 0 // masked, not looked up
				}
				return a.Exp(max(d, -10))
			}),
		},
		{
			Name: "exp-clamp-minus10/int8", Severity: "percent..O(1)",
			About:  "the table of exponentials ends at −10: below, e^-10",
			Source: "TFLite, SoftMaxCalculateExp",
			Of:     "int8", Function: function.Softmax, Arithmetic: a,
			New: int8Of(func(z []float64) []float64 {
				m := largest(z)
				for i, v := range z {
					if !math.IsInf(v, -1) {
						z[i] = max(v, a.Sub(m, 10))
					}
				}
				return z
			}),
		},
		{
			Name: "exp-ftz", Severity: "subtle",
			About:  "exponentials below the smallest normal number are flushed to 0, though the model does not say so",
			Source: "gomlx/compute PR#18",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: three(func(d float64) float64 {
				if e := a.Exp(d); !(e < a.Accumulate.MinNormal()) {
					return e
				}
				return 0
			}),
		},
		{
			Name: "expm1-plus-1", Severity: "subtle",
			About:  "e^x is computed as 1 + (e^x − 1): small probabilities lose their digits",
			Source: "synthetic",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: three(func(d float64) float64 {
				// Near 0 the difference of float64s is off by 2^-53, nothing beside 1.
				return a.Add(1, a.Round(alone(dtype.Float64).Exp(d)-1))
			}),
		},
	}
}

// magicExp returns e^d for d ≤ 0 in float32:
//
//	k = round(d·log2 e), read from the low 23 bits of fl(d·log2 e + 1.5·2^23)
//	r = d − k·ln 2, e = 2^k·Σ r^n/n!, n ≤ 9, rounded once
//
// The bits are those of an integer as long as it is −2^22 or more; d below least
// is 0 beforehand, and −104 is the clamp that belongs there.
func magicExp(a impl.Arithmetic, d, least float64) float64 {
	switch {
	case d != d:
		return d
	case d < least || math.IsInf(d, -1):
		return 0
	}
	const magic = 0x1.8p23
	t := a.Add(a.Mul(d, a.Round(math.Log2E)), magic)
	k := int(math.Float32bits(float32(t))&(1<<23-1)) - 1<<22
	if k < -152 { // below half of the smallest number
		return 0
	}
	// |r| ≤ 0.35 where k is right: the terms left out are below 1e-11.
	r := d - float64(float64(k)*math.Ln2)
	p := 1.0
	for n := 9; n > 0; n-- {
		p = 1 + float64(p*r/float64(n))
	}
	return a.Round(math.Ldexp(p, k))
}
