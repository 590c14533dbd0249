package main

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// tier is one way to the answers of the reference.
type tier struct {
	name string
	// row makes the row of the logits x.
	row func(x []float64) (*reference.Row, error)
	// round returns the answers for that row rounded to f.
	round func(row *reference.Row, x []float64, fn function.Function, f dtype.Format) ([]float64, error)
}

// tiers returns the ways that are compared: all answers at once, from a workspace
// that has seen other rows; one by one; and by enclosures alone.
func tiers() []tier {
	var used reference.Row
	reset := func(x []float64) (*reference.Row, error) { return &used, used.Reset(x, reference.IEEE) }
	fresh := func(x []float64) (*reference.Row, error) { return reference.New(x, reference.IEEE) }
	return []tier{
		{"Row.Round", reset, func(row *reference.Row, x []float64, fn function.Function, f dtype.Format) ([]float64, error) {
			y := make([]float64, fn.Outputs(len(x)))
			err := row.Round(fn, f, y)
			return y, err
		}},
		{"Answer.Round", fresh, func(row *reference.Row, x []float64, fn function.Function, f dtype.Format) ([]float64, error) {
			a := row.Answer(fn)
			return each(a.Len(), x, func(i int) float64 { return a.Round(i, f) }), nil
		}},
		{"Number.Round", fresh, func(row *reference.Row, x []float64, fn function.Function, f dtype.Format) ([]float64, error) {
			a := row.Answer(fn)
			return each(a.Len(), x, func(i int) float64 { return a.At(i).Round(f) }), nil
		}},
	}
}

// manyTerms is where equal logits are asked for only once: a row of 10^6 equal
// terms would take seconds.
const manyTerms = 10000

// each collects n answers.
func each(n int, x []float64, round func(i int) float64) []float64 {
	y := make([]float64, n)
	if n < manyTerms {
		for i := range y {
			y[i] = round(i)
		}
		return y
	}
	known := map[float64]float64{}
	for i := range y {
		v, ok := known[x[i]]
		if !ok {
			v = round(i)
			known[x[i]] = v
		}
		y[i] = v
	}
	return y
}
