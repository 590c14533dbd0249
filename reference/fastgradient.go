package reference

import (
	"math"

	"github.com/softulp/softulp/function"
)

// fastAffine is a gradient κ(s_i·G − g_i) in double-double: see affine. With e_i the exponentials,
// τ and S of fastRow:
//
//   - for a logit that is not the largest it is κ(e_i·(G/S) − g_i);
//   - for one of the n largest κ(G − n·g_i − g_i·τ)/S, where for n = 1 what G has beside g_i
//     is summed without it: no margin, however large, makes anything cancel that has not to.
//
// Where terms of either sign are added, bounds are absolute.
type fastAffine struct {
	ready bool

	// g are the cotangent or the weights, times 2^-exp; nil for labels, of which every class has common
	// and the target has right, known to a relative 2^-104 or exactly if it has no low part.
	g, whole, memory []float64 // whole is not scaled, memory that of g where it is
	exp              int
	common           float64
	right            bounded
	parts            float64 // both times this

	sum    bounded // G
	others bounded // Σ g_j over the logits that are not largest
	top    bounded // over those that are
	even   bool    // which have all the same g

	kappa reciprocal // κ
	over  pair       // 1/|κ|, exactly

	shared bool    // the fields below are filled in
	times  pair    // G/S
	lost   float64 // what it is off by, but for a relative softmaxErr and roundings
}

// reciprocal is what a pair is multiplied by at last, ±1/(ch + cl).
type reciprocal struct {
	pair
	exact bool // a power of two, else the pair is known to a relative 2^-102
}

func newReciprocal(ch, cl float64) reciprocal {
	var f reciprocal
	f.hi, f.lo = inverse(ch, cl)
	f.exact = cl == 0 && math.Float64bits(ch)<<12 == 0
	return f
}

// of returns (hi + lo)·2^exp, normalised and known to err·2^exp, err > 0, times it.
func (f *reciprocal) of(hi, lo, err float64, exp int) approx {
	if size := math.Abs(hi); size < 0x1p-500 && size > 0 {
		n := math.Ilogb(hi)
		p := approx{hi: hi, lo: lo, err: err}.shifted(-n)
		hi, lo, err, exp = p.hi, p.lo, p.err, exp+n
	}
	hi, lo = mulPair(hi, lo, f.hi, f.lo)
	err = float64(err * math.Abs(f.hi))
	if !f.exact {
		err = float64(err*(1+0x1p-50)) + float64(0x1p-100*math.Abs(hi))
	}
	if err < 0x1p-1000 { // it may be rounded, and so may be the low part
		err += math.SmallestNonzeroFloat64
	}
	return placed(hi, lo, err, exp)
}

// gradientOf returns the row's evaluation of fn.
func (r *Row) gradientOf(fn function.Function) *fastAffine {
	a := &r.gradients[0]
	switch fn {
	case function.LogSoftmaxVJP:
		a = &r.gradients[1]
	case function.CrossEntropySoftGrad:
		a = &r.gradients[2]
	}
	if a.ready {
		return a
	}
	*a = fastAffine{ready: true, memory: a.memory, parts: 1}
	switch fn {
	case function.CrossEntropyGrad:
		a.labels(r)
	case function.LogSoftmaxVJP:
		a.vector(r, fn, r.in.Cotangent)
	default:
		a.vector(r, fn, r.in.Weights)
	}
	a.over.hi, a.over.lo = twoProd(r.by.t, a.parts)
	a.kappa = newReciprocal(a.over.hi, a.over.lo)
	if fn == function.LogSoftmaxVJP {
		a.kappa.hi, a.kappa.lo = -a.kappa.hi, -a.kappa.lo
	}
	return a
}

// shares fills in G/S, and returns the row's exponentials.
func (a *fastAffine) shares(r *Row) *fastRow {
	f := r.evaluated()
	if !a.shared {
		a.shared = true
		a.times.hi, a.times.lo = mulPair(a.sum.hi, a.sum.lo, f.inv.hi, f.inv.lo)
		a.lost = float64(a.sum.err*f.inv.hi) * (1 + 0x1p-40)
	}
	return f
}

