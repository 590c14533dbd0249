package reference

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

// IsFinite reports whether the row has a finite logit, no NaN and no +Inf: the
// rows whose answers are real numbers (and −Inf or 0 where a logit is −Inf).
func (r *Row) IsFinite() bool { return r.kind == finiteRow }

// Float64 returns output i as the nearest float64 or one next to it: for what
// needs the exact answer only roughly.
func (a *Answer) Float64(i int) float64 {
	if !a.special(i) {
		p, ok := a.fast(i)
		if !ok || p.err > 0x1p-56*math.Abs(p.hi) && p.exp > -1200 { // next to 0, by cancellation
			p = a.closer(i)
		}
		if p.exp == 0 {
			return p.hi
		}
		return math.Ldexp(p.hi, p.exp)
	}
	n := a.At(i)
	switch {
	case n.exact != nil:
		v, _ := n.exact.Float64()
		return v
	case n.enclose == nil:
		return n.special
	}
	p := enclosed(n)
	return math.Ldexp(p.hi, p.exp)
}

// Spacing returns the distance between neighbouring numbers of f in the binade
// of output i, the unit of [Answer.Error]; NaN where the output is no real
// number.
func (a *Answer) Spacing(i int, f dtype.Format) float64 {
	if a.special(i) {
		if n := a.At(i); n.IsFinite() {
			return math.Ldexp(1, n.spacingExp(f, n.Round(f)))
		}
		return math.NaN()
	}
	p, ok := a.fast(i)
	e := 0
	if ok {
		e, ok = p.binade(f)
	}
	if !ok {
		p = a.closer(i)
		e, ok = p.binade(f)
	}
	if !ok {
		n := a.At(i)
		return math.Ldexp(1, n.spacingExp(f, n.Round(f)))
	}
	return math.Ldexp(1, f.SpacingExp(min(e, f.MaxExp())))
}
