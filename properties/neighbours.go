package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
)

// neighbourhood is the neighbours among the logits of the last input that it was asked for.
type neighbourhood struct {
	fn      function.Function
	in      kept
	ranking []ranked
	pairs   [][2]int
}

// ranked is a logit and what goes with it, as numbers that are in the opposite order.
type ranked struct {
	x, side uint64
	at      int
}

// of returns the indices of the logits that follow each other in descending order, of
// equal ones in that of what goes with them, 0 before -0, then in the row's. No number is
// NaN.
func (n *neighbourhood) of(fn function.Function, in *function.Input) [][2]int {
	if n.fn == fn && identical(&n.in.Input, in) {
		return n.pairs
	}
	n.fn = fn
	n.in.keep(in)
	n.ranking = slices.Grow(n.ranking[:0], len(in.X))
	for i, x := range in.X {
		n.ranking = append(n.ranking, ranked{descending(x + 0), descending(side(fn, in, i)), i}) // -0 + 0 is 0
	}
	slices.SortFunc(n.ranking, func(a, b ranked) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		case a.side < b.side:
			return -1
		case a.side > b.side:
			return 1
		}
		return a.at - b.at
	})
	n.pairs = n.pairs[:0]
	for k := 1; k < len(n.ranking); k++ {
		n.pairs = append(n.pairs, [2]int{n.ranking[k-1].at, n.ranking[k].at})
	}
	return n.pairs
}

// descending returns a number that is the smaller the larger x is: the bits of a float64 are
// in the order of its magnitude.
func descending(x float64) uint64 {
	if b := math.Float64bits(x); b>>63 == 0 {
		return ^b &^ (1 << 63)
	} else {
		return b
	}
}
