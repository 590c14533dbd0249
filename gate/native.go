package gate

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Element is what native functions work on: numbers, or bit patterns of a narrow dtype.
type Element interface {
	float64 | float32 | uint16 | uint8
}

// The forms in which functions are written: those of a row return the answers, or write
// them to dst, which has their number and holds NaN before.
type (
	// OfRow is a softmax, a log-softmax.
	OfRow[T Element] interface {
		~func(x []T) []T | ~func(dst, x []T)
	}
	// OfRows is a VJP, of the logits and a cotangent, or the gradient of a cross-entropy with
	// weights.
	OfRows[T Element] interface {
		~func(x, v []T) []T | ~func(dst, x, v []T)
	}
	// OfTarget is the gradient of a cross-entropy with a class.
	OfTarget[T Element] interface {
		~func(x []T, target int) []T | ~func(dst, x []T, target int)
	}
)

// row is any of the forms: it returns the answers for a row, in memory of its own or in
// dst.
type row[T Element] func(dst, x, v []T, target int) []T

// ofRow makes a function one of the general form.
func ofRow[T Element](f any) row[T] {
	if f, ok := as[func(x []T) []T](f); ok {
		return func(_, x, _ []T, _ int) []T { return f(x) }
	}
	if f, ok := as[func(dst, x []T)](f); ok {
		return func(dst, x, _ []T, _ int) []T { f(dst, x); return dst }
	}
	if f, ok := as[func(x, v []T) []T](f); ok {
		return func(_, x, v []T, _ int) []T { return f(x, v) }
	}
	if f, ok := as[func(dst, x, v []T)](f); ok {
		return func(dst, x, v []T, _ int) []T { f(dst, x, v); return dst }
	}
	if f, ok := as[func(x []T, target int) []T](f); ok {
		return func(_, x, _ []T, target int) []T { return f(x, target) }
	}
	if f, ok := as[func(dst, x []T, target int)](f); ok {
		return func(dst, x, _ []T, target int) []T { f(dst, x, target); return dst }
	}
	return nil // no type in the sets above
}

// as returns f as a function of type F, whatever the name of its own type.
func as[F any](f any) (F, bool) {
	to := reflect.TypeFor[F]()
	if v := reflect.ValueOf(f); v.IsValid() && v.Type().ConvertibleTo(to) && !v.IsNil() {
		return v.Convert(to).Interface().(F), true
	}
	var none F
	return none, false
}

// native makes a function of this process a program.
func native[T Element](name string, fn function.Function, f dtype.Format, answer row[T]) *Program {
	p := &Program{Name: name, Function: fn, DType: f, Model: DefaultModel(f)}
	if answer == nil {
		return p // which has no Start: see check
	}
	n := &inProcess[T]{f: f, answer: answer}
	p.Start = func(b *Batch) func() error {
		err := n.batch(b)
		return func() error { return err }
	}
	return p
}

// inProcess is a function of this process, in memory that the next row uses again.
type inProcess[T Element] struct {
	f      dtype.Format
	answer row[T]

	dst, nan, x, v []T
	now            []float64
}

// batch answers a batch, row by row. What is wrong with an answer, or a panic, is a
// fault of the batch.
func (n *inProcess[T]) batch(b *Batch) (err error) {
	at := 0
	defer func() {
		if p := recover(); p != nil {
			err = &Fault{Kind: FaultCrash, Message: fmt.Sprintf("panicked: %.300v", p), Request: fmt.Sprintf("row %d of a %s", at, b)}
		}
	}()
	outputs := b.Function.Outputs(b.K)
	for len(n.nan) < outputs {
		n.nan = append(n.nan, n.vector(nil, []float64{math.NaN()})...)
	}
	for at = range b.Rows {
		in := b.Input(at)
		n.x = n.vector(n.x, in.X)
		side := in.Cotangent
		if in.Weights != nil {
			side = in.Weights
		}
		n.v = n.vector(n.v, side)
		want := b.Answer(at)
		n.dst = append(n.dst[:0], n.nan[:outputs]...)
		got := n.answer(n.dst, n.x, n.v, in.Target)
		if len(got) != len(want) {
			return &Fault{Kind: FaultAnswer, Message: fmt.Sprintf("%d numbers are the answer where there should be %d", len(got), len(want)),
				Request: fmt.Sprintf("row %d of a %s", at, b)}
		}
		decodeAll(n.f, want, got)
		b.Mutated = n.changed(n.x, in.X) || b.Mutated
		b.Mutated = n.changed(n.v, side) || b.Mutated
	}
	return nil
}

// changed reports whether elements are no longer the numbers that they were made from, and
// makes those what they are now.
func (n *inProcess[T]) changed(is []T, was []float64) bool {
	if unchanged(is, was) {
		return false
	}
	n.now = slices.Grow(n.now[:0], len(is))[:len(is)]
	decodeAll(n.f, n.now, is)
	changed := false
	for i, v := range n.now {
		if math.Float64bits(v) != math.Float64bits(was[i]) && !(v != v && was[i] != was[i]) {
			was[i], changed = v, true
		}
	}
	return changed
}

// unchanged reports whether elements have the bits that numbers have as such. It is sure only
// where it says so, as it does, of wide dtypes, nearly always.
func unchanged[T Element](is []T, was []float64) bool {
	var differ uint64
	switch is := any(is).(type) {
	case []float64:
		for i, v := range was[:len(is)] {
			differ |= math.Float64bits(is[i]) ^ math.Float64bits(v)
		}
	case []float32:
		for i, v := range was[:len(is)] {
			differ |= uint64(math.Float32bits(is[i]) ^ math.Float32bits(float32(v)))
		}
	default:
		return len(was) == 0
	}
	return differ == 0
}

// vector returns numbers as elements.
func (n *inProcess[T]) vector(to []T, v []float64) []T {
	to = slices.Grow(to[:0], len(v))[:len(v)]
	encodeAll(n.f, to, v)
	return to
}

// encodeAll makes elements of numbers, of which there are as many.
func encodeAll[T Element](f dtype.Format, to []T, from []float64) {
	switch to := any(to).(type) {
	case []float64:
		copy(to, from)
	case []float32:
		for i, v := range from[:len(to)] {
			to[i] = float32(v)
		}
	case []uint16:
		for i, v := range from[:len(to)] {
			to[i] = uint16(f.Encode(v))
		}
	case []uint8:
		for i, v := range from[:len(to)] {
			to[i] = uint8(f.Encode(v))
		}
	}
}

// decodeAll makes numbers of elements, of which there are as many.
func decodeAll[T Element](f dtype.Format, to []float64, from []T) {
	switch from := any(from).(type) {
	case []float64:
		copy(to, from)
	case []float32:
		for i, v := range from[:len(to)] {
			to[i] = float64(v)
		}
	case []uint16:
		for i, v := range from[:len(to)] {
			to[i] = f.Decode(uint64(v))
		}
	case []uint8:
		for i, v := range from[:len(to)] {
			to[i] = f.Decode(uint64(v))
		}
	}
}
