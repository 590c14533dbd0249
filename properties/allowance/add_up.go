package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// addUp bounds the sum of n terms of either sign in the model's order of summation.
// lost bounds what its additions lose, the errors of the terms apart.
func (c *calc) addUp(n int, term func(j int) bounded) (s bounded, lost float64) {
	if c.m.Outside {
		return c.addUpAnyhow(n, term)
	}
	depth, inTurn := c.depthOf(n)
	if inTurn {
		return c.addInTurn(n, term)
	}
	t := gathered{sum: number(0), running: number(0)}
	for j := range n {
		t.add(c, c.operand(term(j)))
	}
	if t.nonzero < 2 { // nothing to round
		return t.sum, 0
	}
	s = t.sum
	switch c.m.Sum {
	case impl.Exact:
		lost = c.half(s.bottom(), s.top())
	case impl.Compensated:
		s.e += t.lost
		lost = c.half(s.bottom(), s.top())
	default: // each term goes through so many roundings, at most
		lost = float64(t.magnitude * power(c.u, depth))
	}
	if math.IsInf(s.e+lost, 1) {
		return unbounded(), lost
	}
	// No sum on the way is larger than all magnitudes together.
	if !(float64((t.magnitude+lost+t.lost)*slack) <= c.acc.Max()) {
		s.over = true
	}
	s.r = lost
	return s, lost + t.lost
}

// depthOf returns how many roundings a term goes through, at most, in a sum of n
// terms that is not taken from left to right.
func (c *calc) depthOf(n int) (depth int, inTurn bool) {
	switch {
	case c.m.Scheme == impl.Tree && c.m.Block > 0:
		return min(c.m.Block, n) - 1 + ceilLog2((n+c.m.Block-1)/c.m.Block), false
	case c.m.Sum == impl.Pairwise:
		return ceilLog2(n), false
	case c.m.Sum == impl.Exact, c.m.Sum == impl.Compensated:
		return 1, false
	}
	if lanes, ok := c.m.Sum.Lanes(); ok {
		return blockedDepth(n, lanes), false
	}
	return 0, true
}

// blockedDepth is that of interleaved accumulators that are added up at the end.
func blockedDepth(n, lanes int) int { return max(0, (n+lanes-1)/lanes-1+min(lanes, n)-1) }

// addInTurn adds up from left to right.
func (c *calc) addInTurn(n int, term func(j int) bounded) (s bounded, lost float64) {
	s = number(0)
	for j := range n {
		switch t := term(j); {
		case s.isZero():
			s = t
		case !t.isZero():
			s = c.add(s, t)
			lost += s.r
		}
	}
	return s, lost
}

// gathered is what is known of terms that are added up in some order.
type gathered struct {
	sum       bounded // without a rounding
	magnitude float64 // of all terms together
	nonzero   int

	// Of Neumaier's sum: the running one, a bound of the sum of its errors, each of
	// which is had exactly, and what adding those up loses, as in compensatedSum.
	running       bounded
	carried, lost float64
}

func (g *gathered) add(c *calc, t bounded) {
	if t.isZero() {
		return
	}
	g.nonzero++
	g.magnitude += t.top()
	if g.nonzero == 1 {
		g.sum, g.running = t, t
		return
	}
	v, lo := twoSum(g.sum.v, t.v)
	g.sum = bounded{v: v, w: g.sum.w + t.w + math.Abs(lo), e: g.sum.e + t.e, over: g.sum.over || t.over}
	if !(g.sum.w+g.sum.e < math.MaxFloat64) {
		g.sum = unbounded()
	}
	if c.m.Sum != impl.Compensated {
		return
	}
	g.running = c.add(g.running, t)
	e := g.running.r
	g.carried += e
	r := min(e, float64(c.v.v*g.carried))
	g.carried += r
	g.lost += r
}
