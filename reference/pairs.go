package reference

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// pair returns output i of a finite row, not special, by the fast tier or, where
// that has no answer at all, by the enclosure tier.
func (a *Answer) pair(i int) approx {
	if p, ok := a.fast(i); ok {
		return p
	}
	return a.closer(i)
}

// fast returns output i by the fast tier; ok is false where that does not know it.
func (a *Answer) fast(i int) (p approx, ok bool) {
	r := a.row
	if !r.temperate() {
		return approx{}, false
	}
	switch a.fn {
	case function.LogSumExp:
		return r.logSumExpPair()
	case function.LogSoftmax:
		return r.logSoftmaxPair(i)
	case function.Softmax:
		return r.softmaxPair(i), true
	case function.CrossEntropy:
		return r.crossEntropyPair()
	case function.CrossEntropySoft:
		return r.crossEntropySoftPair()
	case function.SoftmaxVJP:
		return r.softmaxVJPPair(i)
	default:
		return r.gradientPair(a.fn, i)
	}
}

// temperate reports whether the fast tier takes the temperature.
func (r *Row) temperate() bool { return r.by.t >= coldest && r.by.t <= hottest }

// closer returns output i of a finite row, not special, by the enclosure tier: to a
// relative 2^-99, or as rational numbers and those near 0 are known. What it leaves undecided is
// asked of the enclosures themselves.
func (a *Answer) closer(i int) approx {
	a.row.enclosed++
	k := a.key(i)
	p, ok := a.slow[k]
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

// Enclosed returns how many questions about the row's answers the fast tier has
// left to the enclosure tier since the last Reset.
func (r *Row) Enclosed() int { return r.enclosed }

// evaluated returns the row's evaluation by the fast tier.
func (r *Row) evaluated() *fastRow {
	if !r.fastReady {
		r.fast.evaluate(r.x, r.max, r.maxima, &r.by)
		r.fastReady = true
	}
	return &r.fast
}

// differencePair returns (x_i − m)/T and a bound of its error, relative to it but for
// divideLost; −Inf or NaN where that overflows.
func (r *Row) differencePair(i int) (dh, dl, err float64) {
	dh, dl = twoSum(r.x[i], -r.max)
	if r.by.t == 1 {
		return dh, dl, 0
	}
	dh, dl = r.by.of(dh, dl)
	return dh, dl, r.by.err(dh, dl)
}

// softmaxPair returns e^((x_i−m)/T)/S.
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
	dh, dl, _ := r.differencePair(i)
	if !(dh >= expLowest) {
		return beyond(-1600) // e^-1120 < 2^-1615
	}
	h, l, e := expPair(dh, dl)
	hi, lo := mulPair(h, l, f.inv.hi, f.inv.lo)
	return approx{hi: hi, lo: lo, err: float64(hi * f.softmaxErr()), exp: e}.unscaled()
}

// logSoftmaxPair returns (x_i − m)/T − log S for a finite x_i. Neither is positive:
// nothing cancels. ok is false where the fast tier does not know it.
func (r *Row) logSoftmaxPair(i int) (p approx, ok bool) {
	if r.finites == 1 {
		return approx{}, true
	}
	l, lErr := r.evaluated().logSum()
	dh, dl, dErr := r.differencePair(i)
	switch {
	case !isFinite(dh):
		return approx{}, false
	case l.hi == 0:
		return justBelow(dh, dl, dErr)
	}
	s, e := twoSum(dh, -l.hi)
	hi, lo := fastTwoSum(s, e+(dl-l.lo))
	// Two sums of low parts are rounded, each to 2^-53 of at most all three.
	err := lErr + dErr + float64(0x1p-51*(math.Abs(e)+math.Abs(dl)+math.Abs(l.lo)))
	return approx{hi: hi, lo: lo, err: err}, true
}

// logSumExpPair returns m/T + log S, which may cancel: the error is absolute.
func (r *Row) logSumExpPair() (p approx, ok bool) {
	m, ml, mErr := r.max, 0.0, 0.0
	switch {
	case r.by.t != 1 && r.finites == 1:
		return dividePair(m, 0, 0, r.by.t, 0), true
	case r.finites == 1:
		return approx{hi: m}, true
	case r.by.t != 1:
		m, ml = r.by.of(m, 0)
		mErr = r.by.err(m, ml)
	}
	l, lErr := r.evaluated().logSum()
	switch {
	case !isFinite(m):
		return approx{}, false
	case l.hi == 0:
		p, ok = justBelow(-m, -ml, mErr)
		return approx{hi: -p.hi, lo: -p.lo, err: p.err}, ok
	}
	s, e := twoSum(m, l.hi)
	hi, lo := twoSum(s, e+(ml+l.lo))
	err := lErr + mErr + float64(0x1p-52*(math.Abs(e)+math.Abs(l.lo)+math.Abs(ml)))
	return approx{hi: hi, lo: lo, err: err}, true
}

// justBelow returns dh + dl − log S where dh + dl is known to dErr and no more is
// known of log S than that it is positive and below logLeast.
func justBelow(dh, dl, dErr float64) (p approx, ok bool) {
	switch {
	case math.Abs(dh) < logLeast*0x1p120:
		return approx{}, false
	case dErr > 0:
		return approx{hi: dh, lo: dl, err: dErr + logLeast}, true
	case math.Abs(dl) > logLeast:
		return approx{hi: dh, lo: dl, err: logLeast}, math.Abs(dl) > logLeast*0x1p60
	}
	return approx{hi: dh, lo: -logLeast, err: logLeast}, dl <= 0
}
