package main

import (
	"fmt"
	"math/big"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

const (
	// plainEvery is one in how many narrow rows are answered by the plain formulas,
	// which take half a millisecond for each exponential.
	plainEvery = 64
	plainWidth = 8
)

// plain returns the tier of the plain formulas. It can tell an answer where all
// numbers round alike that are within the error that [reference.PlainInput] states.
func plain() tier {
	rows, asked := 0, false
	return tier{
		"PlainInput",
		func(in function.Input) (*reference.Row, error) {
			if asked = false; len(in.X) <= plainWidth {
				asked = rows%plainEvery == 0
				rows++
			}
			return nil, nil
		},
		func(_ *reference.Row, in function.Input, fn function.Function, f dtype.Format) (outputs, error) {
			n := fn.Outputs(len(in.X))
			o := outputs{y: make([]float64, n), known: make([]bool, n)}
			if !asked {
				return o, nil
			}
			ys, err := reference.PlainInput(fn, in)
			if err != nil {
				return o, err
			}
			if len(ys) != n {
				return o, fmt.Errorf("%d answers, want %d", len(ys), n)
			}
			for i, y := range ys {
				o.y[i], o.known[i] = settled(y, plainError(fn, &in, y), f)
			}
			return o, nil
		},
	}
}

// settled returns y rounded to f, and whether all numbers within e of it are rounded
// to that.
func settled(y, e *big.Float, f dtype.Format) (float64, bool) {
	if y.IsInf() {
		return f.RoundBig(y), true
	}
	wide := func() *big.Float { return new(big.Float).SetPrec(6000) }
	lo, hi := wide().Sub(y, e), wide().Add(y, e)
	v := f.RoundBig(lo)
	return v, lo.Sign() == hi.Sign() && f.Encode(v) == f.Encode(f.RoundBig(hi))
}

// plainError returns what PlainInput states of the error of y, or more.
func plainError(fn function.Function, in *function.Input, y *big.Float) *big.Float {
	size := new(big.Float)
	switch v, _ := fn.Vector(in); {
	case fn == function.LogSumExp:
		// At most log s, where s ≤ K, and 2^-1600 of |m + log s| as a part of it.
		size.SetInt64(int64(len(in.X)))
		size.Add(size, new(big.Float).SetMantExp(new(big.Float).Abs(y), -1600))
	case fn == function.CrossEntropyGrad:
		size.Quo(big.NewFloat(2), big.NewFloat(in.T()))
	case v != nil && fn != function.CrossEntropySoft:
		for _, g := range *v {
			size.Add(size, new(big.Float).Abs(big.NewFloat(g)))
		}
		size.Add(size, size)
		size.Quo(size, big.NewFloat(in.T()))
	default:
		size.Abs(y)
	}
	e := new(big.Float).SetMantExp(size, -400)
	return e.Add(e, new(big.Float).SetMantExp(big.NewFloat(1), -1<<20)) // terms that are taken as 0
}
