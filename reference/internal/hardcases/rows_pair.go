package main

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// pairs returns the pairs of logits of each narrow dtype that miss a midpoint
// least: for every midpoint and every first logit the nearest second one is
// looked at. (Logits below 2^-40 or above 2^8 in magnitude are left out: the
// former decide nothing in so few bits, and the latter are multiples of so much
// that their differences are also those of smaller ones.)
func pairs() ([]hardrows.Row, error) {
	var rows []hardrows.Row
	for _, f := range []dtype.Format{dtype.Float16, dtype.BFloat16, dtype.Float8E4M3FN, dtype.Float8E5M2} {
		for _, fn := range function.OfLogits() {
			found, err := hardestPairs(fn, f)
			if err != nil {
				return nil, err
			}
			rows = append(rows, found...)
		}
	}
	return rows, nil
}

const (
	shown  = 6   // pairs of each function and dtype
	looked = 128 // pairs that the screening in float64 leaves to measure
)

// candidate is a pair with its miss, as float64 has it: within 2^-45 or so of the
// true one, which the hardest are well above.
type candidate struct {
	x    [2]float64
	miss float64
}

// candidates keeps the best of those added.
type candidates struct {
	byDifference bool // pairs with the same difference are the same
	list         []candidate
	limit        float64 // what is not below it is not among the best
}

func (c *candidates) add(x0, x1, miss float64) {
	if miss >= c.limit || !isFinite(x0) || !isFinite(x1) {
		return
	}
	c.list = append(c.list, candidate{[2]float64{x0, x1}, miss})
	if len(c.list) >= 4*looked {
		c.cut()
	}
}

func (c *candidates) cut() {
	slices.SortStableFunc(c.list, func(a, b candidate) int { return cmp.Compare(a.miss, b.miss) })
	if c.byDifference {
		seen := map[float64]bool{}
		c.list = slices.DeleteFunc(c.list, func(p candidate) bool {
			d := p.x[1] - p.x[0]
			was := seen[d]
			seen[d] = true
			return was
		})
	}
	if len(c.list) > looked {
		c.list = c.list[:looked]
		c.limit = c.list[looked-1].miss
	}
}

// hardestPairs measures what the screening leaves and returns the hardest.
func hardestPairs(fn function.Function, f dtype.Format) ([]hardrows.Row, error) {
	c := candidates{byDifference: fn != function.LogSumExp, limit: math.Inf(1)}
	n := newNarrow(f)
	for _, b := range reachable(fn, f) {
		if fn == function.LogSumExp {
			n.pairsForSum(&c, b)
		} else {
			n.pairsForDifference(&c, fn, b)
		}
	}
	c.cut()
	var rows []hardrows.Row
	for _, p := range c.list {
		r := hardrows.Row{Function: fn, Dtype: f, X: []float64{p.x[0], p.x[1]}, Boundary: hardrows.Midpoint,
			How: "by search over all pairs"}
		var err error
		if r.Miss, err = measure(fn, f, r.Boundary, r.X); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b hardrows.Row) int { return a.Miss - b.Miss })
	return rows[:min(shown, len(rows))], nil
}

// narrow is a format with the numbers to choose logits from.
type narrow struct {
	f        dtype.Format
	logits   []float64 // ascending
	splitter float64   // 2^(53-p) + 1
}

func newNarrow(f dtype.Format) narrow {
	n := narrow{f: f, splitter: math.Ldexp(1, 53-f.Precision()) + 1}
	for v := max(-256, -f.Max()); v <= min(256, f.Max()); v = f.NextUp(v) {
		if v != 0 && math.Abs(v) < 0x1p-40 { // on to 0, or past all others
			v = map[bool]float64{true: 0, false: 0x1p-40}[v < 0]
		}
		n.logits = append(n.logits, v)
	}
	return n
}

// round rounds x to the nearest number of the format, but faster where that is
// normal: by T. J. Dekker's splitting (Numer. Math. 18, 1971, section 5).
func (n narrow) round(x float64) float64 {
	if math.Abs(x) < n.f.MinNormal() {
		return n.f.Round(x)
	}
	t := float64(x * n.splitter)
	return t - (t - x)
}

// reachable returns the midpoints of f that an answer of fn can be next to, as
// the numbers below them in magnitude, with their sign.
func reachable(fn function.Function, f dtype.Format) []float64 {
	var b []float64
	for v := 0.0; v < min(f.Max(), 256); v = f.NextUp(v) {
		if fn == function.Softmax && v >= 1 {
			break
		}
		if fn == function.LogSumExp && v < 0x1p-12 {
			continue // few pairs come that near to 0, and fewer to a midpoint there
		}
		if fn == function.LogSoftmax && v > 12 {
			break // the difference itself is a midpoint: see anchored
		}
		if fn != function.LogSoftmax {
			b = append(b, v)
		}
		if fn != function.Softmax {
			b = append(b, -v)
		}
	}
	return b
}

// pairsForDifference adds, for one midpoint of a softmax or log-softmax, the
// pairs whose difference is nearest to the one that would give it.
func (n narrow) pairsForDifference(c *candidates, fn function.Function, v float64) {
	f := n.f
	b := midpointAbove(f, math.Abs(v))
	sign := 1.0
	if fn == function.LogSoftmax {
		b.Neg(b)
		sign = -1
	}
	g := newGoal(fn, f, f, b, uint(120+max(0, -b.MantExp(nil))))
	exact, ok := g.solve([]float64{0, 0}, 1)
	if !ok {
		return
	}
	// d as two float64s.
	hi, _ := exact.Float64()
	lo, _ := exact.Sub(exact, big.NewFloat(hi)).Float64()
	// The relative change of the answer by that of d: 1−y, and (1−e^b)/|b|.
	y, _ := b.Float64()
	slope := 1 - y
	if sign < 0 {
		slope = -math.Expm1(y) / -y
	}
	for _, x0 := range n.logits {
		x1 := n.round(x0 + hi)
		c.add(x0, x1, math.Abs(x1-x0-hi-lo)*slope)
	}
}

// pairsForSum adds, for one midpoint b of a log-sum-exp, the pairs with each
// first logit in [b − ln 2, b), the larger one.
func (n narrow) pairsForSum(c *candidates, v float64) {
	m := midpointAbove(n.f, math.Abs(v))
	b, _ := m.Float64()
	b = math.Copysign(b, v)
	from, _ := slices.BinarySearch(n.logits, b-0.7)
	to, _ := slices.BinarySearch(n.logits, b)
	for _, x0 := range n.logits[from:to] {
		w := -math.Expm1(x0 - b) // e^(x_1−b), in (0, 1/2]
		exact := b + math.Log(w)
		x1 := n.round(exact)
		if x1 > x0 {
			continue // comes again the other way round
		}
		c.add(x0, x1, math.Abs(x1-exact)*w/math.Abs(b))
	}
}
