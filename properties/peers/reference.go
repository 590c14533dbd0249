package peers

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// plain is the reference that suites have: the shifted formula in float64, summed
// from left to right. It is not exact, and where the logits are infinite or NaN it
// answers what NumPy does. No suite has temperatures.
func plain(fn function.Function, in function.Input) []float64 {
	x := in.X
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
	case function.CrossEntropy, function.CrossEntropySoft:
		l := a.Log(sum)
		for i, q := range classes(fn, &in) {
			if q != 0 {
				y[0] += float64(q * (l - (x[i] - m)))
			}
		}
	case function.CrossEntropyGrad, function.CrossEntropySoftGrad:
		q := classes(fn, &in)
		all := total(q)
		for i, v := range x {
			y[i] = float64(a.Exp(v-m)/sum*all) - q[i]
		}
	case function.SoftmaxVJP:
		var mean float64
		for i, v := range x {
			mean += float64(a.Exp(v-m) / sum * in.Cotangent[i])
		}
		for i, v := range x {
			y[i] = a.Exp(v-m) / sum * (in.Cotangent[i] - mean)
		}
	case function.LogSoftmaxVJP:
		all := total(in.Cotangent)
		for i, v := range x {
			y[i] = in.Cotangent[i] - float64(a.Exp(v-m)/sum*all)
		}
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

// classes returns the weight of each class in a cross-entropy.
func classes(fn function.Function, in *function.Input) []float64 {
	if !fn.TakesTarget() {
		return in.Weights
	}
	q := make([]float64, len(in.X))
	for i := range q {
		q[i] = in.Smoothing / float64(len(q))
	}
	q[in.Target] += 1 - in.Smoothing
	return q
}

func total(v []float64) (s float64) {
	for _, w := range v {
		s += w
	}
	return s
}

// differences returns the gradient of a function of the logits by central
// differences.
func differences(f func(x []float64) float64, x []float64, step float64) []float64 {
	y := make([]float64, len(x))
	z := append([]float64{}, x...)
	for i, v := range x {
		z[i] = v + step
		up := f(z)
		z[i] = v - step
		y[i] = (up - f(z)) / (2 * step)
		z[i] = v
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
