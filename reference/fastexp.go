package reference

import "math"

//go:generate go run ./internal/fasttables -o fast_tables.go

// The exponential of a double-double, after Tang ("Table-driven implementation
// of the exponential function in IEEE floating-point arithmetic", TOMS 15,
// 1989), with the table, the reduction and the leading terms in double-double.

const (
	// expError bounds the relative error of expPair and expBlock.
	expError = 0x1p-86
	// expLowest is the least d that expPair takes.
	expLowest = -1120
	// integral is added to and subtracted from numbers below 2^51 to round them
	// to integers; the sum shows the integer in its low bits.
	integral = 3 << 51
)

// expPair returns e^d = (hi+lo)·2^e for d = dh + dl, normalised, with a relative
// error below expError, and 1/2 < hi < 4. It wants expLowest ≤ dh ≤ 0 and |dl| at
// most half an ulp of dh, and so below 2^-43.
//
// With N = expSteps and u = 2^-53, step by step:
//
//  1. k is the integer nearest to dh·N/ln 2 but for 2^21·3u, hence
//     |dh − k·ln 2/N| < 2^-11.52, and |k| < 2^20.7.
//  2. r = dh − k·L1 is exact, L1 = RN(ln 2/N) being a multiple of 2^-63: if k ≠ 0,
//     |dh| > 2^-12 is a multiple of 2^-64, and so is r; and |r| < 2^-11.5 as L1 is
//     within 2^-64 of ln 2/N.
//  3. rl = dl − k·L2, L2 = RN(ln 2/N − L1), |L2| ≤ 2^-64: |rl| < 2^-42; the rounding
//     of L2 counts k·2^-118, those of the product and the difference 2^-97 and
//     2^-96, that of adding rl²/2 (see 6.) as much: together below 2^-94.
//  4. e^r = 1 + r + r²/2 + r³·c(r). The square is exact in two parts. The series
//     ends with r⁶/720: what is left out is below 2^-92. r³·c(r) < 2^-37 has five
//     roundings of 2^-53 each, 2^-87.7, and others of 2^-66; uh + ul has two more of
//     2^-37·u: 2^-89. Together below 2^-87.1.
//  5. t·(uh + ul), t = th + tl = 2^(j/N) with an error of 2^-106: th·uh is exact in two
//     parts, so is its sum with th; the five roundings that end in zl are of
//     numbers below th·2^-37: 2^-87.6. tl·ul, left out, is below 2^-90.
//  6. e^rl = 1 + rl + rl²/2 but for 2^-128; the product with zh + zl is rounded where
//     it is below 2^-41 and where it is added to zl, below 2^-89.9 together.
//
// The sum of 3. to 6. is below 2^-94 + 2^-87.1 + 2^-87.6 + 2^-90 + 2^-89.9, which is
// below 2^-86.1; the last step, which normalises, is exact.
func expPair(dh, dl float64) (hi, lo float64, e int) {
	kf := float64(dh*(expSteps/math.Ln2)) + integral
	k := int64(math.Float64bits(kf)<<13) >> 13
	kf -= integral
	r := math.FMA(-kf, expL1, dh)
	rl := dl - float64(kf*expL2)
	rl += float64(0.5 * rl * rl)

	s := float64(r * r)
	c := 1.0/6 + float64(r*(1.0/24+float64(r*(1.0/120+float64(r*(1.0/720))))))
	uh, ul := fastTwoSum(r, float64(0.5*s))
	ul += float64(0.5*math.FMA(r, r, -s)) + float64(r*s*c)

	t := &expTable[k&(expSteps-1)]
	th, tl := t[0], t[1]
	ph, pl := twoProd(th, uh)
	zh, zl := fastTwoSum(th, ph)
	zl += pl + (tl + (float64(th*ul) + float64(tl*uh)))
	zl += float64((zh + zl) * rl)
	hi, lo = fastTwoSum(zh, zl)
	return hi, lo, int(k >> 10)
}
