package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
)

// Round returns output i correctly rounded to f: to nearest, ties to even,
// gradual underflow included, in one rounding. A negative answer that
// underflows is −0, as IEEE 754 has it.
func (a *Answer) Round(i int, f dtype.Format) float64 {
	if a.special(i) {
		return a.At(i).Round(f)
	}
	p, ok := a.fast(i)
	if ok {
		if y, ok := p.round(f); ok {
			return y
		}
	}
	p = a.closer(i)
	if y, ok := p.round(f); ok {
		return y
	}
	return a.roundEnclosed(i, f)
}

// Round returns the number correctly rounded to f, by its enclosures.
func (n Number) Round(f dtype.Format) float64 {
	switch {
	case n.exact != nil:
		return f.RoundRat(n.exact)
	case n.enclose == nil:
		return f.Round(n.special)
	}
	for p := basePrecision; ; p *= 2 {
		v := n.enclose(p)
		lo, hi := v.ends()
		a, b := f.RoundBigToward(lo, +1), f.RoundBigToward(hi, -1)
		if a == b || a != a && b != b {
			return b // of ±0, the one on the number's side of 0
		}
		if mid, ok := between(f, a, b); ok {
			if n.Cmp(mid) < 0 {
				return a
			}
			return b
		}
	}
}

// between returns the midpoint of the neighbours a < b of f, where the rounding
// changes from one to the other; ok is false if they are no neighbours.
func between(f dtype.Format, a, b float64) (mid *big.Rat, ok bool) {
	switch {
	case isFinite(a) && isFinite(b):
		if f.NextUp(a) != b {
			return nil, false
		}
		mid = new(big.Rat).Add(fromFloat(a).rat(), fromFloat(b).rat())
		return mid.Quo(mid, big.NewRat(2, 1)), true
	case a == f.Max():
		return overflow(f), true
	case b == -f.Max():
		return new(big.Rat).Neg(overflow(f)), true
	}
	return nil, false
}

// overflow returns the magnitude where rounding to f leaves the finite numbers:
// half a spacing above the largest one.
func overflow(f dtype.Format) *big.Rat {
	half := dyadic{one, f.SpacingExp(f.MaxExp()) - 1}.rat()
	return half.Add(half, fromFloat(f.Max()).rat())
}

func isFinite(v float64) bool { return v == v && !math.IsInf(v, 0) }