// labels sets up (1 − ε)[i = t] + ε/K, in K parts ε and K − (K−1)ε at the target.
//
// Of the latter, K less the product's high part is exact in two parts, of which the low one is 0
// if they cancel; so its sum with the product's low part is rounded to 2^-104 of the whole.
func (a *fastAffine) labels(r *Row) {
	a.sum.hi, a.right.hi = 1, 1
	if a.common = r.in.Smoothing; a.common == 0 {
		return
	}
	k := float64(r.k)
	a.parts, a.sum.hi = k, k
	ph, pl := twoProd(k-1, a.common)
	s, e := twoSum(k, -ph)
	a.right.hi, a.right.lo = fastTwoSum(s, e-pl)
	if a.right.lo != 0 {
		a.right.err = float64(0x1p-104 * a.right.hi)
	}
}

// vector sets up a cotangent or weights.
func (a *fastAffine) vector(r *Row, fn function.Function, g []float64) {
	a.g, a.whole = g, g
	size := a.add(r)
	if !inRange(size) {
		var lossy bool
		if a.memory, a.exp, lossy = rescaled(a.memory, g); a.exp == allZero {
			a.exp = 0
			return // G is 0, exactly
		}
		a.g = a.memory
		a.add(r)
		if lossy {
			a.others.err += tiny
			a.top.err += tiny
			a.sum.err += 2 * tiny
		}
	}
	if !a.others.known() || !a.sum.known() {
		a.addExactly(r, fn)
	}
}

// add adds up g, and returns the sum of its magnitudes.
func (a *fastAffine) add(r *Row) (size float64) {
	a.even = r.evenTop(a.whole)
	a.others, size = r.sumApart(a.g, false)
	top, more := r.sumApart(a.g, true)
	a.top, a.sum = top, a.others.plus(top)
	return size + more
}

// addExactly replaces sums that cancel so far that little is known of them, or nothing. Numbers too
// small for the scaled g are in the exact sum: what they add to g_i is below tiny.
func (a *fastAffine) addExactly(r *Row, fn function.Function) {
	r.makeGroups()
	sum := r.affine(fn).sum
	others := sum
	for i, v := range r.x {
		if v == r.max {
			others = others.sub(fromFloat(a.whole[i]))
		}
	}
	a.sum, a.others = sum.scaledPair(a.exp), others.scaledPair(a.exp)
}

// evenTop reports whether the largest logits have all the same g.
func (r *Row) evenTop(g []float64) bool {
	if r.maxima == 1 {
		return true
	}
	for i, v := range r.x {
		if v == r.max && g[i] != g[r.first] {
			return false
		}
	}
	return true
}

// at returns g_i.
func (a *fastAffine) at(r *Row, i int) bounded {
	switch {
	case a.g != nil:
		return bounded{pair: pair{hi: a.g[i]}}
	case i == r.in.Target:
		return a.right
	}
	return bounded{pair: pair{hi: a.common}}
}

// gradientPair returns output i of fn.
func (r *Row) gradientPair(fn function.Function, i int) (p approx, ok bool) {
	a := r.gradientOf(fn)
	switch {
	case a.sum == (bounded{}) || math.IsInf(r.x[i], -1): // −κ·g_i
		g := a.at(r, i)
		if a.g != nil {
			g.hi = a.whole[i]
		}
		if math.Signbit(a.kappa.hi) {
			return dividePair(g.hi, g.lo, g.err, a.over.hi, a.over.lo), true
		}
		return dividePair(0-g.hi, -g.lo, g.err, a.over.hi, a.over.lo), true
	case r.maxima == r.finites: // κ(G − n·g_i)/n
		rest := a.rest(r, i)
		if math.Signbit(a.kappa.hi) {
			rest = bounded{pair{0 - rest.hi, -rest.lo}, rest.err}
		}
		ch, cl := twoProd(r.by.t, float64(a.parts*float64(r.maxima)))
		p = dividePair(rest.hi, rest.lo, rest.err, ch, cl)
		return placed(p.hi, p.lo, p.err, p.exp+a.exp), true
	case r.x[i] == r.max:
		return a.ofTop(r, i), true
	case r.evaluated().eh[i] == 0:
		return a.ofFar(r, i)
	}
	f := a.shares(r)
	ph, pl := mulPair(f.eh[i], f.el[i], a.times.hi, a.times.lo)
	g := a.at(r, i)
	s, e := twoSum(ph, -g.hi)
	hi, lo := twoSum(s, e+(pl-g.lo))
	// The product's roundings are below 2^-100 of it; then two sums of low parts are rounded, to
	// 2^-53 of at most 2^-52·(|p| + |g|) each.
	err := float64(math.Abs(ph)*(f.softmaxErr()+roundings)) + float64(f.eh[i]*a.lost) + g.err + tiny +
		float64(0x1p-103*(math.Abs(ph)+math.Abs(g.hi)))
	return a.kappa.of(hi, lo, err, a.exp), true
}

