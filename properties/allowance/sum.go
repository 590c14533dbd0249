package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// total is a bounded denominator: the computed sum against S, and the shift r
// that the numerators are taken at.
type total struct {
	partial
	r float64
}

// sum bounds the denominator, which is never lost altogether: see least.
func (c *calc) sum() total {
	t := c.schemeSum()
	if least := c.least(); least > 0 {
		t.down = min(t.down, 1-least/float64(c.Sum*slack))
	}
	return t
}

// least is what a computed denominator is at least, in units of e^m, however many of its
// terms are lost; 0 where nothing is said of that.
//
// A rounded sum of two numbers that are not negative is at least the larger, so that one
// of rounded additions, in whatever order, is at least the maximum's own term.
//
// So are the sums s that Neumaier's algorithm compensates for, and its compensation c is
// never below −s/2: an addition that is rounded up, by |ε|, in a binade of spacing U, moves
// s up by at least U, from one multiple of U to another or from below the binade to its second
// number, and |ε| ≤ U/2. As rounding is monotonic and s'/2 a number of the arithmetic, c ≥
// −s/2 becomes c' = fl(c − |ε|) ≥ fl(−(s + U)/2) ≥ fl(−s'/2) = −s'/2; additions that are
// rounded down, or not at all, lower neither s nor c. Where s' is so small that half of it
// is no number, additions are exact. So fl(s + c) ≥ fl(s/2) = s/2.
func (c *calc) least() float64 {
	switch c.m.Scheme {
	case impl.Plain, impl.Base2, impl.Log1p:
		if c.m.Shift != impl.ShiftMax {
			return 0
		}
	default:
		return 0
	}
	one := 1.0
	if !c.m.ExpZeroExact {
		one = max(0, 1-float64(2*c.u*c.m.ExpULP))
	}
	if c.m.Sum == impl.Compensated {
		return one / 2
	}
	return one
}

// schemeSum bounds the denominator as the model's scheme computes it.
func (c *calc) schemeSum() total {
	if c.m.Outside {
		return c.outsideSum()
	}
	switch c.m.Scheme {
	case impl.Online:
		return c.onlineSum(0)
	case impl.LazyRescale:
		return c.onlineSum(c.round(8 * math.Ln2))
	case impl.Blocked:
		return c.blockedSum()
	case impl.Tree:
		return total{c.treeSum(), c.Max}
	}
	return total{c.plainSum(c.X), c.Max}
}

// exponential bounds e^(x_j − r) as a term of the sum. r is at most the
// maximum, so an absolute error in units of e^r is at most as large in units of
// e^m.
func (c *calc) exponential(j int, r float64) partial {
	if math.IsInf(c.X[j], -1) {
		return partial{}
	}
	if c.m.Shift == impl.ShiftNone {
		w, quantum := c.weight(j)
		return term(w, c.h, c.unshiftedUnderflow()+quantum)
	}
	w, quantum := c.weight(j)
	if c.X[j] == r && r == c.Max && c.m.ExpZeroExact {
		return partial{w: w, ones: 1}
	}
	excess, reach := c.numerator(j, r)
	if math.IsInf(excess, 1) {
		return partial{w: w, up: reach + c.under/c.Sum + quantum, down: w}
	}
	return term(w, excess, c.under/c.Sum+quantum)
}

// weight returns softmax_j from above: it is known to a few float64 ulps, and where
// these are multiples of 2^-1074, to the quantum, which the products with it may lose
// once more. 2^64 logits 800 below the maximum do not add up to 2^-1075.
func (c *calc) weight(j int) (w, quantum float64) {
	w = c.Softmax[j]
	if w < 0x1p-1020 && (c.X[j]-c.Max)/c.t > -800 {
		quantum = 2 * 0x1p-1074
	}
	return w + quantum, quantum
}

// unshiftedUnderflow is the absolute error of an underflowing e^x_j, in units
// of Σ e^x_j = e^m·S. Pairs of mantissa and exponent do not underflow by
// themselves, only when scaled below the unit of the largest term.
func (c *calc) unshiftedUnderflow() float64 {
	if c.m.Scheme == impl.TwoPass {
		return 2 * c.tiny
	}
	if c.Max >= 0 {
		return c.under / c.Sum
	}
	// e^-m ≤ 2^⌈−m·1.4427⌉
	k := math.Ceil(-c.Max * 1.4427)
	_, tiny := math.Frexp(c.tiny) // 2^(tiny−1)
	return math.Ldexp(c.unders/c.Sum, tiny-1+int(min(k, 1<<20)))
}

