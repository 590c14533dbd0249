package npy

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

// float16 returns the number with the given bits (IEEE 754 binary16).
func float16(b uint16) float64 {
	f, e := float64(b&0x3ff), int(b>>10&0x1f)
	switch {
	case e == 0x1f && f != 0:
		return math.NaN()
	case e == 0x1f:
		f = math.Inf(1)
	case e == 0:
		f = math.Ldexp(f, -24)
	default:
		f = math.Ldexp(1024+f, e-25)
	}
	if b&0x8000 != 0 {
		f = -f
	}
	return f
}

// float16bits returns the bits of v, a number of float16.
func float16bits(v float64) uint16 {
	var sign uint16
	if math.Signbit(v) {
		sign = 0x8000
	}
	switch v = math.Abs(v); {
	case v != v:
		return 0x7e00
	case math.IsInf(v, 0):
		return sign | 0x7c00
	case v < dtype.Float16.MinNormal():
		return sign | uint16(v*0x1p24)
	}
	e := math.Ilogb(v)
	return sign | uint16(e+15)<<10 | uint16(math.Ldexp(v, 10-e))&0x3ff
}
