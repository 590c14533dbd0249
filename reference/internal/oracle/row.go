package main

import (
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"strconv"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// row is a row whose answers are compared, in one dtype.
type row struct {
	origin string // the family that made it, or the line of the file of hard rows
	hard   bool
	f      dtype.Format
	in     function.Input
	asked  []function.Function
}

const (
	maxWidth = 64
	// One row in wideEvery has up to maxWide logits.
	wideEvery = 500
	maxWide   = 2000
)

// width draws the number of logits, small ones more often.
func width(r *rand.Rand) int {
	if r.IntN(wideEvery) == 0 {
		return maxWidth + 1 + r.IntN(maxWide-maxWidth)
	}
	return 1 + r.IntN(2<<r.IntN(6))
}

// randomRows makes n rows. Families take turns, and so do dtypes; row i depends
// on the seed and on i alone.
func randomRows(n int, seed uint64) iter.Seq[row] {
	return func(yield func(row) bool) {
		all, formats := families(), dtype.All()
		for i := range n {
			family, f := all[i%len(all)], formats[i/len(all)%len(formats)]
			m := maker{rand.New(rand.NewPCG(seed, uint64(i))), f}
			if !yield(row{origin: family.name, f: f, in: family.make(m, width(m.Rand)), asked: function.All()}) {
				return
			}
		}
	}
}

// hardRows reads the file of hard rows. Very wide ones are asked only for the
// function that they are hard for.
func hardRows(file string, r io.Reader) ([]row, error) {
	read, err := hardrows.Read(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	rows := make([]row, len(read))
	for i, h := range read {
		rows[i] = row{origin: fmt.Sprintf("%s:%d", file, h.Line), hard: true, f: h.Dtype, in: hardSides(h), asked: function.All()}
		if len(h.X) >= manyTerms {
			rows[i].asked = []function.Function{h.Function}
		}
	}
	return rows, nil
}

// hardSides has what makes losses and gradients as hard as output 0 is, where they can
// be: the log-softmax of the target is minus its cross-entropy, and where the
// target or the one cotangent is elsewhere, gradients are the softmax.
func hardSides(h hardrows.Row) function.Input {
	k := len(h.X)
	in := function.Input{X: h.X, Cotangent: make([]float64, k), Weights: make([]float64, k)}
	if h.Function == function.Softmax {
		in.Target = k - 1
	}
	in.Cotangent[in.Target], in.Weights[in.Target] = 1, 1
	return in
}

// appendQuestion appends the line that asks the oracle for fn of the row:
// "softmax float32 0x1p+00,-Inf".
func (r row) appendQuestion(b []byte, fn function.Function) []byte {
	b = append(b, fn...)
	b = append(b, ' ')
	b = append(b, r.f.String()...)
	b = appendNumbers(append(b, ' '), r.in.X...)
	if fn.TakesTarget() {
		b = fmt.Appendf(b, " target=%d", r.in.Target)
		b = appendNumbers(append(b, " smoothing="...), r.in.Smoothing)
	}
	if v, name := fn.Vector(&r.in); v != nil {
		b = appendNumbers(fmt.Appendf(b, " %s=", name), *v...)
	}
	if t := r.in.T(); t != 1 {
		b = appendNumbers(append(b, " temperature="...), t)
	}
	return append(b, '\n')
}

// appendNumbers appends a list of numbers.
func appendNumbers(b []byte, v ...float64) []byte {
	for i, w := range v {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendFloat(b, w, 'x', -1, 64)
	}
	return b
}
