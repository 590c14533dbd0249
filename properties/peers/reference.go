package peers

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// plain is the reference that suites have: the shifted formula in float64, summed
// from left to right. It is not exact, and where the logits are infinite or NaN it
// answers what NumPy does.
func plain(fn function.Function, x []float64) []float64 {
	// The portable exponential and logarithm of package impl: those of package
	// math are not the same on every architecture.
	a := impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v) // NaN if there is one
	}
	y := make([]float64, fn.Outputs(len(x)))
	if fn == function.LogSumExp && math.IsInf(m, 0) {
		y[0] = m
		return y
	}
	sum := 0.0
	for _, v := range x {
		sum += a.Exp(v - m)
	}
	switch fn {
	case function.LogSumExp:
		y[0] = m + a.Log(sum)
	case function.LogSoftmax:
		l := a.Log(sum)
		for i, v := range x {
			y[i] = v - m - l
		}
	default:
		for i, v := range x {
			y[i] = a.Exp(v-m) / sum
		}
	}
	return y
}

// requantised returns the row that a program with 8-bit logits sees, in float64:
// max x minus multiples of 1/255 of the range. Suites for such programs choose the
// quantiser and take their goldens from numbers that it represents; here the
// quantiser is the program's, and takes its scale from the row (see int8 in
// package impl), so the golden is that of the quantised row.
func requantised(x []float64) []float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range x {
		lo, hi = min(lo, v), max(hi, v)
	}
	scale := float64(float32((hi - lo) / 255))
	q := make([]float64, len(x))
	for i, v := range x {
		q[i] = hi
		if scale > 0 {
			n := math.Round(float64(float32((hi - v) / scale)))
			q[i] = hi - float64(scale*n)
		}
	}
	return q
}
