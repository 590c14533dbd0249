package elementary

import "math"

// ExpULP bounds the error of [Exp], [Exp2] and [ExpPair] in ulps, subnormal
// results included. The proof is at expSum.
const ExpULP = 0.75

// PairLimit is the largest |x| for which [ExpPair] is accurate.
const PairLimit = 1 << 20

const (
	// ln2Hi is ln 2 rounded to 32 bits behind the point; it has 29
	// significant bits, so k·ln2Hi is exact for |k| < 2^24. ln2Lo is the
	// rest, below 2^-34: constants are exact until they meet a variable.
	ln2Hi = 0xb17217f8p-32
	ln2Lo = math.Ln2 - ln2Hi

	// toInteger rounds |x| < 2^51 to an integer when added and subtracted.
	toInteger = 0x1.8p52
)

// Exp returns e^x, finite up to x = 709.7827128933840 and nonzero down to
// x = −745.1332191019411. NaN gives NaN, +Inf +Inf and −Inf +0.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 710: // e^710 > 2^1024
		return math.Inf(1)
	case x < -746: // e^-746 < 2^-1076
		return 0
	}
	hi, lo, k := reduce(x)
	s, t := expSum(hi, lo)
	return scale(s, t, k)
}

// Exp2 returns 2^x, exactly where that is representable. NaN gives NaN, +Inf
// +Inf and −Inf +0.
func Exp2(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x >= 1024:
		return math.Inf(1)
	case x < -1076:
		return 0
	}
	kf := (x + toInteger) - toInteger
	f := x - kf // exact, |f| ≤ 1/2

	// f·ln 2 = hi − lo: fh is a multiple of 2^-24, so that fh·ln2Hi is exact
	// (23 + 29 bits), and lo < 2^-24 is good to 2^-77.
	const toBit24 = 0x1.8p28
	fh := (f + toBit24) - toBit24
	fl := f - fh
	hi := float64(fh * ln2Hi)
	lo := -(float64(fh*ln2Lo) + float64(fl*math.Ln2))
	s, t := expSum(hi, lo)
	return scale(s, t, int(kf))
}

// ExpPair returns e^x = m·2^k with m between √½ and √2 (give or take an ulp)
// for |x| ≤ [PairLimit]. Beyond, it returns the pair of ±PairLimit; −Inf gives
// m = 0 with a k below every other, NaN and +Inf give m = NaN.
func ExpPair(x float64) (m float64, k int) {
	switch {
	case math.IsNaN(x), math.IsInf(x, 1):
		return math.NaN(), 0
	case math.IsInf(x, -1):
		return 0, -2 * PairLimit
	}
	hi, lo, k := reduce(min(max(x, -PairLimit), PairLimit))
	s, t := expSum(hi, lo)
	return s + t, k
}

// reduce returns x = k·ln 2 + hi − lo for |x| ≤ 2^20, to within 2^-65.
//
// Proof. |k| < 2^21, so k·ln2Hi is exact. Where k ≠ 0, |x| > 1/4 is a multiple
// of 2^-54; so is k·ln2Hi, and their difference, below 1/2, is exact. What k
// misses of x/ln 2 by rounding leaves |hi − lo| ≤ ln 2/2 + 2^-30. |lo| < 2^-13
// is rounded by 2^-67, and ln2Lo, rounded by 2^-88, adds 2^-67.
func reduce(x float64) (hi, lo float64, k int) {
	kf := (float64(x*math.Log2E) + toInteger) - toInteger
	hi = x - float64(kf*ln2Hi)
	lo = float64(kf * ln2Lo)
	return hi, lo, int(kf)
}

// expSum returns e^(hi−lo) = s + t for |hi − lo| ≤ ln 2/2 + 2^-30 and
// |lo| ≤ 2^-13, with s the rounded 1 + hi and |t| < 0.07. Adding s and t gives
// e^(hi−lo) to within 0.75 ulp.
//
// Proof. With r = hi − lo, e^r = (1 + hi) + (r²/2 + r³·V − lo), where V is
// Taylor's series from 1/3! to 1/14!; what is left out is below 2^-63. The
// sum 1 + hi is s + e exactly (Dekker, 1971). Errors, in units of 2^-57, for
// r > 0 (then for r < 0):
//
//	r rounded by 2^-55, times |e^r − 1| ≤ 0.415 (0.293)   1.66 (1.18)
//	r²/2 ≤ 0.061, r² rounded once                         0.50 (0.50)
//	r³·V ≤ 0.0077 (0.0064), seven roundings of u each     0.87 (0.72)
//	r²/2 + r³·V below 1/8 (1/16)                          1.00 (0.50)
//	… − lo, … + e, likewise                               2.00 (1.00)
//	what is left out, and 2^-65 of reduce                 0.03 (0.03)
//
// together 6.06 (3.93). An ulp of e^r is 2^-52 (2^-53), 32 (16) units: 0.19
// (0.246) ulp, and adding s and t rounds by another half.
func expSum(hi, lo float64) (s, t float64) {
	r := hi - lo
	z := float64(r * r)

	odd := float64(z*(1.0/6227020800)) + 1.0/39916800 // 1/13!, 1/11!
	odd = float64(odd*z) + 1.0/362880
	odd = float64(odd*z) + 1.0/5040
	odd = float64(odd*z) + 1.0/120
	odd = float64(odd*z) + 1.0/6

	even := float64(z*(1.0/87178291200)) + 1.0/479001600 // 1/14!, 1/12!
	even = float64(even*z) + 1.0/3628800
	even = float64(even*z) + 1.0/40320
	even = float64(even*z) + 1.0/720
	even = float64(even*z) + 1.0/24

	v := odd + float64(even*r)
	q := float64(0.5*z) + float64(float64(z*r)*v)

	s = 1 + hi
	e := hi - (s - 1)
	return s, e + (q - lo)
}

// scale returns (s + t)·2^k, rounded once; s + t lies between 0.7 and 1.5, and
// −1077 ≤ k ≤ 1024.
func scale(s, t float64, k int) float64 {
	y := s + t
	if k > 1023 {
		return y * 2 * 0x1p1023
	}
	if k >= -1021 || y >= pow2(-1022-k) {
		return y * pow2(k)
	}
	// A subnormal result. Numbers of the binade of b are as far apart as
	// subnormal ones are after scaling, so that adding b rounds where the
	// result must be; b + s is h + l exactly, no exponent being above b's.
	b := pow2(-1022 - k)
	h := b + s
	l := s - (h - b)
	y = (h + (l + t)) - b
	return y * pow2(k+200) * 0x1p-200 // both exact
}

// pow2 returns 2^k for −1022 ≤ k ≤ 1023.
func pow2(k int) float64 { return math.Float64frombits(uint64(k+1023) << 52) }
