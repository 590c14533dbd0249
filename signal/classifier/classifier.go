package classifier

import (
	"math"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/logits/digits"
	"github.com/softulp/softulp/reference"
)

// The shape of the weights: a row for each class.
const (
	Rows    = digits.Classes
	Columns = digits.Features
	Weights = Rows * Columns
)

// Model is the regression. It is not safe for concurrent use.
type Model struct {
	a       impl.Arithmetic
	softmax impl.Implementation
	w       []float64
	z, p    []float64
}

// New returns a model whose weights are uniform in [−1/8, 1/8), as layers with
// some 64 inputs usually begin. Uniform returns numbers in [0, 1).
func New(a impl.Arithmetic, uniform func() float64) (*Model, error) {
	softmax, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		return nil, err
	}
	m := &Model{a, softmax, make([]float64, Weights), make([]float64, Rows), make([]float64, Rows)}
	for i := range m.w {
		m.w[i] = a.Store((uniform() - 0.5) / 4)
	}
	return m, nil
}

// Weights returns the weights, row by row. They change with the model.
func (m *Model) Weights() []float64 { return m.w }

// Signals counts the gradients at the logits, p − 1 for a digit's class and p for
// each other, and those that came out as exactly 0. None of them is 0 in exact arithmetic.
type Signals struct {
	Own, OwnZero     int // of the digit's class
	Other, OtherZero int
}

// Gradient writes to g the gradient of the mean cross-entropy over the batch, and
// counts to s. With z the logits,
//
//	z_c = store(Σ fl(w_cj·x_j))          from left to right
//	p = softmax(z)                       shifted, stored
//	y_c = store(fl(p_c − [c = class]))
//	g_cj = store(fl(fl(Σ fl(y_c·x_j))/n))  over the batch in order
func (m *Model) Gradient(g []float64, batch []digits.Digit, s *Signals) {
	a := m.a
	clear(g)
	for i := range batch {
		d := &batch[i]
		m.logits(&d.X)
		m.softmax.Compute(a, m.p, function.Logits(m.z))
		for c, p := range m.p {
			y := p
			if c == d.Class {
				y = a.Store(a.Sub(p, 1))
			}
			s.count(c == d.Class, y)
			if y == 0 {
				continue // adds nothing
			}
			row := g[c*Columns:][:Columns]
			for j, x := range d.X {
				if x != 0 {
					row[j] = a.Add(row[j], a.Mul(y, x))
				}
			}
		}
	}
	n := a.Round(float64(len(batch)))
	for i, v := range g {
		g[i] = a.Store(a.Div(v, n))
	}
}

func (s *Signals) count(own bool, y float64) {
	n, zero := &s.Other, &s.OtherZero
	if own {
		n, zero = &s.Own, &s.OwnZero
	}
	*n++
	if y == 0 {
		*zero++
	}
}

// logits sets m.z to those of an image.
func (m *Model) logits(x *[Columns]float64) {
	a := m.a
	for c := range m.z {
		var z float64
		for j, w := range m.w[c*Columns:][:Columns] {
			if x[j] != 0 {
				z = a.Add(z, a.Mul(w, x[j]))
			}
		}
		m.z[c] = a.Store(z)
	}
}

// Updates counts what becomes of the weights' gradients, each at one of these ends.
type Updates struct {
	// Blank: no digit of the batch has ink there, so that the gradient is 0 in exact
	// arithmetic.
	Blank int
	// Died: the gradient came out as 0, though it is not.
	Died int
	// Vanished: the gradient is not 0, but the change that the rule makes of it is.
	Vanished int
	// Absorbed: the change is not 0, but w + change rounds to w.
	Absorbed int
	// NotFinite: the weight becomes infinite or NaN.
	NotFinite int
	// Moved: the weight has changed.
	Moved int
}

// Total returns the number of gradients.
func (u Updates) Total() int {
	return u.Blank + u.Died + u.Vanished + u.Absorbed + u.NotFinite + u.Moved
}

// Add adds the changes d, which a rule made of the gradient g over the batch, to the
// weights, w = store(fl(w + d)), and counts to u. A gradient that is 0 counts as blank or
// died whatever the rule makes of it (it may have a memory), unless the weight is lost.
func (m *Model) Add(d, g []float64, batch []digits.Digit, u *Updates) {
	var ink [Columns]bool
	for i := range batch {
		for j, x := range batch[i].X {
			ink[j] = ink[j] || x != 0
		}
	}
	for i, w := range m.w {
		m.w[i] = m.a.Store(m.a.Add(w, d[i]))
		switch {
		case math.IsNaN(m.w[i]) || math.IsInf(m.w[i], 0):
			u.NotFinite++
		case !ink[i%Columns]:
			u.Blank++
		case g[i] == 0:
			u.Died++
		case d[i] == 0:
			u.Vanished++
		case m.w[i] == w:
			u.Absorbed++
		default:
			u.Moved++
		}
	}
}

// Judge returns the mean cross-entropy of the digits and how many of them get their
// largest logit in their class, for the weights as they are, in float64 and with exact
// log-sum-exps; NaN and 0 where a weight is not finite.
func (m *Model) Judge(images []digits.Digit) (loss float64, correct int, err error) {
	for _, w := range m.w {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return math.NaN(), 0, nil
		}
	}
	wide := Model{a: impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}, w: m.w, z: make([]float64, Rows)}
	var row reference.Row
	var sum float64
	lse := make([]float64, 1)
	for i := range images {
		wide.logits(&images[i].X)
		if err := row.Reset(wide.z, reference.IEEE); err != nil {
			return 0, 0, err
		}
		if err := row.Round(function.LogSumExp, dtype.Float64, lse); err != nil {
			return 0, 0, err
		}
		sum += lse[0] - wide.z[images[i].Class]
		if slices.Index(wide.z, slices.Max(wide.z)) == images[i].Class {
			correct++
		}
	}
	return sum / float64(len(images)), correct, nil
}
