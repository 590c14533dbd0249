package reference

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// pair returns output i of a finite row, not special, by the fast tier or, where
// that has no answer at all, by the enclosure tier.
func (a *Answer) pair(i int) approx {
	r := a.row
	var p approx
	ok := r.in.T() == 1 // the fast tier knows no other temperature
	switch {
	case !ok:
	case a.fn == function.LogSumExp:
		p, ok = r.logSumExpPair()
	case a.fn == function.LogSoftmax:
		p, ok = r.logSoftmaxPair(i)
	case a.fn == function.Softmax:
		p = r.softmaxPair(i)
	default:
		ok = false
	}
	if ok {
		return p
	}
	r.enclosed++
	k := a.key(i)
	p, ok = a.slow[k]
	if !ok {
		p = enclosed(a.At(i))
		if a.slow == nil {
			a.slow = map[int32]approx{}
		}
		a.slow[k] = p
	}
	return p
}

// roundEnclosed returns output i of a finite row, not special, rounded to f by the
// enclosure tier.
func (a *Answer) roundEnclosed(i int, f dtype.Format) float64 {
	a.row.enclosed++
	key := roundedKey{a.key(i), f}
	y, ok := a.rounded[key]
	if !ok {
		y = a.At(i).Round(f)
		if a.rounded == nil {
			a.rounded = map[roundedKey]float64{}
		}
		a.rounded[key] = y
	}
	return y
}

// byEnclosure returns output i as At does, and counts it.
func (a *Answer) byEnclosure(i int) Number {
	a.row.enclosed++
	return a.At(i)
}

// Enclosed returns how many questions about the row's answers the fast tier has
// left to the enclosure tier since the last Reset.
func (r *Row) Enclosed() int { return r.enclosed }

// evaluated returns the row's evaluation by the fast tier.
func (r *Row) evaluated() *fastRow {
	if !r.fastReady {
		r.fast.evaluate(r.x, r.max, r.maxima)
		r.fastReady = true
	}
	return &r.fast
}

// softmaxPair returns e^(x_i−m)/S.
func (r *Row) softmaxPair(i int) approx {
	n := float64(r.maxima)
	if math.IsInf(r.x[i], -1) {
		return approx{}
	}
	if r.maxima == r.finites { // 1/n
		q := 1 / n
		if rest := math.FMA(-q, n, 1); rest != 0 {
			return approx{hi: q, lo: rest / n, err: q * 0x1p-100}
		}
		return approx{hi: q}
	}
	f := r.evaluated()
	if r.x[i] == r.max {
		p := approx{hi: f.inv.hi, lo: f.inv.lo, err: float64(f.inv.hi * f.invErr)}
		// It is below 1/n, however little.
		if p.hi == 1/n && math.FMA(-p.hi, n, 1) == 0 {
			p.lo = min(p.lo, -p.err)
		}
		return p
	}
	if f.eh[i] != 0 {
		hi, lo := mulPair(f.eh[i], f.el[i], f.inv.hi, f.inv.lo)
		return approx{hi: hi, lo: lo, err: float64(hi * f.softmaxErr())}
	}
	dh, dl := twoSum(r.x[i], -r.max)
	if !(dh >= expLowest) {
		return beyond(-1600) // e^-1120 < 2^-1615
	}
	h, l, e := expPair(dh, dl)
	hi, lo := mulPair(h, l, f.inv.hi, f.inv.lo)
	return approx{hi: hi, lo: lo, err: float64(hi * f.softmaxErr()), exp: e}.unscaled()
}

// logSoftmaxPair returns (x_i − m) − log S for a finite x_i. Neither is positive:
// nothing cancels. ok is false where the fast tier does not know it.
func (r *Row) logSoftmaxPair(i int) (p approx, ok bool) {
	if r.finites == 1 {
		return approx{}, true
	}
	l, lErr := r.evaluated().logSum()
	dh, dl := twoSum(r.x[i], -r.max)
	switch {
	case math.IsInf(dh, -1):
		return approx{}, false
	case l.hi == 0:
		return justBelow(dh, dl)
	}
	s, e := twoSum(dh, -l.hi)
	hi, lo := fastTwoSum(s, e+(dl-l.lo))
	// Two sums of low parts are rounded, each to 2^-53 of at most all three.
	err := lErr + float64(0x1p-51*(math.Abs(e)+math.Abs(dl)+math.Abs(l.lo)))
	return approx{hi: hi, lo: lo, err: err}, true
}

// logSumExpPair returns m + log S, which may cancel: the error is absolute.
func (r *Row) logSumExpPair() (p approx, ok bool) {
	if r.finites == 1 {
		return approx{hi: r.max}, true
	}
	l, lErr := r.evaluated().logSum()
	if l.hi == 0 {
		p, ok = justBelow(-r.max, 0)
		return approx{hi: -p.hi, lo: -p.lo, err: p.err}, ok
	}
	s, e := twoSum(r.max, l.hi)
	hi, lo := twoSum(s, e+l.lo)
	err := lErr + float64(0x1p-52*(math.Abs(e)+math.Abs(l.lo)))
	return approx{hi: hi, lo: lo, err: err}, true
}

// justBelow returns dh + dl − log S where no more is known of log S than that it is
// positive and below logLeast.
func justBelow(dh, dl float64) (p approx, ok bool) {
	switch {
	case math.Abs(dh) < logLeast*0x1p120:
		return approx{}, false
	case math.Abs(dl) > logLeast:
		return approx{hi: dh, lo: dl, err: logLeast}, math.Abs(dl) > logLeast*0x1p60
	}
	return approx{hi: dh, lo: -logLeast, err: logLeast}, dl <= 0
}
