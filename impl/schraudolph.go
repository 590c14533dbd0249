package impl

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// schraudolph is the softmax of neural networks on small processors: the passes
// of threePass with an exponential that is one multiplication, one conversion
// to an integer and one integer addition.
func schraudolph() Implementation {
	return Implementation{
		Name:     "schraudolph",
		Function: function.Softmax,
		About: "Three passes with a bit-trick exponential: a linear function of x read as the bits of a number, " +
			"off by up to 3 %, zero instead of subnormal.",
		Source:      "Schraudolph, A fast, compact approximation of the exponential function, Neural Computation 11(4), 1999",
		Arithmetics: append([]Arithmetic{{Storage: dtype.Float64, Accumulate: dtype.Float64}}, float32Arithmetics()...),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			// A number below 2^(e+1) whose spacing is 2^(e+1)·u.
			m.ExpULP = schraudolphError / a.Accumulate.UnitRoundoff()
			m.ExpRelative, m.ExpZeroExact = schraudolphError, false
			m.FlushSubnormals = true
			return m
		},
		Compute: onLogits(func(a Arithmetic, y, x []float64) { threePass(a, y, x, schraudolphExp) }),
	}
}

// schraudolphError bounds |ê/e^x − 1| for e^x ≥ 2^MinExp.
//
// Proof. Let t = x/ln 2 − c and g = t − ⌊t⌋. Read as bits, t + bias is
// 2^⌊t⌋·(1 + g), and e^x = 2^⌊t⌋·2^g·2^c: the ratio is 2^-c·(1 + g)/2^g, where
// (1 + g)/2^g runs from 1 to 2/(e·ln 2) = 1.0614757. The c that makes both ends
// equally wrong has 2^-c = 2/(1 + 1.0614757) = 0.9701788, an error of
// 2.98212 %; 45799 units of 2^-20 and 366393 of 2^-23 are that c to half a unit.
// Rounding t changes 1 + g ≥ 1 by what it changes g: in float64, whose high word
// has units of 2^-20, by half a unit (4.8e-7); in float32, with units of 2^-23,
// by 15 units for the error of the factor a, 32 for the product's rounding and a
// half (5.7e-6). A result raised to 2^MinExp is within 1 − 2^-c too. Together
// below 2.983 %. Over every float32 with a normal exponential the largest is
// 0.02982507, at −0x1.50e87p+06:
// go test ./impl -run SchraudolphExpSweep -exhaustive -v prints it.
const schraudolphError = 0.02983

// schraudolphExp returns an approximation of e^x for x ≤ 0 in the accumulation
// dtype, float64 or float32:
//
//	i = round(fl(a·x)) + (bias − c), an integer, with a = unit/ln 2
//	e = the number with the bits max(i, those of 2^MinExp)
//
// In float64 i is the high word and the low word is zero. Where e^x is
// subnormal the result is zero: the integer would run into other formats' bits
// or the sign.
func schraudolphExp(a Arithmetic, x float64) float64 {
	if x != x {
		return x
	}
	if a.Accumulate == dtype.Float32 {
		const factor = 12102203       // 2^23/ln 2 = 12102203.16 as a float32
		const least = -0x1.5d589ep+06 // ln 2^-126 rounded up
		if x < least {
			return 0
		}
		i := int32(a.Mul(factor, x)) + (127<<23 - 366393)
		return float64(math.Float32frombits(uint32(max(i, 1<<23))))
	}
	const factor = (1 << 20) / math.Ln2
	const least = -0x1.6232bdd7abcd2p+09 // ln 2^-1022 rounded up
	if x < least {
		return 0
	}
	i := int32(math.RoundToEven(float64(factor*x))) + (1023<<20 - 45799)
	return math.Float64frombits(uint64(max(i, 1<<20)) << 32)
}
