package allowance

import "math"

// partial is a computed sum of exponentials against the exact one, both in
// units of the exact total S = Σ e^(x_j−m): the exact value is w, the computed
// one lies between w − down and w + up.
//
// Scaling by e^(m−m') is exact in these units, so the rescaling algorithms need
// no other bookkeeping than the plain ones.
type partial struct{ w, up, down float64 }

// term is an exponential of weight w = softmax_j whose computed value is within
// a ratio of 1+excess, plus or minus absolute.
func term(w, excess, absolute float64) partial {
	return partial{w, float64(w*excess) + absolute, float64(w*invert(excess)) + absolute}
}

// rounding is the v = u/(1+u) of a rounded addition.
type rounding float64

func roundingOf(u float64) rounding { return rounding(u / (1 + u)) }

// add returns the rounded sum. Its rounding error is at most v times the sum
// and, as both addends are representable, at most the smaller addend: that
// keeps sums that stagnate from having no bound at all.
func (v rounding) add(a, b partial) partial {
	hiA, hiB := a.w+a.up, b.w+b.up
	e := min(hiA, hiB)
	s := partial{a.w + b.w, a.up + b.up, a.down + b.down}
	s.up += min(e, float64(float64(v)*(s.w+s.up)))
	s.down += min(e, float64(float64(v)*max(0, s.w-s.down)))
	return s
}

// rescaled returns the partial multiplied by a computed factor that is within a
// ratio of 1+excess of the exact one, plus or minus absolute. An unbounded
// excess leaves what the exact factor is below: reach.
func (p partial) rescaled(excess, absolute, reach float64) partial {
	if math.IsInf(excess, 1) {
		return partial{p.w, reach + absolute, p.w}
	}
	return partial{
		p.w,
		p.up + float64(excess*(p.w+p.up)) + absolute,
		min(p.w, p.down+float64(invert(excess)*max(0, p.w-p.down))+absolute),
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
