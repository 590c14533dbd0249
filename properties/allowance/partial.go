package allowance

import (
	"math"
	"math/bits"
)

// partial is a computed sum of exponentials against the exact one, both in
// units of the exact total S = Σ e^(x_j−m): the exact value is w, the computed
// one lies between w − down and w + up.
//
// Scaling by e^(m−m') is exact in these units, so the rescaling algorithms need
// no other bookkeeping than the plain ones.
//
// ones, if not 0, says that the computed one is this integer: so many e^0 = 1, what
// else there was lost beside them. lost bounds what the additions on the way have
// lost, the errors of the terms apart.
type partial struct {
	w, up, down float64
	ones        int
	lost        float64
}

// term is an exponential of weight w = softmax_j whose computed value is within
// a ratio of 1+excess, plus or minus absolute.
func term(w, excess, absolute float64) partial {
	return partial{w: w, up: float64(w*excess) + absolute, down: float64(w*invert(excess)) + absolute}
}

// isZero reports whether the partial is the empty sum.
func (p partial) isZero() bool { return p.w == 0 && p.up == 0 }

// plus returns the sum without a rounding.
func (p partial) plus(q partial) partial {
	s := partial{w: p.w + q.w, up: p.up + q.up, down: p.down + q.down, lost: p.lost + q.lost}
	if (p.ones > 0 || p.isZero()) && (q.ones > 0 || q.isZero()) {
		s.ones = p.ones + q.ones
	}
	return s
}

// rounding is the arithmetic that sums are rounded in.
type rounding struct {
	u, v float64 // unit roundoff; v = u/(1+u), the relative error of a rounding
	unit float64 // 1/S: a computed 1 in the unit of partials
}

func roundingOf(u, unit float64) rounding { return rounding{u, u / (1 + u), unit} }

// add returns the rounded sum. Its rounding error is at most v times the sum
// and, as both addends are representable, at most the smaller addend: that
// keeps sums that stagnate from having no bound at all.
func (r rounding) add(a, b partial) partial {
	s := a.plus(b)
	switch {
	case r.holds(s):
		return s
	case r.drowns(a, b):
		return beside(a, b)
	case r.drowns(b, a):
		return beside(b, a)
	}
	smaller := min(a.w+a.up, b.w+b.up)
	up := min(smaller, float64(r.v*(s.w+s.up)))
	s.ones = 0
	s.down += min(smaller, float64(r.v*max(0, s.w-s.down)))
	s.up += up
	s.lost += up
	return s
}

// holds reports whether a sum of integers is exact: every one up to 1/u is a
// number of the format.
func (r rounding) holds(s partial) bool {
	return s.isZero() || s.ones > 0 && float64(float64(s.ones)*r.u) <= 1
}

// drowns reports whether fl(a + b) = a: a is an integer, and b is below half of the
// spacing above it.
func (r rounding) drowns(a, b partial) bool {
	if a.ones == 0 {
		return false
	}
	half := float64(r.u * math.Ldexp(r.unit, bits.Len(uint(a.ones))-1))
	return float64((b.w+b.up)*slack) < half
}

// beside returns fl(a + b) = a.
func beside(a, b partial) partial {
	return partial{w: a.w + b.w, up: a.up, down: a.down + b.w, ones: a.ones, lost: a.lost + b.w + b.up}
}

// rescaled returns the partial multiplied by a computed factor that is within a
// ratio of 1+excess of the exact one, plus or minus absolute. An unbounded
// excess leaves what the exact factor is below: reach.
func (p partial) rescaled(excess, absolute, reach float64) partial {
	if math.IsInf(excess, 1) {
		return partial{w: p.w, up: reach + absolute, down: p.w, lost: reach + absolute}
	}
	up := float64(excess*(p.w+p.up)) + absolute
	return partial{
		w:    p.w,
		up:   p.up + up,
		down: min(p.w, p.down+float64(invert(excess)*max(0, p.w-p.down))+absolute),
		lost: p.lost + up,
	}
}

// rounds returns p after n more roundings.
func (p partial) rounds(n int, u float64) partial {
	e := power(u, n)
	return p.rescaled(e, 0, math.Inf(1))
}

// power returns (1+u)^n − 1, or +Inf where it exceeds 2^60.
func power(u float64, n int) float64 {
	var r float64
	for b := u; n > 0; n >>= 1 {
		if n&1 != 0 {
			r = compose(r, b)
		}
		if b = compose(b, b); r > 0x1p60 || b > 0x1p200 && n > 1 {
			return math.Inf(1)
		}
	}
	return r
}

// ratios returns the excesses of Ŝ/S and S/Ŝ of a complete sum (w = 1).
func (p partial) ratios() (over, under float64) {
	if p.down >= 1 {
		return p.up, math.Inf(1)
	}
	return p.up, p.down / (1 - p.down)
}
