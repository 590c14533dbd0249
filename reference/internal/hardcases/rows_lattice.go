package main

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// latticeRows returns rows of float64 logits in groups of two, three and more of
// about the same size, each group moved by a few ulps at a time so that the sum
// comes as near as the lattice of those steps allows.
func latticeRows() ([]hardrows.Row, error) {
	rng := rand.New(rand.NewPCG(3, 5))
	var rows []hardrows.Row
	add := func(fn function.Function, f dtype.Format, kind hardrows.Boundary, b *big.Float, groups []int, how string) {
		g := newGoal(fn, f, dtype.Float64, b, uint(900+max(0, -2*b.MantExp(nil))))
		for range 6 {
			x := []float64{0}
			if fn == function.LogSumExp {
				v, _ := b.Float64()
				x[0] = v - 0.5 - rng.Float64()
			}
			x, ok := g.fillGroups(rng, x, groups)
			if ok {
				rows = append(rows, hardrows.Row{Function: fn, Dtype: f, X: x, Boundary: kind,
					How: fmt.Sprintf("%s, by lattice reduction in groups of %s", how, listed(groups))})
				return
			}
		}
	}
	shapes := [][]int{{3}, {4}, {6}, {2, 2}, {3, 3}, {2, 2, 2}, {1, 2, 3}, {4, 4}, {6, 5}, {3, 3, 3, 2}, {2, 2, 2, 2, 2}}
	for i, groups := range shapes {
		for _, fn := range function.OfLogits() {
			f := dtype.All()[i%3] // as many bits as there are
			rs := regions(fn)
			for j := range 3 {
				r := rs[len(rs)-1-(i+j)%5]
				b := midpointAbove(f, r.lower(rng, f))
				if fn == function.LogSoftmax {
					b.Neg(b)
				}
				add(fn, f, hardrows.Midpoint, b, groups, r.name)
			}
		}
		for range 3 {
			add(function.LogSumExp, dtype.Float64, hardrows.Zero, new(big.Float), groups, "next to 0")
		}
	}
	for _, groups := range [][]int{{1, 1, 1, 1}, {2, 1, 1, 1}, {2, 2, 2}, {1, 2, 1, 1}, {3, 3, 2}} { // within 2^-200
		for range 2 {
			add(function.LogSumExp, dtype.Float64, hardrows.Zero, new(big.Float), groups, "next to 0")
		}
	}
	return rows, nil
}

func listed(groups []int) string {
	s := fmt.Sprint(groups)
	return s[1 : len(s)-1]
}

// fillGroups appends groups of the given sizes. Of each but the last a little is
// left of the sum, for the next to fill.
func (g goal) fillGroups(rng *rand.Rand, x []float64, groups []int) ([]float64, bool) {
	for i, n := range groups {
		var ok bool
		if x, ok = g.fillGroup(rng, x, n, i == len(groups)-1); !ok {
			return nil, false
		}
	}
	return x, true
}

// fillGroup appends n logits whose terms share what is left of the sum: first
// shares chosen at random, then steps k_j of an ulp u_j each such that
//
//	Σ k_j·u_j·e^(x_j−s) ≈ what is left after that,
//
// to the first order. The second order, (k·u)²/2 of a term, is what limits the
// steps: with |k| < 2^w and u = 2^-49 it is 2^(2w-99), and n steps come within
// 2^(w-49-n·w), so w = 50/(n+1).
func (g goal) fillGroup(rng *rand.Rand, x []float64, n int, last bool) ([]float64, bool) {
	s := g.shift(x)
	left := g.rest(x, -1)
	if left.Sign() <= 0 {
		return nil, false
	}
	at := len(x)
	shares, total := make([]float64, n), 0.0
	for j := range shares {
		shares[j] = 0.5 + rng.Float64()
		total += shares[j]
	}
	for j := range n {
		x = append(x, math.Inf(-1))
		share := g.float().Mul(left, big.NewFloat(shares[j]/total))
		v := g.log(share)
		x[at+j] = g.logits.RoundBig(v.SetPrec(v.Prec()+exactPrec).Add(v, s))
	}
	// What is left now, in steps. The unit is below what the steps can reach.
	left = g.rest(x, -1)
	scale := 60 * (n + 1)
	unit := g.term(x[at], s)
	unit.SetMantExp(unit, -scale)
	steps := make([]*big.Int, n)
	for j := range steps {
		u := g.logits.Spacing(x[at+j])
		t := g.term(x[at+j], s)
		t.Mul(t, big.NewFloat(u)).Quo(t, unit)
		steps[j], _ = t.Int(nil)
	}
	aim, _ := left.Quo(left, unit).Int(nil)
	if !last { // from below, by more than the second order
		aim.Sub(aim, new(big.Int).Lsh(big.NewInt(1), uint(max(1, scale-51-50*(n-1)/(n+1)+4))))
	}
	k, ok := nearSum(steps, aim, 50/(n+1))
	if !ok {
		return nil, false
	}
	for j, steps := range k {
		// Across a power of two a step would change: those starts are given up.
		v := x[at+j] + float64(float64(steps)*g.logits.Spacing(x[at+j]))
		if g.logits.Spacing(v) != g.logits.Spacing(x[at+j]) {
			return nil, false
		}
		x[at+j] = v
	}
	return x, true
}

// nearSum returns integers k of about w bits with Σ k_j·steps_j near aim: a short
// vector of the lattice of (k_1, …, k_n, sum, weight) that uses aim once.
func nearSum(steps []*big.Int, aim *big.Int, w int) (k []int64, ok bool) {
	n := len(steps)
	// n steps reach 2^-(n·w) of the largest: in that unit what is left of the sum
	// is about as large as the k.
	size := 0
	for _, s := range steps {
		size = max(size, s.BitLen())
	}
	cut := uint(max(0, size-n*w))
	row := func() []*big.Int {
		r := make([]*big.Int, n+2)
		for i := range r {
			r[i] = new(big.Int)
		}
		return r
	}
	weight := new(big.Int).Lsh(big.NewInt(1), uint(w))
	var basis [][]*big.Int
	for j := range n {
		r := row()
		r[j].SetInt64(1)
		r[n].Rsh(steps[j], cut)
		basis = append(basis, r)
	}
	r := row()
	r[n].Rsh(aim, cut)
	r[n+1].Set(weight)
	basis = append(basis, r)
	reduce(basis)
	var best *big.Int
	for _, r := range basis {
		if r[n+1].CmpAbs(weight) != 0 {
			continue
		}
		if size := dot(r, r); best == nil || size.Cmp(best) < 0 {
			best = size
			k = make([]int64, n)
			for j := range k {
				k[j] = r[j].Int64() // aim − Σ: the steps have the opposite sign
				if r[n+1].Sign() > 0 {
					k[j] = -k[j]
				}
			}
		}
	}
	return k, best != nil
}
