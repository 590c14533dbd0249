package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// attempts is how many midpoints each search tries; the best row stays.
func attempts(f dtype.Format) int {
	if f.Precision() > 16 {
		return 100
	}
	return 40
}

// expansions returns rows of 2 to 5 logits whose answers miss midpoints in
// every region of every dtype.
func expansions() ([]hardrows.Row, error) {
	rng := rand.New(rand.NewPCG(3, 1))
	var rows []hardrows.Row
	for _, f := range dtype.All() {
		for _, fn := range function.OfLogits() {
			for _, r := range regions(fn) {
				for _, k := range []int{2, 3, 5} {
					if row, ok := bestExpansion(rng, fn, f, f, r, k); ok {
						rows = append(rows, row)
					}
				}
				if f == dtype.Float64 {
					continue
				}
				if row, ok := bestExpansion(rng, fn, f, dtype.Float64, r, 2+rng.IntN(3)); ok {
					rows = append(rows, row)
				}
			}
		}
	}
	return rows, nil
}

// bestExpansion tries some midpoints of the region.
func bestExpansion(rng *rand.Rand, fn function.Function, f, logits dtype.Format, r region, k int) (hardrows.Row, bool) {
	best, least := hardrows.Row{}, 0
	for range attempts(f) {
		b := midpointAbove(f, r.lower(rng, f))
		if fn == function.LogSoftmax || fn == function.LogSumExp && rng.IntN(2) == 0 {
			b.Neg(b)
		}
		prec := uint(k*(logits.Precision()+8) + 80 + max(0, -b.MantExp(nil)))
		g := newGoal(fn, f, logits, b, prec)
		x, order := expansionStart(rng, g, k)
		x, ok := g.expand(x, order)
		if !ok {
			continue
		}
		if miss := g.residual(x); miss < least {
			least = miss
			best = hardrows.Row{Function: fn, Dtype: f, X: x, Boundary: hardrows.Midpoint,
				How: fmt.Sprintf("%s, %d logits solved in turn", r.name, k)}
			if logits != f {
				best.How += ", in float64"
			}
		}
	}
	return best, least < -f.Precision()-6
}

// expansionStart returns a row to begin with and the order in which it is
// solved: all 0, the first one solved becomes the head. A log-sum-exp at or below
// log k leaves no room for that; two logits share it.
func expansionStart(rng *rand.Rand, g goal, k int) (x []float64, order []int) {
	x = make([]float64, k)
	for j := range k {
		order = append(order, (j+1)%k)
	}
	if g.fn == function.LogSumExp {
		if b, _ := g.b.Float64(); b < math.Log(float64(k)) {
			x[0] = g.logits.Round(b - 2*rng.Float64())
			return x, order[:k-1]
		}
	}
	return x, order
}
