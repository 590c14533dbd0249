package gate

import (
	"fmt"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Batch is rows of one length, which a program is asked about together. Matrices are
// row-major and hold numbers of the dtype, whatever the axis: who lays them out
// otherwise for the program does so itself.
type Batch struct {
	Function function.Function
	DType    dtype.Format
	Axis     Axis
	Rows, K  int

	// Temperature divides the logits first, and Smoothing smooths labels, of programs that
	// say that they take them: see function.Input; 0 and 0 otherwise.
	Temperature, Smoothing float64

	X         []float64 // Rows·K logits
	Target    []int64   // Rows, of functions that take one
	Cotangent []float64 // Rows·K likewise
	Weights   []float64

	// Y receives the answers, Rows·Function.Outputs(K) numbers of the dtype.
	Y []float64
	// Mutated is set where the program has written to its input: what it left there
	// stands in the matrices, if that is known.
	Mutated bool
}

// Axis is the axis of its arrays that a program is asked to work along.
type Axis string

const (
	Last  Axis = "last"  // [rows, k]
	First Axis = "first" // [k, rows]: kernels have another path for it
)

// newBatch returns a batch with room for the answers.
func newBatch(fn function.Function, f dtype.Format, rows, k int) *Batch {
	b := new(Batch)
	b.reset(fn, f, rows, k)
	return b
}

// reset makes b a batch without rows, with room for them and for the answers, which are 0,
// in the memory that b has, if that is enough.
func (b *Batch) reset(fn function.Function, f dtype.Format, rows, k int) {
	room := func(v []float64) []float64 {
		if rows*k == 0 {
			return nil // a matrix without elements is none, whatever was there before
		}
		return slices.Grow(v[:0], rows*k)
	}
	was, in := *b, function.Input{Cotangent: b.Cotangent, Weights: b.Weights}
	*b = Batch{Function: fn, DType: f, Axis: Last, Rows: rows, K: k, X: room(was.X), Target: was.Target[:0]}
	switch v, _ := fn.Vector(&in); {
	case v == &in.Cotangent:
		b.Cotangent = room(*v)
	case v == &in.Weights:
		b.Weights = room(*v)
	}
	if n := rows * fn.Outputs(k); was.Y == nil || cap(was.Y) < n {
		b.Y = make([]float64, n) // not nil, as answers that are none would be
	} else {
		b.Y = was.Y[:n]
		clear(b.Y)
	}
}

// parameters sets those of the batch to a row's, if its function has them.
func (b *Batch) parameters(in *function.Input) {
	if t := in.T(); t != 1 && b.Function.TakesSides() {
		b.Temperature = t
	}
	if b.Function.TakesTarget() {
		b.Smoothing = in.Smoothing
	}
}

// add appends a row. Its length must be K.
func (b *Batch) add(in *function.Input) {
	b.X = append(b.X, in.X...)
	if b.Function.TakesTarget() {
		b.Target = append(b.Target, int64(in.Target))
	}
	switch v, _ := b.Function.Vector(in); {
	case v == &in.Cotangent:
		b.Cotangent = append(b.Cotangent, in.Cotangent...)
	case v == &in.Weights:
		b.Weights = append(b.Weights, in.Weights...)
	}
}

// Input returns row i, in the batch's memory.
func (b *Batch) Input(i int) function.Input {
	row := func(m []float64) []float64 {
		if m == nil {
			return nil
		}
		return m[i*b.K : (i+1)*b.K : (i+1)*b.K]
	}
	in := function.Input{X: row(b.X), Cotangent: row(b.Cotangent), Weights: row(b.Weights), Temperature: b.Temperature, Smoothing: b.Smoothing}
	if b.Target != nil {
		in.Target = int(b.Target[i])
	}
	return in
}

// Answer returns the answer for row i, in the batch's memory.
func (b *Batch) Answer(i int) []float64 {
	n := b.Function.Outputs(b.K)
	return b.Y[i*n : (i+1)*n : (i+1)*n]
}

func (b *Batch) String() string {
	return fmt.Sprintf("%s of %d rows of %d %v logits", b.Function, b.Rows, b.K, b.DType)
}
