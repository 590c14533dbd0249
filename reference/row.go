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
// has evaluated, so asking again is cheap, and its memory for the next row (see
// [Row.Reset]). It is not safe for concurrent use: each goroutine has its own.
type Row struct {
	x       []float64
	k       int // len(x)
	profile Profile
	kind    rowKind
	infs    int // number of +Inf

	// Of a finite row: the maximum, the first logit that is equal to it, how many
	// are, and how many are finite.
	max     float64
	first   int
	maxima  int
	finites int

	in       function.Input // what goes with the logits; its X is x
	answers  [9]Answer      // by function
	enclosed int            // answers that the fast tier left to the enclosure tier

	by        divisor // the temperature
	fast      fastRow
	fastReady bool
	quick     quickRow
	gradients [3]fastAffine // of labels, cotangent, weights
	scaled    []float64     // weights of a loss
	some      []float64     // of a vector

	softmaxVJPs fastVJP

	grouped bool // the fields below are filled in
	// For the enclosure tier equal logits are evaluated once: the row is held as
	// groups of equal finite values, the largest first.
	values []float64 // distinct finite values, descending
	counts []int     // how often each occurs
	group  []int32   // of each element: index into values, or one of the marks below
	levels []*level  // evaluations made so far, by increasing precision

	affines map[function.Function]*affine // of the gradients asked for
	moments *moments                      // of the cotangent, if it is asked for
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
	r := new(Row)
	if err := r.Reset(x, p); err != nil {
		return nil, err
	}
	return r, nil
}

// Reset makes r the row of the logits x, as [New] does, in the memory that r has.
// Answers of the row before must not be used any more.
func (r *Row) Reset(x []float64, p Profile) error {
	return r.ResetInput(function.Logits(x), p)
}

// ResetInput makes r the row of an input, as Reset does. Its vectors are copied. It
// answers the functions that have what they take: see [Row.Check].
func (r *Row) ResetInput(in function.Input, p Profile) error {
	x := in.X
	if len(x) > MaxK {
		return fmt.Errorf("a row of %d logits is longer than the %d supported", len(x), MaxK)
	}
	if err := function.Softmax.Check(&in); err != nil { // of the temperature
		return err
	}
	r.x = append(r.x[:0], x...)
	in.X = r.x
	in.Cotangent = append(r.in.Cotangent[:0], in.Cotangent...)
	in.Weights = append(r.in.Weights[:0], in.Weights...)
	r.in = in
	r.k, r.profile, r.kind = len(x), p, finiteRow
	r.by = newDivisor(in.T())
	r.enclosed, r.fastReady, r.quick.ready, r.grouped = 0, false, false, false
	r.values, r.counts, r.group, r.levels = r.values[:0], r.counts[:0], r.group[:0], nil
	r.affines, r.moments = nil, nil
	for i := range r.gradients {
		r.gradients[i].ready = false
	}
	r.softmaxVJPs.ready = false
	for i, fn := range functions {
		r.answers[i].row, r.answers[i].fn = r, fn
		if a := &r.answers[i]; len(a.slow)+len(a.rounded) > 0 {
			a.slow, a.rounded = nil, nil // a cleared map keeps its size, and clearing takes as long
			a.keys = a.keys[:0]
		}
	}

	m, maxima, absent, nans := math.Inf(-1), 0, 0, 0
	for i, v := range x {
		switch {
		case v < m && v >= -math.MaxFloat64: // most of them
		case v == math.Inf(-1):
			absent++
		case v > m:
			m, maxima, r.first = v, 1, i
		case v == m:
			maxima++
		default:
			nans++
		}
	}
	if m == 0 {
		m = 0 // not −0
	}
	r.max, r.maxima, r.finites, r.infs = m, maxima, len(x)-absent, 0
	switch {
	case len(x) == 0:
		r.kind = emptyRow
	case nans > 0:
		r.kind = nanRow
	case m > math.MaxFloat64:
		r.kind, r.infs = posInfRow, maxima
	case r.finites == 0:
		r.kind = allNegInfRow
	}
	return nil
}

// functions are those that a row answers, in the order of Row.answers.
var functions = [9]function.Function(function.All())

// makeGroups sorts the logits into groups, for the enclosure tier.
func (r *Row) makeGroups() {
	if r.grouped {
		return
	}
	r.grouped = true
	r.group = slices.Grow(r.group[:0], len(r.x))[:len(r.x)]
	finite := make([]float64, 0, len(r.x))
	for i, v := range r.x {
		switch {
		case v != v:
			r.group[i] = isNaN
		case math.IsInf(v, 1):
			r.group[i] = isPosInf
		case math.IsInf(v, -1):
			r.group[i] = isNegInf
		default:
			r.group[i] = 0
			finite = append(finite, v)
		}
	}
	if r.kind != finiteRow {
		return
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
	for i, v := range r.x {
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
}

// K returns the number of logits.
func (r *Row) K() int { return r.k }

// difference returns (values[g] − values[0])/T exactly.
func (r *Row) difference(g int) quotient { return r.between(g, 0) }

// between returns (values[g] − values[h])/T exactly.
func (r *Row) between(g, h int) quotient {
	return fromFloat(r.values[g]).sub(fromFloat(r.values[h])).over(r.temperature())
}

// temperature returns T.
func (r *Row) temperature() dyadic { return fromFloat(r.in.T()) }

// Check returns what keeps the row from answering fn: see [function.Function.Check].
func (r *Row) Check(fn function.Function) error { return fn.Check(&r.in) }

// Answer returns the exact answer of fn, which [Row.Check] has nothing against. It
// belongs to the row, and holds until the next Reset.
func (r *Row) Answer(fn function.Function) *Answer {
	return &r.answers[slices.Index(functions[:], fn)]
}
