package reference

// crossEntropyPair returns L − x_t/T, or with label smoothing
//
//	log S + (1 − ε)(m − x_t)/T + (ε/K)·Σ (m − x_i)/T
//
// as Σ q_i = 1. Nothing is negative, so nothing cancels.
func (r *Row) crossEntropyPair() (p approx, ok bool) {
	eps := r.in.Smoothing
	if eps == 0 {
		p, ok = r.logSoftmaxPair(r.in.Target)
		return approx{hi: 0 - p.hi, lo: 0 - p.lo, err: p.err}, ok
	}
	dh, dl := twoSum(r.max, -r.x[r.in.Target])
	wh, wl := twoSum(1, -eps)
	dh, dl = mulPair(dh, dl, wh, wl)

	var sum pair
	for lo := 0; lo < r.k; lo += sumBlock {
		var sh, sl float64
		for _, v := range r.x[lo:min(lo+sumBlock, r.k)] {
			h, l := twoSum(r.max, -v)
			var c float64
			sh, c = twoSum(sh, h)
			sl += c + l
		}
		sh, sl = fastTwoSum(sh, sl)
		sum.hi, sum.lo = addPair(sum.hi, sum.lo, sh, sl)
	}
	sum.hi, sum.lo = mulPair(sum.hi, sum.lo, eps, 0)
	classes := newDivisor(float64(r.k))
	sum.hi, sum.lo = classes.of(sum.hi, sum.lo)
	dh, dl = addPair(dh, dl, sum.hi, sum.lo)
	return r.lossPair(pair{1, 0}, pair{dh, dl}, 0)
}

// crossEntropySoftPair returns P·log S + D/T with P = Σ p_i and D = Σ p_i (m − x_i) over
// the classes that have a weight.
func (r *Row) crossEntropySoftPair() (p approx, ok bool) {
	exp := 0
	share, d := r.weighted(r.in.Weights)
	if !inRange(share.hi) {
		var lossy bool
		switch r.scaled, exp, lossy = rescaled(r.scaled, r.in.Weights); {
		case exp == allZero:
			return approx{}, true
		case lossy: // what is lost may have a logit of any size
			return approx{}, false
		}
		share, d = r.weighted(r.scaled)
	}
	return r.lossPair(share, d, exp)
}

// weighted returns Σ w_i and Σ w_i (m − x_i), nothing of it negative.
//
// In a block of B terms the high parts are summed exactly. A term's low part is below
// 4·2^-53 of it, with three roundings of 2^-106 (and as much for what of the product is left
// out); the sums of B of them and of as many errors are rounded to (B+4)·2^-106 of the block's sum
// at most, 2B times: together below 2^-90, a part of sumError.
func (r *Row) weighted(w []float64) (share, sum pair) {
	for lo := 0; lo < r.k; lo += sumBlock {
		hi := min(lo+sumBlock, r.k)
		x := r.x[lo:hi]
		var sh, sl, ph, pl, c float64
		for i, v := range w[lo:hi] {
			if v == 0 {
				continue
			}
			h, l := twoSum(r.max, -x[i])
			th, tl := twoProd(v, h)
			tl += float64(v * l)
			sh, c = twoSum(sh, th)
			sl += c + tl
			ph, c = twoSum(ph, v)
			pl += c
		}
		sh, sl = fastTwoSum(sh, sl)
		sum.hi, sum.lo = addPair(sum.hi, sum.lo, sh, sl)
		ph, pl = fastTwoSum(ph, pl)
		share.hi, share.lo = addPair(share.hi, share.lo, ph, pl)
	}
	return share, sum
}

// lossPair returns (P·log S + D/T)·2^exp for P > 0 and D ≥ 0, each known to a relative
// sumError and a few roundings, and but for what underflows.
func (r *Row) lossPair(share, d pair, exp int) (p approx, ok bool) {
	if r.finites == 1 { // that class alone has a weight, and its probability is 1
		return approx{}, true
	}
	dh, dl := d.hi, d.lo
	if r.by.t != 1 {
		dh, dl = r.by.of(dh, dl)
	}
	if !isFinite(dh) || !isFinite(dl) {
		return approx{}, false
	}
	l, lErr := r.evaluated().logSum()
	if l.hi == 0 { // below logLeast
		err := float64(dh*lossError) + float64(2*share.hi*logLeast) + divideLost
		return placed(dh, dl, err, exp), true
	}
	lh, ll := mulPair(l.hi, l.lo, share.hi, share.lo)
	hi, lo := addPair(lh, ll, dh, dl)
	err := float64(share.hi*lErr*(1+0x1p-40)) + float64(hi*lossError) + divideLost
	return placed(hi, lo, err, exp), true
}

// lossError bounds the relative errors of P, of D/T, of their products and of the sum,
// together: what sums lose, and a dozen roundings of 2^-102.
const lossError = sumError + 0x1p-98
