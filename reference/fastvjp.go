package reference

import "math"

// fastVJP is the softmax VJP in double-double, κ·s_i (g_i − Σ s_j g_j) with κ = 1/T.
//
// It is the same of g_i − c for any c. With c the mean of g over the largest logits, rounded to
// a float64, and h_i = g_i − c, which is exact in two parts, it is
//
//	κ·s_i (h_i − M/S), M = Σ h_j e_j.
//
// The largest logits have no part in M but for the rounding of c, so that it has the size of τ
// and not that of S: where one class dominates, its own answer, −κ·s_i·M/S, and those of all
// that have the same g keep their bits, however large the margin. What cancels in M or in h_i − M/S
// does so by chance; or altogether, and that is decided once a row.
type fastVJP struct {
	ready bool

	g, memory []float64 // the cotangent, times 2^-exp
	exp       int
	rounded   float64 // what g may be off by, where it is scaled
	top       bounded // Σ g over the n largest logits, which is n·c if all of them have c
	even      bool
	c         float64
	sum       bounded // M
	differ    bool    // an h is not 0
	mean      bounded // M/S
	kappa     reciprocal
}

// level reports whether all g are the same, so that all outputs are 0.
func (v *fastVJP) level() bool { return v.even && !v.differ }

// vjp returns the row's evaluation.
func (r *Row) vjp() *fastVJP {
	v := &r.softmaxVJPs
	if v.ready {
		return v
	}
	*v = fastVJP{ready: true, memory: v.memory, g: r.in.Cotangent, kappa: newReciprocal(r.by.t, 0)}
	if size := v.add(r); !inRange(size) {
		var lossy bool
		if v.memory, v.exp, lossy = rescaled(v.memory, r.in.Cotangent); v.exp == allZero {
			v.exp = 0
			return v // all of it is 0
		}
		if v.g = v.memory; lossy {
			v.rounded = tiny
		}
		v.add(r)
	}
	if r.maxima < r.finites {
		f := r.evaluated()
		v.mean.hi, v.mean.lo = mulPair(v.sum.hi, v.sum.lo, f.inv.hi, f.inv.lo)
		v.mean.err = float64(v.sum.err*f.inv.hi*(1+0x1p-40)) + float64(math.Abs(v.mean.hi)*(f.invErr+roundings))
	}
	return v
}

// add fills in c and M, and returns the sum of what counts in them, of magnitudes.
func (v *fastVJP) add(r *Row) (size float64) {
	rest, size := v.center(r)
	if r.maxima == r.finites {
		return size
	}
	m, more := v.apart(r)
	v.sum = m.plus(rest)
	v.sum.err += v.rounded
	if rest == (bounded{}) && !v.sum.known() && inRange(size+more) {
		r.cotangentSum(v)
	}
	return size + more
}

// center fills in c, and returns Σ h_j over the n largest logits, which is 0 where c is the mean
// itself, and the sum of their magnitudes.
func (v *fastVJP) center(r *Row) (rest bounded, size float64) {
	if v.even = r.evenTop(r.in.Cotangent); v.even {
		v.c = v.g[r.first]
		return bounded{}, math.Abs(v.c)
	}
	n := float64(r.maxima)
	v.top, size = r.sumApart(v.g, true)
	v.c = v.top.hi / n
	ph, pl := twoProd(n, v.c)
	return v.top.plus(bounded{pair: pair{-ph, -pl}}), size
}

