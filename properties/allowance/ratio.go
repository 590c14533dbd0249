package allowance

import "math"

// slack covers the rounding errors of the allowances' own evaluation: at most a
// dozen operations on each of 2^24 elements, each of relative error 2^-53, all
// on non-negative numbers.
const slack = 1 + 0x1p-24

// compose returns (1+a)(1+b) − 1.
func compose(a, b float64) float64 {
	if math.IsInf(a, 1) || math.IsInf(b, 1) {
		return math.Inf(1) // not NaN beside a 0
	}
	return a + b + float64(a*b)
}

// invert returns 1 − 1/(1+a): the excess on the other side.
func invert(a float64) float64 {
	if math.IsInf(a, 1) {
		return 1
	}
	return a / (1 + a)
}

// expExcess bounds e^t − 1 for t ≥ 0: e^t ≤ (1+t/2)/(1−t/2) for t < 2, as
// log((1+z)/(1−z)) = 2(z + z³/3 + …) ≥ 2z. From t = 1 on it gives up: +Inf.
func expExcess(t float64) float64 {
	if !(t < 1) {
		return math.Inf(1)
	}
	return t / (1 - float64(t/2))
}

// logExcess bounds log(1+a) for a ≥ 0 by a/√(1+a), and where a is large by twice the
// same of √(1+a).
func logExcess(a float64) float64 {
	if math.IsInf(a, 1) {
		return a
	}
	root := math.Sqrt(1 + a)
	if a > 8 {
		return 2 * logExcess(root-1)
	}
	return a / root
}

// belowExp bounds e^-t for t ≥ 0 by the power of two above 2^-t.
func belowExp(t float64) float64 {
	if t >= 1074 { // Ldexp would underflow to 0
		return math.SmallestNonzeroFloat64
	}
	return math.Ldexp(1, -int(t))
}
