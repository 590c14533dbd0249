package main

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// tier is one way to the answers of the reference.
type tier struct {
	name string
	// round returns the answers for the logits x rounded to f. The row is that
	// of x.
	round func(row *reference.Row, x []float64, fn function.Function, f dtype.Format) []float64
}

// tiers returns the ways that are compared.
func tiers() []tier {
	return []tier{
		{"Answer.Round", func(row *reference.Row, x []float64, fn function.Function, f dtype.Format) []float64 {
			a := row.Answer(fn)
			return each(a.Len(), x, func(i int) float64 { return a.Round(i, f) })
		}},
		{"Number.Round", func(row *reference.Row, x []float64, fn function.Function, f dtype.Format) []float64 {
			a := row.Answer(fn)
			return each(a.Len(), x, func(i int) float64 { return a.At(i).Round(f) })
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
