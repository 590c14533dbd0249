package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/function"
)

// targets are the weights of the classes: p, or those of a target index with label
// smoothing. They are at(i)/parts, dyadic numbers over an integer, so that ε/K is
// exact.
type targets struct {
	at    func(i int) dyadic
	parts int
}

// weights returns p.
func (r *Row) weights() targets {
	return targets{func(i int) dyadic { return fromFloat(r.in.Weights[i]) }, 1}
}

// labels returns (1 − ε)[i = t] + ε/K, of which K parts are (K − Kε)[i = t] + ε.
func (r *Row) labels() targets {
	eps := fromFloat(r.in.Smoothing)
	if eps.sign() == 0 {
		zero, whole := dyadic{new(big.Int), 0}, dyadic{one, 0}
		return targets{func(i int) dyadic {
			if i == r.in.Target {
				return whole
			}
			return zero
		}, 1}
	}
	right := dyadic{big.NewInt(int64(r.k)), 0}.sub(eps.times(r.k)).add(eps)
	return targets{func(i int) dyadic {
		if i == r.in.Target {
			return right
		}
		return eps
	}, r.k}
}

// impossible reports whether a class whose logit is −Inf has a weight, of a finite
// row: the loss is then +Inf.
func (r *Row) impossible(fn function.Function) bool {
	if fn == function.CrossEntropy && r.in.Smoothing == 0 {
		return math.IsInf(r.x[r.in.Target], -1)
	}
	for i, v := range r.x {
		if !math.IsInf(v, -1) {
			continue
		}
		if fn == function.CrossEntropySoft && r.in.Weights[i] > 0 || fn == function.CrossEntropy {
			return true // ε/K > 0
		}
	}
	return false
}

// crossEntropy returns L − x_t/T.
func (r *Row) crossEntropy() Number {
	if r.in.Smoothing != 0 {
		return r.softLoss(r.labels())
	}
	return r.logSoftmax(int(r.group[r.in.Target])).neg()
}

// softLoss returns Σ p_i (L − x_i/T) = P·log S + D, with P = Σ p_i and
// D = Σ p_i (m − x_i)/T, exactly. Nothing is negative, so nothing cancels.
//
// It is 0 where P is, or where there is one term, whose logarithm is 0; else it is
// transcendental: if r = P·log S + D were algebraic, S = e^((r−D)/P) would be an
// exponential of an algebraic number, but S is a sum of exponentials of which one is
// e^0 and the others, if there are any, are of other numbers, or it is an integer
// n > 1.
func (r *Row) softLoss(p targets) Number {
	m := fromFloat(r.max)
	sum, weighted := dyadic{new(big.Int), 0}, dyadic{new(big.Int), 0}
	for i, v := range r.x {
		w := p.at(i)
		if w.sign() == 0 {
			continue
		}
		sum = sum.add(w)
		weighted = weighted.add(w.mul(m.sub(fromFloat(v))))
	}
	if sum.sign() == 0 || r.finites == 1 {
		return literal(0)
	}
	share := sum.over(dyadic{big.NewInt(int64(p.parts)), 0})
	d := weighted.over(r.temperature().times(p.parts))
	y := Number{enclose: func(bits int) interval { return r.logSum(r.at(bits)).scaledBy(share, bits).add(d, bits) }}
	if r.counts[0] == 1 {
		y.anchor, y.side = d.rat(), 1
		if d.sign() == 0 {
			y.power, y.rest = r.difference(1), func(bits int) interval { return r.relativeTail(bits).scaledBy(share, bits) }
		}
	}
	return y
}
