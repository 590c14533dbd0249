package reference

import "math"

// A double-double is an unevaluated sum of two float64s, hi + lo. It is
// normalised where |lo| ≤ ulp(hi)/2, so that hi is the sum rounded.
//
// Every product that enters a sum is either a math.FMA, which rounds once on
// every machine, or converted explicitly, which forbids the compiler to fuse it.

// twoSum returns a + b exactly, normalised (Knuth, TAOCP 2, 4.2.2, theorem B),
// barring overflow.
func twoSum(a, b float64) (hi, lo float64) {
	hi = a + b
	v := hi - a
	lo = (a - (hi - v)) + (b - v)
	return hi, lo
}

// fastTwoSum is twoSum for |a| ≥ |b| (Dekker, Numer. Math. 18, 1971).
func fastTwoSum(a, b float64) (hi, lo float64) {
	hi = a + b
	return hi, (a - hi) + b
}

// twoProd returns a·b exactly, normalised, barring overflow and underflow.
func twoProd(a, b float64) (hi, lo float64) {
	hi = float64(a * b)
	return hi, math.FMA(a, b, -hi)
}

// mulPair returns (ah + al)(bh + bl) of normalised operands, normalised, with a
// relative error below 7·2^-106. For 1 ≤ ah, bh < 2: al·bl ≤ 2^-106 is left out, the
// products of at most 2^-52 lose 2^-106 each, their sum 2^-105, being below 2^-51,
// and the last sum 2^-105 or, where the result is at least 2, 2^-104.
func mulPair(ah, al, bh, bl float64) (hi, lo float64) {
	p, e := twoProd(ah, bh)
	return fastTwoSum(p, e+(float64(ah*bl)+float64(al*bh)))
}

// addPair returns the sum of two normalised pairs of the same sign, normalised,
// with a relative error below 2^-103: each of the two low sums is of at most
// 2^-51 of the result and loses 2^-105 (times two) by its rounding.
func addPair(ah, al, bh, bl float64) (hi, lo float64) {
	s, e := twoSum(ah, bh)
	return fastTwoSum(s, e+(al+bl))
}
