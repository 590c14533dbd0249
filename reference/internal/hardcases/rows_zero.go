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

// nearZero returns rows whose log-sum-exp is nearly 0, on either side: the last
// logit is rounded down for an answer below, and up for one above.
func nearZero() ([]hardrows.Row, error) {
	rng := rand.New(rand.NewPCG(3, 4))
	var rows []hardrows.Row
	for _, f := range dtype.All() {
		lengths := []int{3, 4, 5, 6, 9, 12, 24}
		if f.Precision() <= 11 {
			lengths = []int{2, 3, 4, 5, 6}
		}
		for _, k := range lengths {
			for _, up := range []bool{false, true} {
				row, ok := bestZero(rng, f, k, up)
				if ok {
					rows = append(rows, row)
				}
			}
		}
	}
	return rows, nil
}

// bestZero tries some first logits.
func bestZero(rng *rand.Rand, f dtype.Format, k int, up bool) (hardrows.Row, bool) {
	best, least := hardrows.Row{}, 0
	tries := 3000 / (k * k)
	g := newGoal(function.LogSumExp, f, f, new(big.Float), uint(k*(f.Precision()+4)+120))
	for range tries {
		first := f.Round(-0.1 - 2*rng.Float64())
		x, ok := g.fillBelow([]float64{first}, k-2)
		if !ok {
			continue
		}
		v, ok := g.solve(append(x, math.Inf(-1)), len(x))
		if !ok {
			continue
		}
		last := g.floor(v)
		if up {
			last = f.NextUp(last)
		}
		if x = append(x, last); !isFinite(last) {
			continue
		}
		miss, err := measure(function.LogSumExp, f, hardrows.Zero, x)
		if err == nil && miss < least {
			least = miss
			side := map[bool]string{false: "below", true: "above"}[up]
			best = hardrows.Row{Function: function.LogSumExp, Dtype: f, X: x, Boundary: hardrows.Zero,
				How: fmt.Sprintf("%s 0, filled by %d logits", side, k-1)}
		}
	}
	return best, least < -f.Precision()
}
