package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// quantised is section I: integer arithmetic.
//
// q-double-rounding, the rounding of a product to an intermediate scale before that
// to the output's, cannot be observed here: it moves an answer by one step of 1/256
// where the product lies within half an intermediate step of a tie, so its error
// is half a step and a little, and the allowance of the int8 softmax is a step.
func quantised() []Mutant {
	return section("I", []Mutant{
		int8Wraps(),
		accumulatorOverflows(),
		exponentialOverflows(),
		rescaledTwice(),
		exponentialNotInterpolated(),
		reciprocalNotInterpolated(),
		quantisedBeforeDifference(),
		negativeShift(),
	})
}

// int8Steps are the steps of the int8 softmax that a mutant may replace; nil ones
// are correct.
type int8Steps struct {
	// index returns how many steps v is below the largest logit.
	index func(largest, v, scale float64) int
	// exp turns the exponential of d into what is kept of it.
	exp func(e, d float64) float64
	// saturate turns a code, which may be 128, into one of int8.
	saturate func(q int) int
}

// quantisedSoftmax is impl's int8 softmax, operation by operation.
func quantisedSoftmax(a impl.Arithmetic, y, x []float64, steps int8Steps) {
	m, l := math.Inf(-1), math.Inf(1)
	for _, v := range x {
		m = max(m, v) // and NaN stays NaN
		if !math.IsInf(v, -1) {
			l = min(l, v)
		}
	}
	if m != m || math.IsInf(m, 0) {
		for i := range y {
			y[i] = math.NaN()
		}
		return
	}
	top := a.Accumulate.Max()
	scale := a.Div(min(a.Sub(m, l), top), 255)
	if scale == 0 {
		scale = 1
	}
	index := steps.index
	if index == nil {
		index = func(m, v, scale float64) int {
			return min(int(math.Round(a.Div(min(a.Sub(m, v), top), scale))), 255)
		}
	}
	exp := func(n int) float64 {
		d := a.Mul(-scale, float64(n))
		if steps.exp == nil {
			return a.Exp(d)
		}
		return steps.exp(a.Exp(d), d)
	}
	saturate := steps.saturate
	if saturate == nil {
		saturate = func(q int) int { return min(q, 127) }
	}

	var s float64
	for _, v := range x {
		if !math.IsInf(v, -1) {
			s = a.Add(s, exp(index(m, v, scale)))
		}
	}
	r := a.Div(1, a.Mul(s, 1.0/256))
	for i, v := range x {
		y[i] = 0
		if !math.IsInf(v, -1) {
			q := int(math.Round(a.Mul(exp(index(m, v, scale)), r))) - 128
			y[i] = float64(saturate(q)+128) / 256
		}
	}
}

// ofInt8 returns a mutant of the int8 softmax.
func ofInt8(name, severity, about, source string, steps func(a impl.Arithmetic) int8Steps) Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name: name, Severity: severity, About: about, Source: source,
		Of: "int8", Function: function.Softmax, Arithmetic: a,
		New: stateless(func(y, x []float64) { quantisedSoftmax(a, y, x, steps(a)) }),
	}
}

func int8Wraps() Mutant {
	return ofInt8("int8-clamp-255", "catastrophic",
		"saturates as uint8 does and casts to int8: a probability near 1 wraps to 0",
		"onnxruntime#29727, PR#29728",
		func(impl.Arithmetic) int8Steps {
			return int8Steps{saturate: func(q int) int { return int(int8(min(q, 255))) }}
		})
}

// rescaledTwice divides the number of steps, an integer, by their size once more.
// It shows where that is not 1.
func rescaledTwice() Mutant {
	return ofInt8("q-rescale-integer-twice", "percent",
		"a logit that is an integer already is divided by the scale again",
		"transformers#26767, #11755; I-BERT#4, #10",
		func(a impl.Arithmetic) int8Steps {
			return int8Steps{index: func(m, v, scale float64) int {
				n := math.Round(a.Div(min(a.Sub(m, v), a.Accumulate.Max()), scale))
				return int(min(math.Round(a.Div(n, scale)), 255))
			}}
		})
}

func quantisedBeforeDifference() Mutant {
	return ofInt8("q-beta-before-diff", "percent",
		"logits are rounded to the steps of the scale before the maximum is subtracted, each by itself",
		"synthetic",
		func(a impl.Arithmetic) int8Steps {
			return int8Steps{index: func(m, v, scale float64) int {
				n := math.Round(a.Div(m, scale)) - math.Round(a.Div(v, scale))
				return int(max(0, min(n, 255)))
			}}
		})
}

