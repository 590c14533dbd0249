package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// cubicExp2 is base2 in float32 with the exponential that FlashAttention 4
// computes on its general-purpose units, beside those of the hardware:
//
//	m = max x_j, c = fl(log2 e)
//	e_i = cubicExp2Exp(fl(c·fl(x_i − m)))
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	y_i = store(fl(e_i/s))
//
// The kernel itself shifts and scales in one fused operation and has 16-bit
// outputs.
func cubicExp2() Implementation {
	return Implementation{
		Name:        "cubic-exp2",
		Function:    function.Softmax,
		About:       "Powers of two by a cubic polynomial and an exponent shift, good to 8.8e-5; zero instead of subnormal.",
		Source:      "FlashAttention 4, flash_attn/cute/utils.py in github.com/Dao-AILab/flash-attention: ex2_emulation, degree 3",
		Arithmetics: float32Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Scheme = Base2
			m.ExpULP = cubicExp2ULP
			m.ExpRelative = cubicExp2Error
			m.FlushSubnormals = true
			return m
		},
		Compute: onLogits(func(a Arithmetic, y, x []float64) {
			c := a.Round(math.Log2E)
			threePass(a, y, x, func(a Arithmetic, d float64) float64 {
				return cubicExp2Exp(a, a.Mul(d, c))
			})
		}),
	}
}

// cubicExp2ULP and cubicExp2Error bound the error of cubicExp2Exp in ulps of
// float32 and relative to 2^t. Over every float32 in [−126, 0] the largest are
// 1430.267 ulp, at −0x1.400002p-23, and 8.769086e-05:
// go test ./impl -run CubicExp2ExpSweep -exhaustive -v prints them.
const (
	cubicExp2ULP   = 1430.3
	cubicExp2Error = 8.7691e-5
)

// The coefficients are FlashAttention 4's, which Sollya's fpminimax found for
// the relative error on [0, 1] with 1 as the constant term. Theirs is 8.763e-5,
// the minimax error 8.559e-5.
const (
	cubicExp2C1 = 0.695146143436431884765625
	cubicExp2C2 = 0.227564394474029541015625
	cubicExp2C3 = 0.077119089663028717041015625
)

// cubicExp2Exp returns an approximation of 2^t for t ≤ 0 in float32:
//
//	k = ⌊t⌋, f = fl(t − k) in [0, 1]
//	p = 1 + f·(C1 + f·(C2 + f·C3)), each operation rounded, none fused
//	e = p with k added to its exponent bits
//
// Below t = −126 the result is zero. The original clamps t to −127 and lets
// results in between come out as (p − 1)·2^-126.
func cubicExp2Exp(a Arithmetic, t float64) float64 {
	switch {
	case t != t:
		return t
	case t < -126:
		return 0
	}
	k := math.Floor(t)
	f := a.Sub(t, k)
	p := a.Add(a.Mul(cubicExp2C3, f), cubicExp2C2)
	p = a.Add(a.Mul(p, f), cubicExp2C1)
	p = a.Add(a.Mul(p, f), 1)
	return float64(math.Float32frombits(math.Float32bits(float32(p)) + uint32(int32(k))<<23))
}
