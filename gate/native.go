package gate

import (
	"fmt"
	"math"
	"reflect"

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

	dst, x, v []T
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
	nan := n.encode(math.NaN())
	for at = range b.Rows {
		in := b.Input(at)
		n.x = n.vector(n.x, in.X)
		side := in.Cotangent
		if in.Weights != nil {
			side = in.Weights
		}
		n.v = n.vector(n.v, side)
		want := b.Answer(at)
		n.dst = n.dst[:0]
		for range want {
			n.dst = append(n.dst, nan)
		}
		got := n.answer(n.dst, n.x, n.v, in.Target)
		if len(got) != len(want) {
			return &Fault{Kind: FaultAnswer, Message: fmt.Sprintf("%d numbers are the answer where there should be %d", len(got), len(want)),
				Request: fmt.Sprintf("row %d of a %s", at, b)}
		}
		for i, v := range got {
			want[i] = n.decode(v)
		}
		for _, m := range []struct {
			is  []T
			was []float64
		}{{n.x, in.X}, {n.v, side}} {
			for i, v := range m.is {
				if d := n.decode(v); math.Float64bits(d) != math.Float64bits(m.was[i]) && !(d != d && m.was[i] != m.was[i]) {
					m.was[i], b.Mutated = d, true
				}
			}
		}
	}
	return nil
}

// vector returns numbers as elements.
func (n *inProcess[T]) vector(to []T, v []float64) []T {
	to = to[:0]
	for _, w := range v {
		to = append(to, n.encode(w))
	}
	return to
}

func (n *inProcess[T]) encode(v float64) T {
	var t T
	switch p := any(&t).(type) {
	case *float64:
		*p = v
	case *float32:
		*p = float32(v)
	case *uint16:
		*p = uint16(n.f.Encode(v))
	case *uint8:
		*p = uint8(n.f.Encode(v))
	}
	return t
}

func (n *inProcess[T]) decode(t T) float64 {
	switch v := any(t).(type) {
	case float64:
		return v
	case float32:
		return float64(v)
	case uint16:
		return n.f.Decode(uint64(v))
	case uint8:
		return n.f.Decode(uint64(v))
	}
	return math.NaN() // no other type is an Element
}
