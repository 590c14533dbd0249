package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Answer is the exact answer of one function for one row: a Number for each
// output.
//
// Which outputs are rational is read off the inputs (Lindemann–Weierstrass:
// exponentials of distinct algebraic numbers are linearly independent over the
// algebraic numbers). With n the number of maximal logits:
//
//   - softmax is 1/n where all logits that are not −Inf are equal, 0 where a
//     logit is −Inf, and transcendental everywhere else;
//   - log-softmax is 0 where there is only one such logit, −Inf where a logit is
//     −Inf; log-sum-exp is that logit; else both are transcendental.
//
// A temperature divides all differences, and changes nothing of that. For the
// losses and gradients see loss.go, gradient.go and vjp.go.
type Answer struct {
	row *Row
	fn  function.Function

	// What the fast tier left to the enclosures, by key.
	slow    map[int32]approx
	rounded map[roundedKey]float64
	keys    []int32 // of the outputs, where they depend on more than the group
}

type roundedKey struct {
	key int32
	f   dtype.Format
}

// key returns a number that outputs have in common only if they are the same: that of the
// first output, not special, with the same logit and what goes with it.
func (a *Answer) key(i int) int32 {
	r := a.row
	r.makeGroups()
	switch v, _ := a.fn.Vector(&r.in); {
	case a.fn == function.Softmax || a.fn == function.LogSoftmax:
		return r.group[i]
	case a.Len() == 1:
		return 0
	case v == nil: // a target
		if i == r.in.Target {
			return 2 * int32(i)
		}
		return 2*r.group[i] + 1
	case len(a.keys) == 0:
		a.keys = firstAlike(a.keys, r.group, *v)
	}
	return a.keys[i]
}

// firstAlike returns for each i the least j of the same group and the same g.
func firstAlike(keys, group []int32, g []float64) []int32 {
	type class struct {
		group int32
		g     float64
	}
	first := make(map[class]int32, len(g))
	for i, v := range g {
		c := class{group[i], v}
		j, ok := first[c]
		if !ok {
			j = int32(i)
			first[c] = j
		}
		keys = append(keys, j)
	}
	return keys
}

// Len returns the number of outputs.
func (a *Answer) Len() int { return a.fn.Outputs(a.row.k) }

// At returns output i, by the enclosure tier.
func (a *Answer) At(i int) Number {
	r := a.row
	if a.special(i) {
		return r.special(a.fn, i)
	}
	r.makeGroups()
	switch a.fn {
	case function.CrossEntropy:
		return r.crossEntropy()
	case function.CrossEntropySoft:
		return r.softLoss(r.weights())
	case function.SoftmaxVJP:
		return r.softmaxVJP(i)
	case function.LogSoftmaxVJP, function.CrossEntropyGrad, function.CrossEntropySoftGrad:
		return r.gradient(r.affine(a.fn), i)
	case function.LogSumExp:
		return r.logSumExp()
	case function.LogSoftmax:
		return r.logSoftmax(int(r.group[i]))
	default:
		if r.group[i] < 0 {
			return literal(0)
		}
		return r.softmax(int(r.group[i]))
	}
}

// special reports whether output i is decided by the profile, or is infinite: the
// log-softmax of a logit −Inf, and the loss of a class that is impossible.
func (a *Answer) special(i int) bool {
	switch r := a.row; {
	case r.kind != finiteRow:
		return true
	case r.finites == r.k:
		return false
	case a.fn == function.LogSoftmax:
		return math.IsInf(r.x[i], -1)
	case a.fn == function.CrossEntropy || a.fn == function.CrossEntropySoft:
		return r.impossible(a.fn)
	}
	return false
}

// softmax returns e^(x_g−m)/S.
func (r *Row) softmax(g int) Number {
	if len(r.values) == 1 {
		return rational(1, r.counts[0])
	}
	y := Number{enclose: func(p int) interval {
		l := r.at(p)
		e := l.exp(g)
		if e.far {
			return interval{new(big.Int), one, -(1 << farBelow)}
		}
		// Quotients of a q-bit number by a sum of at least q+1 bits: scaled by
		// 2^s so that q bits come out.
		s := uint(l.sum.hi.BitLen())
		lo := new(big.Int).Sub(e.mid, one)
		hi := new(big.Int).Set(e.mid)
		if g > 0 {
			hi.Add(hi, big.NewInt(2))
		} else {
			lo.Set(e.mid) // exactly 1
		}
		lo.Quo(lo.Lsh(lo, s), l.sum.hi)
		hi.Quo(hi.Lsh(hi, s), l.sum.lo)
		return interval{lo, hi.Add(hi, one), e.k - l.q - int(s) - l.sum.e}
	}}
	if g == 0 { // 1/(n+τ)
		y.anchor, y.side = big.NewRat(1, int64(r.counts[0])), -1
	}
	y.power, y.rest = r.difference(g), func(p int) interval { return unit.quo(r.at(p).sum, p) }
	return y
}

// logSoftmax returns (x_g − m) − log S.
func (r *Row) logSoftmax(g int) Number {
	if len(r.values) == 1 {
		return r.minusLog(r.counts[0])
	}
	d := r.difference(g)
	y := Number{enclose: func(p int) interval {
		// Neither is positive: nothing cancels.
		return r.logSum(r.at(p)).neg().add(d, p)
	}}
	if r.counts[0] == 1 {
		y.anchor, y.side = d.rat(), -1
		if g == 0 {
			y.power, y.rest = r.difference(1), func(p int) interval { return r.relativeTail(p).neg() }
		}
	}
	return y
}

// logSumExp returns m + log S.
func (r *Row) logSumExp() Number {
	m := fromFloat(r.values[0]).over(r.temperature())
	if len(r.values) == 1 && r.counts[0] == 1 {
		return Number{exact: m.rat()}
	}
	y := Number{enclose: func(p int) interval {
		// m and log S may cancel: ask for more until p bits are left. They
		// cannot cancel completely, as log S is no rational.
		for more := p; ; more = morePrecision(more) {
			v := r.logSum(r.at(more)).add(m, more)
			width := new(big.Int).Sub(v.hi, v.lo).BitLen()
			if m.sign() == 0 ||
				v.lo.Sign() == v.hi.Sign() && min(v.lo.BitLen(), v.hi.BitLen()) >= p+width {
				return v
			}
		}
	}}
	if r.counts[0] == 1 {
		y.anchor, y.side = m.rat(), 1
		if m.sign() == 0 {
			y.power, y.rest = r.difference(1), r.relativeTail
		}
	}
	return y
}

// minusLog returns −log n.
func (r *Row) minusLog(n int) Number {
	if n == 1 {
		return literal(0)
	}
	return Number{enclose: func(p int) interval {
		return logLarge(count(n, p+8), p+8).neg()
	}}
}
