package reference

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

// IsFinite reports whether the row has a finite logit, no NaN and no +Inf: the
// rows whose answers are real numbers (and −Inf or 0 where a logit is −Inf).
func (r *Row) IsFinite() bool { return r.kind == finiteRow }

// Float64 returns output i as the nearest float64, or in the subnormal range one
// of the two nearest: for what needs the exact answer only roughly.
func (a *Answer) Float64(i int) float64 {
	g := a.index(i)
	if g < 0 {
		n := a.At(i)
		if n.exact != nil {
			v, _ := n.exact.Float64()
			return v
		}
		if n.enclose == nil {
			return n.special
		}
		p := newApprox(n)
		return math.Ldexp(p.hi, p.exp)
	}
	p := a.pair(g)
	return math.Ldexp(p.hi, p.exp)
}

// Spacing returns the distance between neighbouring numbers of f in the binade
// of output i, the unit of [Answer.Error]; NaN where the output is no real
// number.
func (a *Answer) Spacing(i int, f dtype.Format) float64 {
	g := a.index(i)
	if g < 0 {
		if n := a.At(i); n.IsFinite() {
			return math.Ldexp(1, n.spacingExp(f, n.Round(f)))
		}
		return math.NaN()
	}
	p := a.pair(g)
	e := p.binade(f)
	if e < f.MaxExp() && e >= f.MinExp() && p.nextToPowerOfTwo() {
		n := a.At(i)
		return math.Ldexp(1, n.spacingExp(f, n.Round(f)))
	}
	return math.Ldexp(1, f.SpacingExp(min(e, f.MaxExp())))
}
