package main

import (
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// goal is an answer to be missed narrowly: fn's output 0 is to be b.
//
// With the row shifted by s, x_0 for softmax and log-softmax and b for
// log-sum-exp, that is Σ e^(x_j−s) = total, which is 1/b, e^-b and 1.
type goal struct {
	real
	fn     function.Function
	f      dtype.Format // the boundary's
	logits dtype.Format // what the logits are numbers of
	b      *big.Float
	total  *big.Float
}

// newGoal prepares the search; prec covers the miss that is hoped for.
func newGoal(fn function.Function, f, logits dtype.Format, b *big.Float, prec uint) goal {
	g := goal{newReal(prec), fn, f, logits, b, nil}
	switch fn {
	case function.Softmax:
		g.total = g.float().Quo(big.NewFloat(1), b)
	case function.LogSoftmax:
		g.total = g.exp(new(big.Float).Neg(b))
	default:
		g.total = g.float().SetInt64(1)
	}
	return g
}

// shift returns s.
func (g goal) shift(x []float64) *big.Float {
	if g.fn == function.LogSumExp {
		return g.b
	}
	return big.NewFloat(x[0])
}

// term returns e^(v−s).
func (g goal) term(v float64, s *big.Float) *big.Float {
	d := new(big.Float).SetPrec(2*exactPrec).Sub(big.NewFloat(v), s)
	if d.Cmp(big.NewFloat(dropped)) < 0 {
		return g.float()
	}
	return g.exp(d)
}

// sum returns Σ e^(x_j−s) but for the term of index skip; −Inf is an absent term.
func (g goal) sum(x []float64, s *big.Float, skip int) *big.Float {
	count := map[float64]int64{}
	for i, v := range x {
		if i != skip && !math.IsInf(v, -1) {
			count[v]++
		}
	}
	sum := g.float()
	for _, v := range slices.Sorted(maps.Keys(count)) {
		t := g.term(v, s)
		sum.Add(sum, t.Mul(t, new(big.Float).SetInt64(count[v])))
	}
	return sum
}

// rest returns what is left of the total for the term of index skip.
func (g goal) rest(x []float64, skip int) *big.Float {
	return g.float().Sub(g.total, g.sum(x, g.shift(x), skip))
}

// solve returns the real number that x_j would have to be; ok is false if there
// is none.
func (g goal) solve(x []float64, j int) (v *big.Float, ok bool) {
	if j == 0 && g.fn != function.LogSumExp {
		// e^x_0·(total − 1) = Σ_(i>0) e^x_i, shifted by x_1.
		s := big.NewFloat(x[1])
		sum := g.sum(x, s, 0)
		t := g.float().Sub(g.total, big.NewFloat(1))
		if t.Sign() <= 0 {
			return nil, false
		}
		v = g.log(sum.Quo(sum, t))
		return v.Add(v, s), true
	}
	r := g.rest(x, j)
	if r.Sign() <= 0 {
		return nil, false
	}
	v = g.log(r)
	return v.SetPrec(v.Prec()+exactPrec).Add(v, g.shift(x)), true
}

// floor returns the largest logit that is at most v.
func (g goal) floor(v *big.Float) float64 {
	x := g.logits.RoundBig(v)
	if big.NewFloat(x).Cmp(v) > 0 {
		x = g.logits.NextDown(x)
	}
	return x
}

func isFinite(v float64) bool { return v == v && !math.IsInf(v, 0) }
