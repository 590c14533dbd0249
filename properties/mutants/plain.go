package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// plain is the three passes of impl's shifted over one arithmetic: the maximum, the exponentials and
// their sum from left to right, the division. A mutant replaces one step; what is
// nil is done right.
type plain struct {
	impl.Arithmetic
	shift func(x []float64) float64   // what is subtracted from the logits
	exp   func(d float64) float64     // e^d for d ≤ 0 or NaN
	sum   func(e []float64) float64   // the denominator
	ratio func(e, s float64) float64  // e/s
	input func(z []float64) []float64 // the logits that are computed with, from a copy of the row
}

// softmax writes the row's probabilities to y.
func (p plain) softmax(y, x []float64) {
	x = p.logits(x)
	s := p.exponentials(y, x, p.maximum(x))
	for i, e := range y {
		if p.ratio != nil {
			y[i] = p.Store(p.ratio(e, s))
		} else {
			y[i] = p.Store(p.Div(e, s))
		}
	}
}

// logSoftmax writes their logarithms, fl(fl(x − m) − fl(log s)).
func (p plain) logSoftmax(y, x []float64) {
	x = p.logits(x)
	m := p.maximum(x)
	l := p.Log(p.exponentials(y, x, m))
	for i, v := range x {
		y[i] = p.Store(p.Sub(p.Sub(v, m), l))
	}
}

// logSumExp writes fl(m + fl(log s)) to y[0].
func (p plain) logSumExp(y, x []float64) {
	x = p.logits(x)
	m := p.maximum(x)
	if math.IsInf(m, 0) {
		y[0] = p.Store(m)
		return
	}
	y[0] = p.Store(p.Add(m, p.Log(p.exponentials(make([]float64, len(x)), x, m))))
}

func (p plain) logits(x []float64) []float64 {
	if p.input == nil {
		return x
	}
	return p.input(append([]float64{}, x...))
}

func (p plain) maximum(x []float64) float64 {
	if p.shift == nil {
		return largest(x)
	}
	return p.shift(x)
}

// exponentials writes e^(x_i − m) to e and returns their sum.
func (p plain) exponentials(e, x []float64, m float64) float64 {
	exp := p.exp
	if exp == nil {
		exp = p.Exp
	}
	for i, v := range x {
		e[i] = exp(p.Sub(v, m))
	}
	if p.sum == nil {
		return sequential(p.Arithmetic, e)
	}
	return p.sum(e)
}

// sequential adds e up from left to right.
func sequential(a impl.Arithmetic, e []float64) (s float64) {
	for _, v := range e {
		s = a.Add(s, v)
	}
	return s
}

// onlinePass returns the running maximum of x, from the given one on, and the sum
// of exponentials that is rescaled whenever the maximum rises by more than lazy.
func onlinePass(a impl.Arithmetic, x []float64, from, lazy float64) (m, d float64) {
	m = from
	for _, v := range x {
		next := max(m, v)
		if math.IsInf(next, -1) {
			continue // −∞ − (−∞) would make d NaN for good
		}
		if next != m && !(a.Sub(next, m) <= lazy) {
			d = a.Mul(d, a.Exp(a.Sub(m, next)))
			m = next
		}
		d = a.Add(d, a.Exp(a.Sub(v, m)))
	}
	return m, d
}

// onlineSoftmax normalises by what onlinePass returned.
func onlineSoftmax(a impl.Arithmetic, y, x []float64, m, d float64) {
	for i, v := range x {
		y[i] = a.Store(a.Div(a.Exp(a.Sub(v, m)), d))
	}
}

// alone is the arithmetic with one dtype throughout; over32 computes in float32.
func alone(f dtype.Format) impl.Arithmetic { return impl.Arithmetic{Storage: f, Accumulate: f} }
func over32(f dtype.Format) impl.Arithmetic {
	return impl.Arithmetic{Storage: f, Accumulate: dtype.Float32}
}

// section says which section of the catalogue mutants are from.
func section(letter string, list []Mutant) []Mutant {
	for i := range list {
		list[i].Section = letter
	}
	return list
}
