package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// greedyRows returns rows of 3 to 48 logits whose terms shrink by the precision
// of a logit each.
func greedyRows() ([]hardrows.Row, error) {
	rng := rand.New(rand.NewPCG(3, 2))
	var rows []hardrows.Row
	for _, f := range dtype.All() {
		for _, fn := range function.OfLogits() {
			for i, r := range regions(fn) {
				n := []int{3, 4, 6, 8, 12}[(i+int(f))%5]
				if i == int(f) {
					n = 24 + 8*int(f)%24
				}
				for range 20 {
					b := midpointAbove(f, r.lower(rng, f))
					if fn == function.LogSoftmax || fn == function.LogSumExp && rng.IntN(2) == 0 {
						b.Neg(b)
					}
					g := newGoal(fn, f, dtype.Float64, b, uint(54*n+200+max(0, -2*b.MantExp(nil))))
					x := []float64{0}
					if fn == function.LogSumExp {
						v, _ := b.Float64()
						x[0] = v - rng.Float64()
					}
					x, ok := g.fill(x, n)
					if ok && g.residual(x) < -40*n {
						rows = append(rows, hardrows.Row{Function: fn, Dtype: f, X: x, Boundary: hardrows.Midpoint,
							How: fmt.Sprintf("%s, filled by %d float64 logits", r.name, n)})
						break
					}
				}
			}
		}
	}
	return rows, nil
}
