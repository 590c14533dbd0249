package allowance

import (
	"math"
	"slices"

	"github.com/softulp/softulp/impl"
)

// exponentials is what is known of those of a program from outside.
type exponentials struct {
	excess []float64 // of ê_j, 0 for logits −Inf; +Inf where it has none
	reach  []float64 // what ê_j and e_j are below where excess has no bound, in units of e^m
}

// outsideExponentials bounds them.
func (c *calc) outsideExponentials() {
	c.takeExponentials()
	if c.ordinary {
		c.ordinaryExponentials()
		return
	}
	flushed := expExcess(2 * c.flush()) // of logits and differences that may become zero
	lazy := c.m.Scheme == impl.LazyRescale && !c.onGrid(c.leastLogit())
	for j := range c.X {
		c.out.excess[j] = c.outsideExponential(j, flushed, lazy)
	}
}

// takeExponentials takes memory for them.
func (c *calc) takeExponentials() {
	n := len(c.X)
	c.memory.excess = slices.Grow(c.memory.excess[:0], n)[:n]
	c.out.excess = c.memory.excess
}

// outsideExponential returns the excess of exponential j, and notes its reach.
func (c *calc) outsideExponential(j int, flushed float64, lazy bool) float64 {
	x := c.X[j]
	if math.IsInf(x, -1) {
		return 0
	}
	if c.m.Shift == impl.ShiftNone {
		return compose(c.h, flushed)
	}
	excess, reach := c.numerator(j, c.Max)
	if lazy { // the reference is another
		excess = compose(excess, c.referenceError(x))
	}
	if excess = compose(excess, flushed); math.IsInf(excess, 1) {
		if c.out.reach == nil {
			c.memory.reach = slices.Grow(c.memory.reach[:0], len(c.X))[:len(c.X)]
			c.out.reach = c.memory.reach
		}
		c.out.reach[j] = reach
	}
	return excess
}

// numeratorOf is numerator, from memory for programs from outside.
func (c *calc) numeratorOf(i int, r float64) (excess, reach float64) {
	if c.out.excess == nil {
		return c.numerator(i, r)
	}
	if excess = c.out.excess[i]; math.IsInf(excess, 1) {
		reach = c.out.reach[i]
	}
	return excess, reach
}

// outsideSum bounds the denominator of a program from outside.
func (c *calc) outsideSum() total {
	if c.out.excess == nil {
		c.outsideExponentials()
	}
	absolute := c.under / c.Sum
	if c.m.Shift == impl.ShiftNone {
		absolute = c.unshiftedUnderflow()
	}
	var rescaled *rescaling
	if c.rescales() {
		var least float64
		rescaled, least = c.newRescaling()
		absolute += c.underflowOfRescaling(least)
	}
	t := addends{absolute: absolute, rescaled: rescaled, partial: partial{w: 1}}
	t.gathering = gathering{magnitudes: slices.Grow(c.memory.magnitudes[:0], len(c.X)), memory: &c.memory.heavies}
	c.memory.magnitudes = t.magnitudes
	if c.ordinary {
		c.addOrdinary(&t)
	} else {
		for j := range c.X {
			c.addOutside(&t, j)
		}
	}
	if math.IsInf(t.up, 1) {
		return total{partial{w: 1, up: t.up, down: 1, lost: t.up}, c.Max}
	}
	s := t.partial
	// An addition may lose as much in a sum that is then rescaled, and flush what it adds up.
	s.lost = float64((c.lostSumming(&t.gathering) + float64(float64(len(t.magnitudes))*c.flush()/c.Sum)) * (1 + t.longest))
	s.up += s.lost
	s.down += s.lost
	return total{s, c.Max}
}

// addends are the terms of the denominator of a program from outside, so far.
type addends struct {
	partial
	gathering
	absolute float64    // the error of each, the exponential's apart
	rescaled *rescaling // nil if they are not
	longest  float64    // what rescaling makes of one, at most
}

// addOutside adds term j to them.
func (c *calc) addOutside(t *addends, j int) {
	if math.IsInf(c.X[j], -1) {
		return
	}
	w, quantum := c.weight(j)
	excess := c.out.excess[j]
	if t.rescaled != nil {
		more := t.rescaled.excess(c, j)
		excess, t.longest = compose(excess, more), max(t.longest, more)
	}
	up, down := float64(w*excess), float64(w*invert(excess))
	if math.IsInf(c.out.excess[j], 1) {
		up, down = c.out.reach[j]/c.Sum, w
	}
	up += t.absolute + quantum
	t.up += up
	t.down += min(w, down+t.absolute+quantum)
	t.add(w + up)
}

// mayOverflow reports whether the sum of the exponentials of a program from outside may exceed
// the range of float16: 65504 terms and more do.
func (c *calc) mayOverflow() bool {
	return c.m.Outside && float64(4*c.Sum) > c.acc.Max()
}

// lostSumming bounds what the additions of any program that keeps to the model's sum lose, of
// terms of either sign.
func (c *calc) lostSumming(g *gathering) float64 {
	n, all := len(g.magnitudes), g.total
	if n < 2 {
		return 0
	}
	if c.m.Sum == impl.Compensated {
		return float64(all * c.compensation(n))
	}
	lost := g.anyTree(c.v.v)
	var depth int
	switch lanes, ok := c.m.Sum.Lanes(); {
	case c.m.Scheme == impl.DoubleDouble:
		return 0
	case c.m.Scheme == impl.Tree && c.m.Block > 0:
		depth, _ = c.depthOf(n)
	case c.m.Sum == impl.Exact:
		depth = 1
	case c.m.Sum == impl.Pairwise:
		depth = pairwiseDepth(n)
	case ok:
		depth = lanesDepth(n, lanes)
	default:
		return lost
	}
	return min(lost, float64(all*power(c.v.v, depth)))
}

// pairwiseDepth bounds how many additions a term goes through in a pairwise sum of n: that
// of halves down to single terms has ⌈log2 n⌉; NumPy's stops at blocks of up to 128, each with
// 8 accumulators of up to 16 terms, which make 15 additions, 3 to join them and up to 7 for
// the terms left over; blocks are of 64 terms and more where there are several.
func pairwiseDepth(n int) int {
	return min(n-1, 25+max(0, ceilLog2(n)-6))
}

// lanesDepth bounds how many additions a term goes through in a sum of n terms in so many
// lanes, whose sums are added in turn and then the terms left over, one by one; or of blocks
// of so many terms, and then the blocks in turn.
func lanesDepth(n, lanes int) int {
	lanes = min(lanes, n)
	return min(n-1, (n+lanes-1)/lanes+lanes-2+max(0, n%lanes-1))
}

// compensation bounds the relative error of a compensated sum of n numbers, by 4u + (nu)²
// to the first orders, and has no bound from nu = 1/2 on.
//
// Neumaier's is within u|s| + γ² Σ|t|, γ = nu/(1−nu), of the exact s (Ogita, Rump and Oishi,
// "Accurate sum and dot product", SISC 2005, proposition 4.5).
//
// Kahan's is within 2u + O(nu²) of Σ|t| (Knuth, volume 2, section 4.2.2; Goldberg, ACM Computing
// Surveys 1991, theorem 8): 2u more, and γ², are far more than the terms of second order.
func (c *calc) compensation(n int) float64 {
	nu := float64(float64(n) * c.u)
	if nu >= 0.5 {
		return math.Inf(1)
	}
	gamma := nu / (1 - nu)
	return compose(power(c.u, 4), float64(gamma*gamma)+float64(2*nu*c.u))
}
