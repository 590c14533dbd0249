package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// probabilities are the computed softmax, on the way to something else.
type probabilities struct {
	c     *calc
	p     []bounded
	under float64 // excess of S/ŝ
	// Where the numerators are those that were added up (shared): own bounds
	// |ê_j − e_j|/S, lost what the additions lost, in units of S, and quotients
	// |p_j − ê_j/ŝ|.
	shared         bool
	own, quotients []float64
	lost           float64
	// common is the error of what divides all numerators alike, as a part of it: of a program
	// from outside, whose numerators may be others than those that were added up.
	common float64
}

// probabilities bounds p_i = fl(ê_i/ŝ).
func (c *calc) probabilities() *probabilities {
	n := len(c.X)
	ps := &probabilities{c: c, p: make([]bounded, n), own: make([]float64, n), quotients: make([]float64, n)}
	if c.m.Normalise == impl.ExpMinusLog {
		c.exponentialsOfLogs(ps.p)
		return ps
	}
	s := c.sum()
	over, under := s.ratios()
	vanished := c.vanished(s.ones)
	ps.shared, ps.under, ps.lost = c.sharesNumerators(), under, s.lost+vanished
	extra, absolute := c.reciprocal(over)
	ps.common = max(s.up, s.down) + extra + vanished
	for i, x := range c.X {
		switch {
		case math.IsInf(x, -1):
			ps.p[i] = number(0) // e^-Inf is exactly 0
			continue
		case x == c.Max && s.ones > 0 && c.neverAboveOne():
			ps.p[i], ps.quotients[i] = c.shareOfOnes(i, s.ones, s.down+vanished)
		default:
			up, down, abs := c.probability(i, s.r, over, under, extra)
			ps.p[i] = c.quotient(i, up, down, abs+absolute)
			ps.quotients[i] = ps.p[i].r
		}
		ps.own[i] = c.ownError(i)
	}
	return ps
}

// shareOfOnes bounds a probability fl(1/n): that of one of n maxima, beside which all else is
// lost. The exact one is less by its share of the tail. quotient is the rounding alone.
func (c *calc) shareOfOnes(i, n int, tail float64) (p bounded, quotient float64) {
	y := c.Softmax[i]
	p = bounded{v: y, w: evaluated(y), c: c.round(1 / float64(n)), known: true}
	quotient = c.quotientError(p.c, float64(n), 1, 0)
	p.e = quotient + tail/float64(n)
	return p, quotient
}

// quotient bounds a probability by what probability says of it, with its rounding.
func (c *calc) quotient(i int, up, down, abs float64) bounded {
	y := c.Softmax[i]
	p := bounded{v: y, w: evaluated(y), e: max(float64(y*up), float64(y*invert(down))) + abs + 2*tiny64}
	p.least = float64(y*(1-invert(down))) - abs - 2*tiny64
	switch {
	case p.e < 1:
	case c.neverAboveOne() && c.m.ExpZeroExact && c.m.Shift == impl.ShiftMax:
		p.e = 1 // ŝ is at least 1, and p̂ in [0, 1]
	case !(p.e < math.Inf(1)):
		return unbounded()
	}
	if p.least > 0 { // not where the excess is infinite
		p.least = c.leastQuotient(p.least)
	} else {
		p.least = 0
	}
	if top := p.top(); top < 1 || !c.neverAboveOne() {
		p.r = c.half(p.bottom(), top)
	} else {
		p.r = c.half(p.bottom(), 0.5) // of a quotient below 1; 1 itself is not rounded
	}
	return p
}

// vanished bounds the sum of softmax_j over logits so far below the maximum that it is 0 in
// float64, where there are any beside so many maxima. What multiplies it may be huge.
func (c *calc) vanished(maxima int) float64 {
	for _, x := range c.X {
		if !math.IsInf(x, -1) {
			maxima--
		}
	}
	if maxima == 0 {
		return 0
	}
	return tiny64
}

// sharesNumerators reports whether the sum is that of the numerators themselves, as
// SumToOne wants it.
func (c *calc) sharesNumerators() bool {
	if c.m.Outside {
		return false
	}
	switch c.m.Scheme {
	case impl.Plain, impl.Log1p, impl.Base2, impl.Tree, impl.LogOf, impl.Clipped:
		return c.m.Normalise == impl.Divide
	}
	return false
}

// neverAboveOne reports whether a quotient cannot exceed 1: a sum of rounded additions
// of numbers that are not negative is at least each of them.
func (c *calc) neverAboveOne() bool { return c.sharesNumerators() && c.m.Sum != impl.Compensated }

