package main

import (
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// tier is one way to the answers of the reference.
type tier struct {
	name string
	// row makes the row of an input.
	row func(in function.Input) (*reference.Row, error)
	// round returns the answers for that row rounded to f.
	round func(row *reference.Row, in function.Input, fn function.Function, f dtype.Format) (outputs, error)
}

// outputs are the answers of a tier.
type outputs struct {
	y     []float64
	zero  []bool // which of y are exactly 0, nil if the tier does not tell
	known []bool // which of y the tier can tell, nil if all
}

// tiers returns the ways that are compared: all answers at once, from a workspace
// that has seen other rows; one by one; by enclosures alone; and, for some rows, by
// the plain formulas.
func tiers() []tier {
	var used reference.Row
	reset := func(in function.Input) (*reference.Row, error) { return &used, used.ResetInput(in, reference.IEEE) }
	fresh := func(in function.Input) (*reference.Row, error) {
		row := new(reference.Row)
		return row, row.ResetInput(in, reference.IEEE)
	}
	return []tier{
		{"Row.Round", reset, func(row *reference.Row, in function.Input, fn function.Function, f dtype.Format) (outputs, error) {
			y := make([]float64, fn.Outputs(len(in.X)))
			err := row.Round(fn, f, y)
			return outputs{y: y}, err
		}},
		{"Answer.Round", fresh, func(row *reference.Row, in function.Input, fn function.Function, f dtype.Format) (outputs, error) {
			if err := row.Check(fn); err != nil {
				return outputs{}, err
			}
			a := row.Answer(fn)
			o := each(fn, in.X, func(i int) (float64, bool) { return a.Round(i, f), false })
			o.zero = nil
			return o, nil
		}},
		{"Number.Round", fresh, func(row *reference.Row, in function.Input, fn function.Function, f dtype.Format) (outputs, error) {
			if err := row.Check(fn); err != nil {
				return outputs{}, err
			}
			a := row.Answer(fn)
			return each(fn, in.X, func(i int) (float64, bool) {
				n := a.At(i)
				return n.Round(f), n.Rat() != nil && n.Rat().Sign() == 0
			}), nil
		}},
		plain(),
	}
}

// manyTerms is where equal logits are asked for only once, of functions of the
// logits alone: a row of 10^6 equal terms would take seconds.
const manyTerms = 10000

// each collects the answers of fn for a row.
func each(fn function.Function, x []float64, answer func(i int) (y float64, zero bool)) outputs {
	n := fn.Outputs(len(x))
	o := outputs{y: make([]float64, n), zero: make([]bool, n)}
	once := n >= manyTerms && slices.Contains(function.OfLogits(), fn)
	first := map[float64]int{}
	for i := range n {
		if once {
			if j, ok := first[x[i]]; ok {
				o.y[i], o.zero[i] = o.y[j], o.zero[j]
				continue
			}
			first[x[i]] = i
		}
		o.y[i], o.zero[i] = answer(i)
	}
	return o
}
