package reference

import "math"

// logError bounds the relative error of logPair and log1pPair.
const logError = 0x1p-85

// logPair returns log s, s = sh + sl normalised, for 1+2^-8 < s < 2^53, normalised
// and with a relative error below logError.
//
// s = 2^k·m and log s = k·ln 2 + log c + log1p(z), z = m/c − 1, with 1/c and log c
// from the table. The product with 1/c is exact in two parts but for that of sl,
// whose two roundings lose 2^-105 each; ph − 1 is exact (Sterbenz). The sums that
// follow lose less than 2^-100, absolute, and where k > 0 a relative 2^-100 more. As
// log s > 2^-9, that is a relative 2^-90; log1p(z) loses 2^-85.2 of itself and is
// itself, where c ≠ 1, at most as large as log s.
func logPair(sh, sl float64) (hi, lo float64) {
	k := int(math.Float64bits(sh)>>52) - 1023
	scale := math.Float64frombits(uint64(1023-k) << 52)
	mh, ml := float64(sh*scale), float64(sl*scale)
	c := &logTable[int(float64((mh-1)*logSteps))]
	ph, pl := twoProd(mh, c[0])
	zh, zl := twoSum(ph-1, pl+float64(ml*c[0]))
	zh, zl = log1pSeries(zh, zl)
	if c[0] != 1 {
		var e float64
		zh, e = twoSum(c[1], zh)
		zh, zl = fastTwoSum(zh, e+(c[2]+zl))
	}
	if k == 0 {
		return zh, zl
	}
	lh, ll := twoProd(float64(k), ln2Hi)
	lh, ll = fastTwoSum(lh, math.FMA(float64(k), ln2Lo, ll))
	return addPair(lh, ll, zh, zl)
}

// log1pPair returns log(1+t), t = th + tl normalised, for 2^-800 < t < 2^52, normalised
// and with a relative error below logError.
func log1pPair(th, tl float64) (hi, lo float64) {
	if th < 0x1p-7 {
		return log1pSeries(th, tl)
	}
	// 1 + t is rounded to 2^-104 of itself, 2^-97 of its logarithm.
	sh, sl := twoSum(1, th)
	sh, sl = fastTwoSum(sh, sl+tl)
	return logPair(sh, sl)
}

// log1pSeries returns log(1+z), z = zh + zl normalised, |z| ≤ 2^-7, with a relative
// error below 2^-85.2.
//
// log(1+z) = 2·artanh(s), s = z/(2+z), |s| < 2^-7.99: 2s(1 + w(1/3 + P)), w = s² < 2^-15.9,
// with P = w/5 + w²/7 + … < 2^-18.2 in float64: four roundings count, of w, 1/5, the sum
// and the product, 2^-53 each: 2^-69.2, times w: 2^-85.1 at most, and 2^-85.2 as 1/5 and the
// sum next to it are rounded to 2^-56, which is less. The series ends with w⁵/11: what is
// left out is below 2^-99. All else is double-double and loses less than 2^-99.
func log1pSeries(zh, zl float64) (hi, lo float64) {
	dh, dl := fastTwoSum(2, zh)
	dl += zl
	sh := zh / dh
	sl := (math.FMA(-sh, dh, zh) + (zl - float64(sh*dl))) / dh
	sh, sl = fastTwoSum(sh, sl)

	wh, wl := mulPair(sh, sl, sh, sl)
	p := float64(wh * math.FMA(wh, math.FMA(wh, math.FMA(wh, 1.0/11, 1.0/9), 1.0/7), 1.0/5))
	bh, bl := fastTwoSum(thirdHi, p)
	wh, wl = mulPair(wh, wl, bh, bl+thirdLo)
	wh, wl = mulPair(sh, sl, wh, wl)
	hi, lo = addPair(sh, sl, wh, wl)
	return float64(2 * hi), float64(2 * lo)
}