// leastQuotient returns what the rounding of a number of at least y is at least.
func (c *calc) leastQuotient(y float64) float64 {
	y = float64(y / slack)
	return max(0, y-c.half(y, y))
}

// commonDivisor reports whether a program from outside divides all numerators by one sum, or
// multiplies by its reciprocal.
func (c *calc) commonDivisor() bool {
	return c.m.Outside && c.m.Normalise != impl.ExpMinusLog
}

// ownError bounds |ê_i − e_i|/S.
func (c *calc) ownError(i int) float64 {
	if c.m.Shift == impl.ShiftNone {
		return float64(c.Softmax[i]*c.h) + c.unshiftedUnderflow() + tiny64
	}
	excess, reach := c.numeratorOf(i, c.Max)
	switch {
	case excess == 0 && reach == 0 && c.X[i] == c.Max: // e^0 = 1
		return 0
	case math.IsInf(excess, 1):
		return (reach+c.under)/c.Sum + tiny64
	}
	return float64(c.Softmax[i]*excess) + c.under/c.Sum + 2*tiny64
}

// exponentialsOfLogs bounds p_i = fl(exp(fl(z_i − L))), without a division.
func (c *calc) exponentialsOfLogs(p []bounded) {
	err := c.logSumExpError()
	for i, x := range c.X {
		if math.IsInf(x, -1) {
			p[i] = number(0)
			continue
		}
		p[i] = c.exponentialAs(i, err+c.logitError(x)+c.ownShift(x))
	}
}

// exponentialAs bounds softmax i computed as the exponential of a difference: see
// exponentialOf.
func (c *calc) exponentialAs(i int, err float64) bounded {
	y := c.Softmax[i]
	p := bounded{v: y, w: evaluated(y)}
	if math.IsInf(c.divided(c.X[i]), -1) { // e^-Inf is exactly 0
		p.e, p.known = p.exactTop(), true
		if c.m.Outside { // or what is left of it
			p.e, p.known = p.e+c.under+c.tiny, false
		}
		return p
	}
	excess, abs := c.exponentialOf(c.distance(i), err, y)
	if math.IsInf(excess, 1) {
		return unbounded()
	}
	p.e = float64(y*excess) + abs + 2*tiny64
	p.least = max(0, float64(y*(1-invert(excess))/slack)-abs-2*tiny64)
	return p
}

// mean bounds d̂ = Σ fl(p_j g_j), against d = Σ softmax_j g_j, and, as unrounded, what
// Σ p_j g_j is off that itself.
//
// The errors of the p_j are not independent: with Ŝ = Σ ê_j and ŝ = Ŝ + λ, where the
// additions lost λ, and with Σ e_j (g_j − d) = 0,
//
//	Σ ê_j g_j/ŝ − d = (Σ (ê_j − e_j)(g_j − d) − λd)/ŝ
//
// so that the error of a numerator counts with how far its g_j is from the mean, and
// that of the sum with d alone. What the quotients round comes on top, then the
// products and the additions. Where the numerators ê' are not those of the sum, it is
// (Σ (ê'_j − e_j)g_j − (ŝ − S)d)/ŝ.
func (ps *probabilities) mean(g []float64) (d bounded, unrounded float64) {
	c := ps.c
	var products, quotients float64
	d, lost := c.addUp(len(g), func(j int) bounded {
		products += c.lostMultiplying(ps.p[j], number(g[j]))
		quotients += float64(ps.quotients[j] * math.Abs(g[j]))
		unrounded += float64(ps.p[j].error() * math.Abs(g[j]))
		return c.mul(ps.p[j], number(g[j]))
	})
	if !ps.shared && !c.commonDivisor() || math.IsInf(d.e, 1) {
		return d, unrounded
	}
	var e float64
	if ps.shared {
		e = float64(ps.lost * d.exactTop())
	} else { // ŝ is off by itself
		e = float64(ps.common * d.exactTop())
	}
	for j, own := range ps.own {
		if !ps.shared {
			e += float64(own * math.Abs(g[j]))
			continue
		}
		v, lo := twoSum(g[j], -d.v)
		e += float64(own * (math.Abs(v) + math.Abs(lo) + d.w))
	}
	e = float64(e*(1+ps.under)) + quotients + 2*tiny64
	if e < unrounded { // not where it is NaN: the differences may overflow in float64
		unrounded = e
	}
	if e = unrounded + products + lost; e < d.error() {
		d.e, d.r = e, 0
	}
	return d, unrounded
}