// rest returns G − n·g_i for one of the n largest logits.
func (a *fastAffine) rest(r *Row, i int) bounded {
	n := float64(r.maxima)
	switch {
	case a.g == nil && a.common == 0:
		return bounded{pair: pair{hi: a.sum.hi - float64(n*a.at(r, i).hi)}}
	case a.g == nil && i == r.in.Target: // K − nK + n(K−1)ε
		ph, pl := twoProd(float64(n*(a.parts-1)), a.common)
		return bounded{pair: pair{ph, pl}}.plus(bounded{pair: pair{hi: a.parts - float64(n*a.parts)}})
	case a.even && a.g != nil: // they have n·g_i
		return a.others
	}
	ph, pl := twoProd(n, a.at(r, i).hi)
	lead := bounded{pair: pair{-ph, -pl}}
	if a.g != nil {
		return a.others.plus(a.top.plus(lead))
	}
	return a.sum.plus(lead)
}

// ofTop returns κ(G − n·g_i − g_i·τ)/S.
func (a *fastAffine) ofTop(r *Row, i int) approx {
	f, g, rest := r.evaluated(), a.at(r, i), a.rest(r, i)
	th, tl := mulPair(g.hi, g.lo, f.tail.hi, f.tail.lo)
	s, e := twoSum(rest.hi, -th)
	hi, lo := twoSum(s, e+(rest.lo-tl))
	err := rest.err + float64(math.Abs(th)*(tailError+roundings)) + float64(math.Abs(g.hi)*missing) + float64(g.err*f.tail.hi)
	if rest.hi != 0 || math.Abs(th) < 0x1p-900 {
		err += tiny + float64(0x1p-103*(math.Abs(th)+math.Abs(rest.hi)))
	}
	hi, lo = mulPair(hi, lo, f.inv.hi, f.inv.lo)
	err = float64(err*f.inv.hi*(1+0x1p-40)) + float64(math.Abs(hi)*(f.invErr+roundings))
	return a.kappa.of(hi, lo, err, a.exp)
}

// missing bounds what τ lacks of exponentials below e^blockLowest.
const missing = 0x1p-841

// ofFar returns κ(s_i·G − g_i) for an exponential below e^blockLowest, e^-600 < 2^-865.
func (a *fastAffine) ofFar(r *Row, i int) (p approx, ok bool) {
	f, g := a.shares(r), a.at(r, i)
	dh, dl, _ := r.differencePair(i)
	size := math.Abs(a.times.hi)
	known := size >= 0x1p-200 && size > 0x1p10*a.lost // its sign, and that the bounds below hold
	switch {
	case g.hi == 0 && a.g != nil && a.whole[i] != 0:
		return approx{}, false
	case g.hi != 0:
		// Between −g_i and that plus twice off: on which side is known.
		off := math.Copysign(float64(size*0x1p-860), a.times.hi)
		if !known || g.err != 0 || math.Abs(off) > 0x1p-120*math.Abs(g.hi) {
			return approx{}, false
		}
		if g.lo != 0 {
			off = 0
		}
		return a.kappa.of(-g.hi, -g.lo+off, float64(size*0x1p-860), a.exp), true
	}
	if dh >= expLowest {
		h, l, e := expPair(dh, dl)
		ph, pl := mulPair(h, l, a.times.hi, a.times.lo)
		err := float64(math.Abs(ph)*(f.softmaxErr()+roundings)) + float64(h*a.lost)
		return a.kappa.of(ph, pl, err, e+a.exp), known
	}
	// Below e^-1120 < 2^-1615.
	p = beyond(-1615 + math.Ilogb(size) + 1 + math.Ilogb(a.kappa.hi) + 1 + a.exp)
	p.hi = math.Copysign(p.hi, float64(a.times.hi*a.kappa.hi))
	return p, known && p.exp < -1000
}
