package reference

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// The loops below round a row's outputs to float64: the pairs of pairs.go, fastgradient.go
// and fastvjp.go and the rounding test of approx.round, written out for what is ordinary. Each leaves
// NaN where the test does not decide, where an exponential was taken for 0, and where the answer is so
// small that low parts underflow: rowMargin covers what they lose elsewhere.

const (
	// rowMargin is what the loops add to softmaxErr: the roundings of products and sums, those
	// of the test's low parts, below 2^-52 of the answer or of what cancels, and of the bound.
	rowMargin = 0x1p-99
	// rowLeast is the least answer that they round; κ being between 2^-40 and 2^16, low parts that
	// underflow are below rowMargin of it.
	rowLeast = 0x1p-900
)

// roundProducts sets y to e_i·c/S, c given as a pair known to a relative 2^-102, and returns how
// many it leaves.
func (f *fastRow) roundProducts(y []float64, c pair) (left int) {
	ih, il := mulPair(f.inv.hi, f.inv.lo, c.hi, c.lo)
	margin := f.softmaxErr() + rowMargin
	eh, el := f.eh[:len(y)], f.el[:len(y)]
	for i, h := range eh {
		p := float64(h * ih)
		q := math.FMA(h, ih, -p) + (float64(h*il) + float64(el[i]*ih))
		w := float64(p * margin)
		lo, hi := p+(q-w), p+(q+w)
		y[i] = lo
		if lo != hi || !(lo > rowLeast) {
			y[i] = math.NaN()
			left++
		}
	}
	return left
}

// roundSums sets y to κ(e_i·(G/S) − g_i), and returns how many it leaves. In units of 2^-103,
// two sums of low parts lose |p| + |g| ≤ 2|p| + |s|, with s the answer over κ.
func (a *fastAffine) roundSums(f *fastRow, y []float64) (left int) {
	th, tl := a.times.hi, a.times.lo
	margin, lost := f.softmaxErr()+rowMargin, a.lost
	eh, el, g := f.eh[:len(y)], f.el[:len(y)], a.g[:len(y)]
	kh, kl, size := a.kappa.hi, a.kappa.lo, math.Abs(a.kappa.hi)
	for i, h := range eh {
		p := float64(h * th)
		pl := math.FMA(h, th, -p) + (float64(h*tl) + float64(el[i]*th))
		s, q := twoSum(p, -g[i])
		q += pl
		w := float64(math.Abs(p)*margin) + float64(h*lost) + float64(math.Abs(s)*rowMargin)
		z := float64(s * kh)
		q = math.FMA(s, kh, -z) + (float64(s*kl) + float64(q*kh))
		w = float64(w * size)
		lo, hi := z+(q-w), z+(q+w)
		y[i] = lo
		if lo != hi || !(math.Abs(lo) > rowLeast) || h == 0 {
			y[i] = math.NaN()
			left++
		}
	}
	return left
}

// roundDifferences sets y to κ·s_i (h_i − M/S), and returns how many it leaves.
//
// With s + q = h_i − M/S, two sums of low parts and the product of q with the low part of e_i/S lose
// less than 2^-101·(|s| + |M/S|).
func (v *fastVJP) roundDifferences(f *fastRow, y []float64) (left int) {
	ih, il := mulPair(f.inv.hi, f.inv.lo, v.kappa.hi, v.kappa.lo)
	mh, ml, c := v.mean.hi, v.mean.lo, v.c
	margin, lost := f.softmaxErr()+rowMargin, v.mean.err+float64(0x1p-101*math.Abs(mh))
	eh, el, g := f.eh[:len(y)], f.el[:len(y)], v.g[:len(y)]
	for i, h := range eh {
		hh, hl := twoSum(g[i], -c)
		s, q := twoSum(hh, -mh)
		q += hl - ml
		wh := float64(h * ih)
		wl := math.FMA(h, ih, -wh) + (float64(h*il) + float64(el[i]*ih))
		p := float64(s * wh)
		q = math.FMA(s, wh, -p) + (float64(s*wl) + float64(q*wh))
		w := float64(math.Abs(p)*margin) + float64(wh*lost)
		lo, hi := p+(q-w), p+(q+w)
		y[i] = lo
		if lo != hi || !(math.Abs(lo) > rowLeast) {
			y[i] = math.NaN()
			left++
		}
	}
	return left
}

