package remedy

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// PlainNorm returns √Σg², as the definition says, summed from left to right.
// The squares overflow where the norm does not, and underflow where it does not.
func PlainNorm(a impl.Arithmetic, g []float64) float64 {
	var s float64
	for _, v := range g {
		s = a.Add(s, a.Mul(v, v))
	}
	return sqrt(a, s)
}

// ScaledNorm is Hammarling's: the sum of the squares of g over its largest
// component so far, rescaled when a larger one comes. No square overflows; those
// that underflow are too small to count. Source: LAPACK's reference DNRM2 up to
// version 3.9.
//
//	scale = 0, ssq = 1; for each v ≠ 0, from left to right:
//	    if scale < |v|: ssq = fl(1 + fl(ssq·fl(fl(scale/|v|)²))), scale = |v|
//	    else:           ssq = fl(ssq + fl(fl(|v|/scale)²))
//	norm = fl(scale·fl(√ssq))
func ScaledNorm(a impl.Arithmetic, g []float64) float64 {
	scale, ssq := 0.0, 1.0
	for _, v := range g {
		v = math.Abs(v)
		switch {
		case v == 0:
		case scale < v:
			q := a.Div(scale, v)
			ssq = a.Add(1, a.Mul(ssq, a.Mul(q, q)))
			scale = v
		default:
			q := a.Div(v, scale)
			ssq = a.Add(ssq, a.Mul(q, q))
		}
	}
	return a.Mul(scale, sqrt(a, ssq))
}