// exponentialOverflows has I-BERT's exponential p·2^-q, ½ < p ≤ 1, as the integer
// p·2^24 shifted left by 30 − q. Of 32 bits the low ones stay where q is small.
func exponentialOverflows() Mutant {
	return ofInt8("q-int32-exp-overflow", "catastrophic",
		"the integer exponential shifted by 30 − q exceeds 32 bits",
		"FQ-ViT#21",
		func(impl.Arithmetic) int8Steps {
			return int8Steps{exp: func(e, _ float64) float64 {
				if fixed := math.Ldexp(e, 24+30); fixed >= 1<<31 {
					return math.Ldexp(float64(int32(int64(fixed))), -24-30)
				}
				return e
			}}
		})
}

// negativeShift takes 2^k, k ≤ 0, for 1 shifted left by 8 + k. Below −8 that is
// undefined; a processor takes the count modulo 32.
func negativeShift() Mutant {
	return ofInt8("q7-negative-shift", "catastrophic",
		"shifts by the distance to a base 8 below the maximum, a negative number below that",
		"ARM-software/CMSIS_5#320, PR#324",
		func(impl.Arithmetic) int8Steps {
			return int8Steps{exp: func(e, d float64) float64 {
				k := int(math.Floor(d / math.Ln2))
				if k >= -8 || e == 0 {
					return e
				}
				return math.Ldexp(e, ((8+k)&31-8)-k)
			}}
		})
}

// accumulatorOverflows adds up in Q12.19, which 4096 terms of 1 overflow. An answer
// of 8 bits is 0 there, right or wrong, so it has the answers of float32.
func accumulatorOverflows() Mutant {
	a := alone(dtype.Float32)
	const range12 = 1 << 12
	return Mutant{
		Name:       "q-accum-12-integer-bits",
		Severity:   "catastrophic",
		About:      "the sum has 12 integer bits and a sign: from 4096 on it is negative",
		Source:     "TensorFlow Lite, softmax.h: kAccumulationIntegerBits",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			var s float64
			for _, v := range x {
				if s = a.Add(s, term(a, v, m)); s >= range12 {
					s -= 2 * range12
				}
			}
			divide(a, y, x, m, s)
		}),
	}
}

// exponentialNotInterpolated takes e^d from 513 nodes over [−10, 0], as an int16
// softmax does, without the interpolation in between.
func exponentialNotInterpolated() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "q-lut-interp-missing/exp",
		Severity:   "1e-5..1e-2",
		About:      "the exponential of the node of a table of 513 over [−10, 0], not interpolated",
		Source:     "TensorFlow Lite, SoftmaxInt16; CMSIS_5#470",
		Of:         "table",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			var s float64
			for i, v := range x {
				d := a.Sub(v, m)
				if d >= -10 {
					d = a.Div(math.Floor(a.Mul(d, 51.2)), 51.2)
				}
				y[i] = a.Exp(d)
				s = a.Add(s, y[i])
			}
			for i, e := range y {
				y[i] = a.Store(a.Div(e, s))
			}
		}),
	}
}

// reciprocalNotInterpolated takes 1/s from 513 nodes of 1/(1 + f) over [0, 1].
func reciprocalNotInterpolated() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "q-lut-interp-missing/reciprocal",
		Severity:   "1e-5..1e-2",
		About:      "the reciprocal of the node of a table of 513 over [1, 2], not interpolated",
		Source:     "TensorFlow Lite, SoftmaxInt16; CMSIS_5#470",
		Of:         "reciprocal",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			reciprocalSoftmax(a, y, x, m, tabulated(denominator(a, x, m)))
		}),
	}
}

// reciprocalSoftmax writes e^(x_i − m)·(1/s) to y.
func reciprocalSoftmax(a impl.Arithmetic, y, x []float64, m, s float64) {
	r := a.Div(1, s)
	for i, v := range x {
		y[i] = a.Store(a.Mul(term(a, v, m), r))
	}
}

// tabulated returns s with 9 bits after the first.
func tabulated(s float64) float64 {
	f, e := math.Frexp(s)
	return math.Ldexp(math.Floor(f*1024)/1024, e)
}