// roundLogs rounds the log-softmax of a row to any dtype, as logSoftmaxPair has it at a temperature of
// 1, and returns how many outputs it leaves as NaN. Of a smaller dtype than float64 the ends of
// the rounding test are themselves rounded to 2^-53.
func (r *Row) roundLogs(f dtype.Format, y []float64) (left int) {
	l, lErr := r.evaluated().logSum()
	if l.hi == 0 || r.by.t != 1 {
		return leave(y)
	}
	for i, v := range r.x[:len(y)] {
		dh, dl := twoSum(v, -r.max)
		s, e := twoSum(dh, -l.hi)
		q := e + (dl - l.lo)
		w := lErr + float64(0x1p-50*(math.Abs(e)+math.Abs(dl)+math.Abs(l.lo)))
		if f == dtype.Float64 {
			lo, hi := s+(q-w), s+(q+w)
			if y[i] = lo; lo != hi || !(lo < -rowLeast) {
				y[i] = math.NaN()
			}
		} else {
			y[i] = quickRound(f, s+q, w+float64(0x1p-51*math.Abs(s)))
		}
		if y[i] != y[i] {
			left++
		}
	}
	return left
}

// roundGradient rounds a gradient or a VJP to float64, of a row of logits that are not all
// equal, and returns how many outputs it leaves as NaN.
func (r *Row) roundGradient(fn function.Function, y []float64) (left int) {
	if r.by.t < 0x1p-16 || r.by.t > 0x1p16 { // κ would make small what is large, or the reverse
		return leave(y)
	}
	if fn == function.SoftmaxVJP {
		switch v := r.vjp(); {
		case v.exp != 0:
			return leave(y)
		case v.level():
			clear(y)
			return 0
		default:
			return v.roundDifferences(r.evaluated(), y)
		}
	}
	a := r.gradientOf(fn)
	switch {
	case a.sum == (bounded{}):
		return a.roundNegated(dtype.Float64, y)
	case a.exp != 0:
		return leave(y)
	case a.g != nil:
		return a.roundSums(a.shares(r), y)
	case a.common == 0:
		left = r.evaluated().roundProducts(y, a.kappa.pair)
	default:
		a.memory = resize(a.memory, len(y))
		for i := range a.memory {
			a.memory[i] = a.common
		}
		f, b := a.shares(r), *a
		b.g = a.memory
		left = b.roundSums(f, y)
	}
	return left + leave(y[r.in.Target:r.in.Target+1])
}

// roundNegated sets y to −κ·g, which it leaves where κ is not ±1. G is 0, so that g is no label.
func (a *fastAffine) roundNegated(f dtype.Format, y []float64) (left int) {
	if math.Abs(a.kappa.hi) != 1 || a.kappa.lo != 0 {
		return leave(y)
	}
	for i, g := range a.whole {
		y[i] = f.Round(0 - float64(a.kappa.hi*g))
	}
	return 0
}

// leave sets y to NaN, and returns how many were not.
func leave(y []float64) (left int) {
	for i, v := range y {
		if v == v {
			left++
		}
		y[i] = math.NaN()
	}
	return left
}

// roundLeft rounds what was left as NaN one by one.
func (a *Answer) roundLeft(f dtype.Format, y []float64, left int) {
	for i := 0; left > 0; i++ {
		if y[i] != y[i] {
			y[i] = a.Round(i, f)
			left--
		}
	}
}
