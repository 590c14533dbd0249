package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/function"
)

// specialLoss returns a cross-entropy that is not decided by finite logits alone: of
// a row that is not finite, or the +Inf of a class that is impossible. Where no
// weight is positive it is 0, or NaN.
func (r *Row) specialLoss(fn function.Function) Number {
	p := r.weights()
	if fn == function.CrossEntropy {
		p = r.labels()
	}
	nan, inf := math.NaN(), math.Inf(1)
	sum := dyadic{new(big.Int), 0}
	inside, outside := false, false // whether a class with a weight is +Inf, or is not
	for i, v := range r.x {
		w := p.at(i)
		if w.sign() == 0 {
			continue
		}
		sum = sum.add(w)
		if math.IsInf(v, 1) {
			inside = true
		} else {
			outside = true
		}
	}
	if r.kind == nanRow {
		return literal(nan)
	}
	if sum.sign() == 0 {
		n := literal(0)
		n.orNaN = r.kind != emptyRow
		return n
	}
	n := literal(inf)
	switch r.kind {
	case allNegInfRow:
		if r.profile != MaskedZero {
			return literal(nan) // −Inf + Inf
		}
	case posInfRow:
		switch {
		case r.profile == Limit && !outside: // Σ p_i log m
			l := r.minusLog(r.infs).neg()
			if l.exact != nil {
				return literal(0)
			}
			return l.scaledBy(sum.over(dyadic{big.NewInt(int64(p.parts)), 0}))
		case r.profile == Limit:
		case inside:
			return literal(nan)
		default: // Inf − x, or NaN of a log-softmax that is NaN altogether
			n.orNaN = true
		}
	}
	return n
}

// specialGradient returns a component of a gradient, or of a VJP, of a row that is not
// finite: what the formula makes of the profile's softmax.
func (r *Row) specialGradient(fn function.Function, i int) Number {
	nan := Number{special: math.NaN()}
	at := math.IsInf(r.x[i], 1)
	switch {
	case r.kind == nanRow, r.kind == allNegInfRow && r.profile != MaskedZero:
		return nan
	case r.kind == posInfRow && r.profile != Limit && (at || fn == function.SoftmaxVJP): // Σ s_j g_j is NaN
		return nan
	}
	share := new(big.Rat) // s_i
	if r.kind == posInfRow && at {
		share.SetFrac64(1, int64(r.infs))
	}
	if fn == function.SoftmaxVJP {
		return Number{exact: r.limitVJP(share, i)}
	}
	a := r.affine(fn)
	y := a.sum.rat()
	y.Mul(y, share)
	y.Sub(y, a.at(i).rat())
	n := Number{exact: a.scaled(r, y)}
	n.orNaN = r.kind == posInfRow && r.profile != Limit // 0 there, or NaN: libraries differ
	return n
}

// limitVJP returns s_i (g_i − Σ s_j g_j)/T where the infinite logits share the
// probability, and where there is none.
func (r *Row) limitVJP(share *big.Rat, i int) *big.Rat {
	if share.Sign() == 0 {
		return new(big.Rat)
	}
	sum := dyadic{new(big.Int), 0}
	for j, v := range r.x {
		if math.IsInf(v, 1) {
			sum = sum.add(fromFloat(r.in.Cotangent[j]))
		}
	}
	mean := sum.rat()
	mean.Mul(mean, share)
	y := fromFloat(r.in.Cotangent[i]).rat()
	y.Mul(y.Sub(y, mean), share)
	return y.Quo(y, r.temperature().rat())
}
