package reference

import (
	"math/big"
	"math/bits"
)

// level is a finite row evaluated with a relative precision of about p bits:
// with n the number of maximal logits, τ = Σ e^(x_j−m) over the others and
// S = n + τ, it holds τ, S and log S, and the exponentials that were needed.
type level struct {
	p    int
	q    int // scale of the exponentials
	row  *Row
	exps []expScale // by group, each to its own precision; see exp
	tail interval   // τ, unless there is only one group
	sum  interval   // S
	log  interval   // log S, once asked for
}

// basePrecision decides nearly every question at the first attempt, and leaves
// room for a pair of float64s with a relative error below 2^-100.
const basePrecision = 112

// tinyTail is the exponent below which τ is not evaluated any more. It lies well
// above that of any term marked far, so that those are below the unit of a τ
// that is evaluated.
const tinyTail = 1 << (farBelow - 1)

// at returns the evaluation with at least p bits.
func (r *Row) at(p int) *level {
	for _, l := range r.levels {
		if l.p >= p {
			return l
		}
	}
	l := r.evaluate(p)
	r.levels = append(r.levels, l)
	return l
}

// evaluate encloses all that a level holds.
//
// τ is added up in units of 2^(k1-q), where k1 is the exponent of its largest
// term. A term with exponent k is worth q+k-k1 bits there: it is evaluated to
// one or two more, so that it is within 2 units of its own scale and that is at
// most half the common one; the shift to that loses at most one unit. Terms
// that are below one unit altogether are not evaluated. So each of the at most
// K terms is within 3 units, τ within 3K units, a relative 2^(2+bits(K)-q) as
// its largest term has q bits; q is chosen to make that 2^-(p+22):
// log S loses up to 21 bits of it, where S is near 1.
func (r *Row) evaluate(p int) *level {
	n := len(r.values)
	l := &level{p: p, q: p + 24 + bits.Len(uint(r.k)), row: r}
	l.exps = make([]expScale, n)
	l.exps[0] = expScale{mid: new(big.Int).Lsh(one, uint(l.q)), q: l.q}
	if n == 1 {
		l.sum = count(r.counts[0], l.q)
		return l
	}
	first := l.exp(1)
	if first.k < -tinyTail { // 0 < τ < K·2^-tinyTail is all that is said
		l.tail = interval{new(big.Int), big.NewInt(int64(r.k)), -tinyTail}
	} else {
		l.tail = l.addTail(first.k)
	}
	t := new(big.Int)
	s := count(r.counts[0], l.q)
	s.lo.Add(s.lo, shift(t, l.tail.lo, l.tail.e+l.q))
	s.hi.Add(s.hi, shift(t, l.tail.hi, l.tail.e+l.q))
	s.hi.Add(s.hi, one)
	l.sum = s
	return l
}

// addTail returns τ, given the exponent of its largest term.
func (l *level) addTail(k1 int) interval {
	last := l.evaluateTerms(k1)
	lo, hi := new(big.Int), new(big.Int)
	t, c := new(big.Int), new(big.Int)
	for g := 1; g <= last; g++ {
		e := l.exps[g]
		c.SetInt64(int64(l.row.counts[g]))
		s := e.k - e.q - (k1 - l.q) // ≤ 0, or 1 where rounding lets a smaller term look larger
		t.Sub(e.mid, one)
		shift(t, t, s)
		lo.Add(lo, t.Mul(t, c))
		t.Add(e.mid, big.NewInt(2))
		shift(t, t, s)
		t.Add(t, one)
		hi.Add(hi, t.Mul(t, c))
	}
	for _, n := range l.row.counts[last+1:] {
		hi.Add(hi, c.SetInt64(int64(n)))
	}
	return interval{lo, hi, k1 - l.q}
}

// count returns n as a degenerate interval at scale q.
func count(n, q int) interval {
	v := new(big.Int).Lsh(big.NewInt(int64(n)), uint(q))
	return interval{v, new(big.Int).Set(v), -q}
}

// logSum encloses log S. A single maximum and a small τ ask for log(1+τ) with
// the relative precision of τ; elsewhere S ≥ 1 + 2^-21 and absolute precision
// is as good.
func (r *Row) logSum(l *level) interval {
	if l.log.lo == nil {
		if r.counts[0] == 1 && l.tail.hi.BitLen()+l.tail.e <= -20 {
			l.log = log1pSmall(l.tail, l.q)
		} else {
			l.log = logLarge(l.sum, l.q)
		}
	}
	return l.log
}