// plainSum bounds the sum of the exponentials of x, a prefix or all of c.X, in
// the model's order of summation.
func (c *calc) plainSum(x []float64) partial {
	switch {
	case c.m.Sum == impl.Pairwise:
		return c.depth(c.exactSum(0, len(x)), ceilLog2(len(x)))
	case c.m.Scheme == impl.DoubleDouble:
		return c.exactSum(0, len(x))
	case c.m.Sum == impl.Exact:
		return c.depth(c.exactSum(0, len(x)), 1)
	case c.m.Sum == impl.Compensated:
		return c.compensatedSum(len(x))
	}
	if lanes, ok := c.m.Sum.Lanes(); ok {
		return c.depth(c.exactSum(0, len(x)), blockedDepth(len(x), lanes))
	}
	if c.m.Scheme == impl.Log1p {
		return c.log1pSum()
	}
	return c.sequentialSum(0, len(x), c.Max)
}

// exactSum bounds the sum of the computed terms lo ≤ j < hi, without rounding.
func (c *calc) exactSum(lo, hi int) partial {
	var s partial
	for j := lo; j < hi; j++ {
		s = s.plus(c.exponential(j, c.Max))
	}
	return s
}

// depth returns s after n roundings on the way, unless all its terms are 1: that
// sum is exact in any order.
func (c *calc) depth(s partial, n int) partial {
	if c.v.holds(s) {
		return s
	}
	return s.rounds(n, c.u)
}

// sequentialSum bounds the sum of lo ≤ j < hi, left to right, at the shift r.
func (c *calc) sequentialSum(lo, hi int, r float64) partial {
	var s partial
	for j := lo; j < hi; j++ {
		s = c.v.add(s, c.exponential(j, r))
	}
	return s
}

// log1pSum leaves the first maximum's own term out and adds it last: it is
// exactly 1.
func (c *calc) log1pSum() partial {
	rest, k := c.restSum()
	return c.v.add(rest, partial{w: c.Softmax[k], ones: 1})
}

// restSum bounds the sum without the first maximum, whose index it returns.
func (c *calc) restSum() (rest partial, k int) {
	k = -1
	for j, x := range c.X {
		if k < 0 && x == c.Max {
			k = j
			continue
		}
		rest = c.v.add(rest, c.exponential(j, c.Max))
	}
	return rest, k
}

// compensatedSum is Neumaier's: the errors ε_j of the additions are had
// exactly (Dekker's fast two-sum, no overflow), so s + Σ ε_j is the exact sum
// of the terms; only their own sum is rounded, sequentially, and the last
// addition. |ε_j| is bounded as in an ordinary sequential sum, and the error of
// adding it by itself and by v times the sum.
func (c *calc) compensatedSum(n int) partial {
	var s, terms partial
	var carried, lost float64 // bounds of |ĉ| and of its error
	v := c.v.v
	for j := range n {
		t := c.exponential(j, c.Max)
		terms = terms.plus(t)
		next := c.v.add(s, t)
		e := next.lost - (s.lost + t.lost) // the bound of this addition's error
		s = next
		carried += e
		r := min(e, float64(v*carried)) // stagnation, as in add
		carried += r
		lost += r
	}
	terms.up += lost
	terms.down += lost
	terms.lost += lost
	return c.depth(terms, 1)
}

// treeSum adds up chunks of Block elements, then the chunks pairwise.
func (c *calc) treeSum() partial {
	var s partial
	n := len(c.X)
	chunks := (n + c.m.Block - 1) / c.m.Block
	for lo := 0; lo < n; lo += c.m.Block {
		t := c.sequentialSum(lo, min(lo+c.m.Block, n), c.Max)
		s = s.plus(t)
	}
	return c.depth(s, ceilLog2(chunks))
}

// ceilLog2 returns ⌈log2 n⌉, 0 for n ≤ 1.
func ceilLog2(n int) int {
	k := 0
	for 1<<k < n {
		k++
	}
	return k
}