// apart returns Σ h_j e_j over the logits that are not largest, and Σ|h_j|.
//
// In a block of B terms the high parts of the products are summed exactly. Of a product the low
// parts are below 3·2^-53, with three roundings of 2^-106 and as much left out. The sums of B
// of them and of as many errors are below (B+3)·2^-53 of Σ|h_j| e_j, and rounded 2B times: together
// below 2^-91.8 of it.
func (v *fastVJP) apart(r *Row) (sum bounded, size float64) {
	f := r.evaluated()
	var a adder
	var differ uint64
	for lo := 0; lo < r.k; lo += sumBlock {
		hi := min(lo+sumBlock, r.k)
		x, g, eh, el := r.x[lo:hi], v.g[lo:hi], f.eh[lo:hi], f.el[lo:hi]
		var sh, sl float64
		for i, e := range eh {
			if x[i] == r.max || e == 0 && math.IsInf(x[i], -1) {
				continue
			}
			hh, hl := twoSum(g[i], -v.c)
			differ |= math.Float64bits(hh)
			size += math.Abs(hh)
			ph, pl := twoProd(hh, e)
			pl += float64(hh*el[i]) + float64(hl*e)
			a.size += math.Abs(ph)
			sh, ph = twoSum(sh, ph)
			sl += ph + pl
		}
		a.add(sh, sl)
	}
	if differ<<1 == 0 {
		return bounded{}, 0
	}
	v.differ = true
	err := float64(a.size*(expError+sumLoss(r.k))) + float64(size*(2*farthest)) + tiny
	return bounded{a.pair, err}, size
}

// farthest bounds an exponential that expBlock has as 0.
const farthest = 0x1p-865

// cotangentSum replaces M by what the enclosures know of it, where c is the mean of g over the largest
// logits: it is 0 if c is the mean over every group of equal logits, which no evaluation can tell.
func (r *Row) cotangentSum(v *fastVJP) {
	r.makeGroups()
	m := r.cotangentMoments()
	if m.rest == nil {
		v.sum = bounded{}
		return
	}
	power := r.difference(m.equal) // −n·M = rest·e^power
	y := Number{enclose: func(p int) interval { return m.rest.nonzero(p).mul(exp(power, p+16).interval()) }}
	if p := enclosed(y); p.exp == 0 {
		p = dividePair(-p.hi, -p.lo, p.err, float64(r.maxima), 0)
		p = p.shifted(p.exp - v.exp)
		v.sum = bounded{pair{p.hi, p.lo}, p.err + tiny}
	}
}

// softmaxVJPPair returns output i.
func (r *Row) softmaxVJPPair(i int) (p approx, ok bool) {
	if math.IsInf(r.x[i], -1) {
		return approx{}, true
	}
	v := r.vjp()
	if r.maxima == r.finites { // κ(n·g_i − G)/n²
		if v.even {
			return approx{}, true
		}
		n := float64(r.maxima)
		ph, pl := twoProd(n, v.g[i])
		lead := v.top.neg().plus(bounded{pair{ph, pl}, v.rounded})
		ch, cl := twoProd(r.by.t, float64(n*n))
		p := dividePair(lead.hi, lead.lo, lead.err, ch, cl)
		return placed(p.hi, p.lo, p.err, p.exp+v.exp), true
	}
	hh, hl := twoSum(v.g[i], -v.c)
	if hh == 0 && v.sum == (bounded{}) {
		return approx{}, v.rounded == 0
	}
	// h_i − M/S: the two sums of low parts are rounded to 2^-53 of at most 2^-52·(|h| + |M/S|) each.
	s, e := twoSum(hh, -v.mean.hi)
	dh, dl := twoSum(s, e+(hl-v.mean.lo))
	dErr := v.mean.err + v.rounded + float64(0x1p-103*(math.Abs(hh)+math.Abs(v.mean.hi)))
	f := r.evaluated()
	eh, el, exp := f.eh[i], f.el[i], 0
	if eh == 0 {
		th, tl, _ := r.differencePair(i)
		if !(th >= expLowest) { // below e^-1120 < 2^-1615
			p = beyond(-1615 + math.Ilogb(dh) + 1 + math.Ilogb(v.kappa.hi) + 1 + v.exp)
			p.hi = math.Copysign(p.hi, dh)
			return p, math.Abs(dh) > 2*dErr && p.exp < -1000
		}
		eh, el, exp = expPair(th, tl)
	}
	wh, wl := mulPair(eh, el, f.inv.hi, f.inv.lo)
	hi, lo := mulPair(dh, dl, wh, wl)
	err := float64(math.Abs(hi)*(f.softmaxErr()+roundings)) + float64(wh*dErr*(1+0x1p-40)) + tiny
	return v.kappa.of(hi, lo, err, exp+v.exp), true
}
