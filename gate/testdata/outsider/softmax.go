// Package outsider is somebody's library, judged from its own tests.
package outsider

import "math"

// Softmax returns the softmax of a row.
func Softmax(x []float32) []float32 {
	y := make([]float32, len(x))
	sum := float32(0)
	m := maximum(x)
	for i, v := range x {
		y[i] = float32(math.Exp(float64(v - m)))
		sum += y[i]
	}
	for i := range y {
		y[i] /= sum
	}
	return y
}

// LogSumExp returns the log-sum-exp of a row.
func LogSumExp(x []float64) float64 {
	m := math.Inf(-1)
	for _, v := range x {
		m = math.Max(m, v) // NaN if one of them is
	}
	if math.IsInf(m, 0) || m != m {
		for _, v := range x {
			if v != v {
				return v // math.Max prefers +Inf to NaN
			}
		}
		return m
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(v - m)
	}
	return m + math.Log(sum)
}

func maximum(x []float32) float32 {
	m := float32(math.Inf(-1))
	for _, v := range x {
		m = max(m, v)
	}
	return m
}
