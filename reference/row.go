package reference

import (
	"fmt"
	"math"
	"slices"

	"github.com/softulp/softulp/function"
)

// MaxK is the largest number of logits in a row.
const MaxK = 1 << 24

// Row is a row of logits whose exact answers are asked for. It keeps what it
// has evaluated, so asking again is cheap; it is not safe for concurrent use.
//
// Equal logits are evaluated once: the row is held as groups of equal finite
// values, the largest first.
type Row struct {
	k       int
	profile Profile
	kind    rowKind
	infs    int // number of +Inf

	values []float64 // distinct finite values, descending
	counts []int     // how often each occurs
	group  []int32   // of each element: index into values, or one of the marks below

	levels []*level // evaluations made so far, by increasing precision
}

// Marks in Row.group.
const (
	isNegInf int32 = -1 - iota
	isPosInf
	isNaN
)

// rowKind says which line of the edge-case table a row falls under.
type rowKind uint8

const (
	finiteRow rowKind = iota // at least one finite logit, no NaN, no +Inf
	emptyRow
	nanRow
	posInfRow
	allNegInfRow
)

// New returns the row of the logits x, which are taken as exact numbers and
// copied. Infinities and NaN are answered as the profile says.
func New(x []float64, p Profile) (*Row, error) {
	if len(x) > MaxK {
		return nil, fmt.Errorf("a row of %d logits is longer than the %d supported", len(x), MaxK)
	}
	r := &Row{k: len(x), profile: p, group: make([]int32, len(x))}
	finite := make([]float64, 0, len(x))
	nans := 0
	for i, v := range x {
		switch {
		case v != v:
			r.group[i] = isNaN
			nans++
		case math.IsInf(v, 1):
			r.group[i] = isPosInf
			r.infs++
		case math.IsInf(v, -1):
			r.group[i] = isNegInf
		default:
			finite = append(finite, v)
		}
	}
	switch {
	case r.k == 0:
		r.kind = emptyRow
	case nans > 0:
		r.kind = nanRow
	case r.infs > 0:
		r.kind = posInfRow
	case len(finite) == 0:
		r.kind = allNegInfRow
	}
	if r.kind != finiteRow {
		return r, nil
	}
	slices.Sort(finite)
	slices.Reverse(finite)
	for _, v := range finite {
		if n := len(r.values); n > 0 && r.values[n-1] == v { // −0 == +0
			r.counts[n-1]++
		} else {
			r.values = append(r.values, v)
			r.counts = append(r.counts, 1)
		}
	}
	for i, v := range x {
		if r.group[i] < 0 {
			continue
		}
		g, _ := slices.BinarySearchFunc(r.values, v, func(a, b float64) int {
			switch {
			case a > b:
				return -1
			case a < b:
				return 1
			}
			return 0
		})
		r.group[i] = int32(g)
	}
	return r, nil
}

// K returns the number of logits.
func (r *Row) K() int { return r.k }

// terms returns the number of finite logits.
func (r *Row) terms() int {
	n := 0
	for _, c := range r.counts {
		n += c
	}
	return n
}

// difference returns values[g] − values[0] exactly.
func (r *Row) difference(g int) dyadic {
	return fromFloat(r.values[g]).sub(fromFloat(r.values[0]))
}

// Answer returns the exact answer of fn.
func (r *Row) Answer(fn function.Function) *Answer {
	return &Answer{row: r, fn: fn}
}
