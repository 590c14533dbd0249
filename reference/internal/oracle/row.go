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

// row is a row of logits whose answers are compared, in one dtype.
type row struct {
	origin string // the family that made it, or the line of the file of hard rows
	hard   bool
	f      dtype.Format
	x      []float64
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
			if !yield(row{origin: family.name, f: f, x: family.make(m, width(m.Rand)), asked: function.OfLogits()}) {
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
		rows[i] = row{origin: fmt.Sprintf("%s:%d", file, h.Line), hard: true, f: h.Dtype, x: h.X, asked: function.OfLogits()}
		if len(h.X) >= manyTerms {
			rows[i].asked = []function.Function{h.Function}
		}
	}
	return rows, nil
}

// appendQuestion appends the line that asks the oracle for fn of the row:
// "softmax float32 0x1p+00,-inf".
func (r row) appendQuestion(b []byte, fn function.Function) []byte {
	b = append(b, fn...)
	b = append(b, ' ')
	b = append(b, r.f.String()...)
	b = append(b, ' ')
	for i, v := range r.x {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendFloat(b, v, 'x', -1, 64)
	}
	return append(b, '\n')
}
