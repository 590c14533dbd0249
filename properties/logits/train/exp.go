package main

import "math"

// ln 2 in two parts; the upper has 32 bits, so that its products with integers
// up to 2^21 are exact. Source: FreeBSD's e_exp.c (fdlibm), ln2HI and ln2LO.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// exp returns e^t for t ≤ 0. With r = t − k·ln 2, |r| ≤ ln 2 / 2, it sums the
// Taylor series of e^r to degree 13, whose remainder is below 2^-57·e^r, and
// scales by 2^k. Unlike math.Exp, which is assembly on some architectures, it
// uses only operations that round alike on all of them.
func exp(t float64) float64 {
	k := math.Floor(float64(t*math.Log2E) + 0.5)
	if k < -1080 { // below half the smallest subnormal number
		return 0
	}
	r := t - float64(k*ln2Hi) - float64(k*ln2Lo)
	s := 1.0
	for n := 13.0; n >= 1; n-- {
		s = 1 + float64(s*r)/n
	}
	return math.Ldexp(s, int(k))
}
