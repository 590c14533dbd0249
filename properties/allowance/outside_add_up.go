package allowance

import "math"

// addUpAnyhow is addUp for a program from outside. Where all terms are given numbers and
// multiples of a power of two that is no less than their magnitudes together over 2^p, every
// sum on the way is a number of the arithmetic, in whatever order.
func (c *calc) addUpAnyhow(n int, term func(j int) bounded) (s bounded, lost float64) {
	var g gathering
	s = number(0)
	exact, unit := c.flush() == 0, math.Inf(1)
	for j := range n {
		t := c.operand(term(j))
		if t.isZero() {
			continue
		}
		g.add(t.top())
		exact = exact && t.known && t.v == t.c && t.w+t.e == 0
		if exact {
			unit = min(unit, quantum(t.c))
		}
		if len(g.magnitudes) == 1 {
			s = t
			continue
		}
		v, lo := twoSum(s.v, t.v)
		s = bounded{v: v, w: s.w + t.w + math.Abs(lo), e: s.e + t.e, over: s.over || t.over}
		if !(s.w+s.e < math.MaxFloat64) {
			s = unbounded()
		}
	}
	all := float64(g.total * slack)
	switch terms := len(g.magnitudes); {
	case terms < 2:
		return s, 0
	case exact && all <= min(math.Ldexp(unit, c.acc.Precision()), c.acc.Max()):
		return number(s.v), 0
	default:
		lost = c.lostSumming(&g) + float64(float64(terms)*c.flush())
	}
	if math.IsInf(s.e+lost, 1) {
		return unbounded(), lost
	}
	// No sum on the way is larger than all magnitudes together.
	s.over = s.over || !(float64((all+lost)*slack) <= c.acc.Max())
	s.r = lost
	return s, lost
}
