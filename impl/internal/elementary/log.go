package elementary

import "math"

// LogULP bounds the error of [Log] and [Log1p] in ulps. The proof is at logSum.
const LogULP = 0.9

// Log returns log x. NaN and negative numbers give NaN, 0 −Inf, +Inf +Inf.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	}
	m, k := split(x)
	return logSum(k, m-1, 0)
}

// Log1p returns log(1 + x), accurately for small x too. NaN and numbers below
// −1 give NaN, −1 −Inf, +Inf +Inf, and ±0 itself.
func Log1p(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < -1:
		return math.NaN()
	case x == -1:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	case math.Abs(x) < 0x1p-54:
		return x // off by x²/2, a quarter of an ulp
	}
	u := 1 + x
	m, k := split(u)
	if k == 0 {
		return logSum(0, x, 0)
	}
	// 1 + x = u + c exactly (Dekker, 1971), and log(u + c) − log u is c/u to
	// within 2^-107.
	c := x - (u - 1)
	if x > 1 {
		c = 1 - (u - x)
	}
	return logSum(k, m-1, c/u)
}

// split returns x = m·2^k with √½ ≤ m < √2, for finite x > 0.
func split(x float64) (m float64, k int) {
	if x < 0x1p-1022 {
		x *= 0x1p54
		k = -54
	}
	bits := math.Float64bits(x)
	k += int(bits>>52) - 1023
	m = math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	if m >= math.Sqrt2 {
		m *= 0.5
		k++
	}
	return m, k
}

// logSum returns k·ln 2 + log(1 + f) + c to within 0.9 ulp, for f between
// √½ − 1 and √2 − 1 (give or take an ulp) and |c| ≤ 2^-53; c = 0 where k = 0.
//
// Proof. With s = f/(2+f), log(1+f) = 2·atanh s = f − f²/2 + s·(f²/2 + R),
// where R = s²·2/3 + s⁴·2/5 + … up to s²⁰·2/21; what is left out is below
// 2^-61. f = fh + fl, fh of 26 bits, so h = fh²/2 is exact, and so are
// f − h = ah + al and k·ln2Hi + ah = bh + bl (Dekker, 1971). Rounded are
//
//	T = s·(f²/2 + R)   by 6.6·u·|T| (7.6·u·|T| for f < 0): s and the product
//	                   thrice, f²/2 once, and R, which is a fifth (a third) of
//	                   the bracket, 9.2 times
//	its sums           with (f²−fh²)/2, al, k·ln2Lo + c and bl: 4·u·|T|, all but
//	                   T being below 2^-21, and less than 0.001 ulp
//
// T ≤ 0.0181 for f > 0 (|T| ≤ 0.0108 for f < 0). Where the result is at least
// 1/4, its ulp is at least u/2: 10.6·u·0.0181 (11.6·u·0.0108) is below 0.385
// ulp. A smaller result y needs k = 0; then |T| ≤ 0.026·|y|, and |y|·u is below
// an ulp: 0.28 ulp. What is left out is 0.005 ulp, and the last sum adds half.
func logSum(k int, f, c float64) float64 {
	fh := math.Float64frombits(math.Float64bits(f) &^ (1<<27 - 1))
	fl := f - fh
	h := float64(0.5 * float64(fh*fh))

	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)

	r1 := float64(w*(2.0/19)) + 2.0/15
	r1 = float64(r1*w) + 2.0/11
	r1 = float64(r1*w) + 2.0/7
	r1 = float64(r1*w) + 2.0/3

	r2 := float64(w*(2.0/21)) + 2.0/17
	r2 = float64(r2*w) + 2.0/13
	r2 = float64(r2*w) + 2.0/9
	r2 = float64(r2*w) + 2.0/5

	r := float64(z*r1) + float64(w*r2)
	t := float64(s * (float64(0.5*float64(f*f)) + r))

	ah := f - h
	al := (f - ah) - h
	kln2 := float64(float64(k) * ln2Hi)
	bh := kln2 + ah
	bl := ah - (bh - kln2)

	low := al + (t - float64(0.5*float64(fl*(f+fh))))
	low += float64(float64(k)*ln2Lo) + c
	return bh + (bl + low)
}
