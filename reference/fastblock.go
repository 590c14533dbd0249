package reference

import "math"

// blockLowest is the difference below which expBlock gives 0: e^-600 > 2^-866 and
// its low part are normal numbers, and in a sum with 1 none smaller counts.
const blockLowest = -600

// sumBlock is how many exponentials are added up before their sum is added to
// that of the other blocks: it bounds what the sum of the low parts loses.
const sumBlock = 128

// sumError bounds the relative error of fastRow's sums but for that of the
// exponentials, K ≤ MaxK. In a block of B terms the high parts are summed
// exactly; the low ones are below B·2^-52 of the sum, and each of the 2·B
// roundings loses 2^-53 of that: B²·2^-104 = 2^-90. Adding up K/B blocks loses 2^-103
// for each (addPair): 2^-86.
const sumError = 0x1.2p-86

// expBlock sets eh[i] + el[i] to e^(x[i]−m) for x[i] ≤ m, as expPair has it, bit for
// bit, and returns the sum of those with x[i] < m, not normalised. Exponentials below
// e^blockLowest (those of −Inf too) are set to 0.
//
// It is expPair written out, with nothing that a row of ordinary logits does not
// need: the differences' range makes every scaling exact.
func expBlock(eh, el, x []float64, m float64) (sh, sl float64) {
	eh, el = eh[:len(x)], el[:len(x)]
	for i, v := range x {
		dh, dl := twoSum(v, -m)
		if !(dh > blockLowest && dh < 0) {
			eh[i], el[i] = 0, 0
			if dh == 0 {
				eh[i] = 1
			}
			continue
		}
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
		zh, zl = fastTwoSum(zh, zl)

		scale := math.Float64frombits(uint64(1023+k>>10) << 52)
		zh, zl = float64(zh*scale), float64(zl*scale)
		eh[i], el[i] = zh, zl
		var e float64
		sh, e = twoSum(sh, zh)
		sl += e + zl
	}
	return sh, sl
}

// expBlockOver is expBlock for differences over a temperature. Logits equal to m are not
// summed; others may have an exponential that is 1, at a high temperature.
//
// The quotient is known to divideError of at most 600 (1120 for single exponentials), so that the
// exponential loses a relative 2^-91.8 more than expPair's 2^-86.1: that is below expError still.
func expBlockOver(eh, el, x []float64, m float64, by *divisor) (sh, sl float64) {
	eh, el = eh[:len(x)], el[:len(x)]
	for i, v := range x {
		if v == m {
			eh[i], el[i] = 1, 0
			continue
		}
		dh, dl := by.of(twoSum(v, -m))
		if !(dh > blockLowest) { // or what overflowed
			eh[i], el[i] = 0, 0
			continue
		}
		zh, zl, k := expPair(dh, dl)
		scale := math.Float64frombits(uint64(1023+k) << 52)
		zh, zl = float64(zh*scale), float64(zl*scale)
		eh[i], el[i] = zh, zl
		var e float64
		sh, e = twoSum(sh, zh)
		sl += e + zl
	}
	return sh, sl
}
