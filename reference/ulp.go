package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
)

// Errors in ulps: |got − y| / spacing(y), where spacing(y) is the distance
// between neighbouring numbers of the dtype in the binade of the exact answer
// y, with the subnormal spacing as its floor. A correctly rounded answer has
// an error of at most 0.5.

// errorWidth is what an interval of Error is at most wide, in ulps: answers that
// are known less well are asked of the enclosure tier. It leaves the fast tier a dozen
// bits of a gradient's to lose in what cancels.
const errorWidth = 0x1p-20

// Error returns an interval [lo, hi] that holds the error of got as output i,
// in ulps of f. Its width is below 2^-20 ulp plus a relative 2^-40. A NaN or
// an infinity where a number is due, or the other way round, is an infinite
// error; errors beyond the float64 range are reported as the largest float64.
func (a *Answer) Error(i int, f dtype.Format, got float64) (lo, hi float64) {
	if a.special(i) {
		return a.At(i).specialError(f, got)
	}
	p, ok := a.fast(i)
	if ok {
		if lo, hi, ok = a.errorBy(&p, i, f, got); ok {
			return lo, hi
		}
	}
	p = a.closer(i)
	if lo, hi, ok = a.errorBy(&p, i, f, got); ok {
		return lo, hi
	}
	return a.At(i).slowError(f, got)
}

// errorBy is Error by what a pair knows of output i.
func (a *Answer) errorBy(p *approx, i int, f dtype.Format, got float64) (lo, hi float64, ok bool) {
	e, ok := p.binade(f)
	if !isFinite(got) || ok && e >= f.MaxExp() { // which class is due?
		switch want := a.Round(i, f); {
		case isFinite(want) != isFinite(got):
			return math.Inf(1), math.Inf(1), true
		case !isFinite(want):
			if same(want, got) {
				return 0, 0, true
			}
			return math.Inf(1), math.Inf(1), true
		}
		ok = ok && e == f.MaxExp()
	}
	if !ok {
		return 0, 0, false
	}
	return p.distance(got, f.SpacingExp(e))
}

// distance encloses |got − y| in units of 2^s; ok is false where y is not known
// to errorWidth.
func (p *approx) distance(got float64, s int) (lo, hi float64, ok bool) {
	var d, w float64
	if p.exp == 0 && s > -1022 && math.Abs(got) < 0x1p1000 && math.Abs(p.hi) < 0x1p1000 {
		unit := math.Float64frombits(uint64(1023-s) << 52)
		d = math.Abs((got-p.hi)-p.lo) * unit
		w = p.err * unit
	} else {
		d = math.Ldexp(got, -s)
		d -= math.Ldexp(p.hi, p.exp-s)
		d = math.Abs(d - math.Ldexp(p.lo, p.exp-s))
		if w = math.Ldexp(p.err, p.exp-s); w == 0 && p.err > 0 {
			w = math.SmallestNonzeroFloat64
		}
	}
	if w > errorWidth/4 {
		return 0, 0, false
	}
	// got − hi and what is left of it by lo are rounded once each: 2^-53 of a
	// number that is at most d plus |lo|, which is below an ulp.
	d = min(d, math.MaxFloat64)
	if p.lo != 0 {
		w += 0x1p-50
	}
	w += float64(0x1p-48 * d)
	return max(0, d-w), min(d+w, math.MaxFloat64), true
}

// specialError measures against an answer that is NaN, infinite or, for a
// single element of a special row, finite.
func (n Number) specialError(f dtype.Format, got float64) (lo, hi float64) {
	if n.orNaN && got != got {
		return 0, 0
	}
	if n.IsFinite() {
		return n.slowError(f, got)
	}
	want := f.Round(n.special)
	if got == want || got != got && want != want {
		return 0, 0
	}
	return math.Inf(1), math.Inf(1)
}

// slowError measures against a finite number by its enclosures.
func (n Number) slowError(f dtype.Format, got float64) (lo, hi float64) {
	want := n.Round(f)
	switch {
	case isFinite(want) != isFinite(got):
		return math.Inf(1), math.Inf(1)
	case !isFinite(want):
		if got == want || got != got && want != want {
			return 0, 0
		}
		return math.Inf(1), math.Inf(1)
	}
	s := n.spacingExp(f, want)
	if n.exact != nil {
		d := new(big.Rat).Sub(fromFloat(got).rat(), n.exact)
		d.Quo(d.Abs(d), dyadic{one, s}.rat())
		v, exact := d.Float64()
		if exact {
			return v, v
		}
		return math.Nextafter(v, 0), min(math.Nextafter(v, math.Inf(1)), math.MaxFloat64)
	}
	v := n.enclose(4 * basePrecision)
	a, b := v.ends()
	dist := func(end *big.Float) float64 {
		d := new(big.Float).SetPrec(2400).Sub(big.NewFloat(got), end)
		d.SetMantExp(d.Abs(d), -s)
		x, _ := d.Float64()
		return min(x, math.MaxFloat64)
	}
	x, y := dist(a), dist(b)
	lo, hi = min(x, y), max(x, y)
	if at := big.NewFloat(got); a.Cmp(at) < 0 && at.Cmp(b) < 0 {
		lo = 0
	}
	return max(0, math.Nextafter(lo, 0)), math.Nextafter(hi, math.MaxFloat64)
}

// spacingExp returns the exponent of spacing(y), given y rounded to f.
func (n Number) spacingExp(f dtype.Format, rounded float64) int {
	switch {
	case !isFinite(rounded): // y is beyond the largest number
		return f.SpacingExp(f.MaxExp())
	case math.Abs(rounded) <= f.MinNormal():
		return f.SpacingExp(f.MinExp())
	}
	e := math.Ilogb(rounded)
	if math.Abs(rounded) == math.Ldexp(1, e) { // y may lie in the binade below
		below := n.Cmp(fromFloat(rounded).rat()) < 0
		if rounded < 0 {
			below = n.Cmp(fromFloat(rounded).rat()) > 0
		}
		if below {
			e--
		}
	}
	return f.SpacingExp(e)
}

// Within reports whether the error of got as output i is at most allowed ulps
// of f. It is always decided: an answer that is no rational is never exactly
// allowed ulps away. An allowance of +Inf admits every error, NaN none.
func (a *Answer) Within(i int, f dtype.Format, got, allowed float64) bool {
	if math.IsInf(allowed, 1) || allowed != allowed {
		return allowed == allowed
	}
	lo, hi := a.Error(i, f, got)
	if hi <= allowed && hi < math.MaxFloat64 { // MaxFloat64 may stand for more
		return true
	}
	if lo > allowed {
		return false
	}
	n := a.At(i) // finite, and so is got: the other errors are decided
	s := n.spacingExp(f, n.Round(f))
	reach := fromFloat(allowed).rat()
	reach.Mul(reach, dyadic{one, s}.rat())
	at := fromFloat(got).rat()
	return n.Cmp(new(big.Rat).Sub(at, reach)) >= 0 && n.Cmp(at.Add(at, reach)) <= 0
}
