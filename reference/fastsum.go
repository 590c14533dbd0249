package reference

import (
	"math"
	"math/big"
)

// bounded is a real number v as a normalised pair with a bound of its error,
// |v − (hi+lo)| ≤ err.
type bounded struct {
	pair
	err float64
}

const (
	// blockError bounds what a sum of a block loses, in units of Σ|terms|, be the terms
	// float64s or products of two pairs; see sumApart and weightedSum.
	blockError = 0x1p-91
	// mergeError bounds what adding a block's sum to that of the others loses, in the same units: with
	// |a|, |b| ≤ A, the sum of the low parts is rounded to 2^-106·2A, that with the
	// error of the high parts' to twice that.
	mergeError = 0x1p-103
	// tiny bounds what all products of a row lose by underflow, where their factors are scaled to
	// numbers between 2^-300 and 2^300: some 2^-1074 for each of at most 2^24 terms.
	tiny = 0x1p-1040
)

// sumLoss bounds what the sum of n terms loses, in units of Σ|terms|, with room for the rounding
// of that.
func sumLoss(n int) float64 {
	return blockError + float64(float64((n+sumBlock-1)/sumBlock)*mergeError)
}

// adder adds up blocks' sums of either sign.
type adder struct {
	pair
	size    float64 // Σ|terms|
	inexact uint64  // the bits of what was summed in low parts: 0 if the sum is exact
}

// add adds a block's sum, sh exact but for sl.
func (a *adder) add(sh, sl float64) {
	s, e := twoSum(a.hi, sh)
	a.inexact |= math.Float64bits(e)
	a.hi, a.lo = twoSum(s, e+(a.lo+sl))
}

// bounded returns the sum of n terms.
func (a *adder) bounded(n int) bounded {
	if a.inexact<<1 == 0 {
		return bounded{pair: a.pair}
	}
	return bounded{a.pair, float64(a.size*sumLoss(n)) + tiny}
}

// sum adds the terms of g.
//
// In a block of B terms the high parts are summed exactly; the errors c are below 2^-53 of the
// block's Σ|g| each, and the sum of the first k of them is rounded to k·2^-106 of it: B²/2 of these
// are 2^-93.
func (a *adder) sum(g []float64) {
	for lo := 0; lo < len(g); lo += sumBlock {
		var sh, sl, c float64
		size, inexact := a.size, a.inexact
		for _, v := range g[lo:min(lo+sumBlock, len(g))] {
			sh, c = twoSum(sh, v)
			sl += c
			size += math.Abs(v)
			inexact |= math.Float64bits(c)
		}
		a.size, a.inexact = size, inexact
		a.add(sh, sl)
	}
}

// sumApart returns Σ g_i over the logits that are not largest, or over those that are, and the
// size of the sum, Σ|g_i| (NaN or Inf where that overflows).
func (r *Row) sumApart(g []float64, largest bool) (bounded, float64) {
	var a adder
	switch {
	case r.maxima > 1:
		r.some = r.some[:0]
		for i, v := range g {
			if (r.x[i] == r.max) == largest {
				r.some = append(r.some, v)
			}
		}
		a.sum(r.some)
	case largest:
		a.sum(g[r.first : r.first+1])
	default:
		a.sum(g[:r.first])
		a.sum(g[r.first+1:])
	}
	return a.bounded(len(g) + sumBlock), a.size
}

// plus returns a + b: exactly where both are single float64s that are exact.
func (a bounded) plus(b bounded) bounded {
	s, e := twoSum(a.hi, b.hi)
	if a.lo == 0 && b.lo == 0 {
		return bounded{pair{s, e}, a.err + b.err}
	}
	hi, lo := twoSum(s, e+(a.lo+b.lo))
	// Two low sums are rounded to 2^-53 of at most 2^-52·(|a| + |b|).
	return bounded{pair{hi, lo}, float64((a.err+b.err)*(1+0x1p-50)) + float64(0x1p-104*(math.Abs(a.hi)+math.Abs(b.hi)))}
}

// neg returns −a.
func (a bounded) neg() bounded { return bounded{pair{-a.hi, -a.lo}, a.err} }

// known reports whether a is known to be what it is: exactly, or to a relative 2^-70.
func (a bounded) known() bool { return a.err <= 0x1p-70*math.Abs(a.hi) }

// scaledPair returns d·2^-exp to a relative 2^-104; of one below 2^-900 no more is known than that.
func (d dyadic) scaledPair(exp int) bounded {
	if d.sign() == 0 {
		return bounded{}
	}
	p := split(new(big.Float).SetPrec(160).SetMantExp(new(big.Float).SetInt(d.m), d.e-exp))
	p.err = 0x1p-104
	if p.exp < -900 {
		return bounded{err: 0x1p-900}
	}
	p = p.shifted(p.exp)
	return bounded{pair{p.hi, p.lo}, p.err}
}

// allZero stands for the exponent of a vector of zeros.
const allZero = math.MinInt

// rescaled returns v·2^-exp in the memory of to, the largest between 1 and 2 in magnitude, and
// whether it has rounded some of v: what it makes subnormal, to 2^-1075.
func rescaled(to, v []float64) (scaled []float64, exp int, lossy bool) {
	most := 0.0
	for _, w := range v {
		most = max(most, math.Abs(w))
	}
	if most == 0 {
		return to, allZero, false
	}
	exp = math.Ilogb(most)
	to = resize(to, len(v))
	for i, w := range v {
		to[i] = math.Ldexp(w, -exp)
		lossy = lossy || math.Ldexp(to[i], exp) != w
	}
	return to, exp, lossy
}

// inRange reports whether a sum of magnitudes says that none is too large for products and that all
// but what does not count are not too small: see tiny.
func inRange(size float64) bool { return size >= 0x1p-300 && size <= 0x1p300 }
