package properties

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// TestEvaluationsRemembered: what a bench holds after it was asked for an evaluation is what
// a new one finds, whatever it was asked for before and what became of that input's memory.
func TestEvaluationsRemembered(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	b := new(Bench)
	var subjects []*Subject
	for _, fn := range []function.Function{function.Softmax, function.LogSumExp, function.SoftmaxVJP, function.CrossEntropyGrad} {
		for _, f := range []dtype.Format{dtype.Float32, dtype.BFloat16} {
			s := &Subject{Function: fn, DType: f, Model: outsideDefault(f)}
			other := *s
			other.Model.ExpULP = 1
			limit := *s
			limit.Profile = reference.Limit
			subjects = append(subjects, s, &other, &limit)
		}
	}
	memory := function.Input{X: make([]float64, 5), Cotangent: make([]float64, 5)}
	for n := range 4000 {
		in := memory // the memory of all of them
		k := 1 + r.IntN(2)
		in.X, in.Cotangent = in.X[:k], in.Cotangent[:k]
		for i := range in.X {
			in.X[i], in.Cotangent[i] = float64(r.IntN(2)), float64(r.IntN(2))
		}
		if r.IntN(8) == 0 {
			in.X[0] = math.Inf(1)
		}
		in.Smoothing = 0.5 * float64(r.IntN(2))
		if in.Temperature = float64(1 + r.IntN(2)); in.Temperature == 1 {
			in.Temperature = 0
		}
		s := subjects[r.IntN(3)+3*(n/500)]
		b.judged = &Case{Input: in}
		for range 3 {
			if r.IntN(2) == 0 { // a property makes another one of it
				in.X = slices.Clone(in.X)
				in.X[0]++
			}
			a := b.evaluate(s, in)
			fresh := new(Bench)
			want := fresh.evaluate(s, in)
			if a.Len() != want.Len() || !slices.EqualFunc(b.rounded, fresh.rounded, same) {
				t.Fatalf("%s of %+v: %v, want %v", s.Function, in, b.rounded, fresh.rounded)
			}
			for i := range a.Len() {
				if !same(a.Float64(i), want.Float64(i)) {
					t.Fatalf("%s of %+v: answer %d is %v, want %v", s.Function, in, i, a.Float64(i), want.Float64(i))
				}
			}
			if !b.row.IsFinite() {
				continue
			}
			if !reflect.DeepEqual(b.ys, fresh.ys) || !slices.Equal(b.exact.Softmax, fresh.exact.Softmax) || !reflect.DeepEqual(b.exact.Input, fresh.exact.Input) {
				t.Fatalf("%s of %+v: allowances %+v, want %+v", s.Function, in, b.ys, fresh.ys)
			}
		}
	}
}

// TestEvaluatedOnce: the answers for a case are found once, whatever is made of it.
func TestEvaluatedOnce(t *testing.T) {
	s := &Subject{Function: function.Softmax, DType: dtype.Float32, Model: outsideDefault(dtype.Float32)}
	b, c, mark := new(Bench), Case{Input: function.Logits([]float64{1, 2})}, -7.0
	b.judged = &c
	b.evaluate(s, c.Input)
	b.rounded[0] = mark
	for _, x := range []float64{3, 4, 5, 5} {
		if b.evaluate(s, function.Logits([]float64{x, x})); b.rounded[0] != 0.5 {
			t.Errorf("the answer for another row is %v", b.rounded[0])
		}
	}
	if b.evaluate(s, c.Input); b.rounded[0] != mark {
		t.Error("the answers for the case are found anew")
	}
	c.X[0] = 2 // in the memory of the one before
	if b.evaluate(s, c.Input); b.rounded[0] != 0.5 {
		t.Errorf("the answer for another case is %v", b.rounded[0])
	}
}

// TestIdentical: inputs are compared to the last bit.
func TestIdentical(t *testing.T) {
	of := func(change func(in *function.Input)) *function.Input {
		in := &function.Input{X: []float64{0, 1}, Target: 1, Cotangent: []float64{1, 2}, Weights: []float64{}, Temperature: 2, Smoothing: 0}
		change(in)
		return in
	}
	nothing := func(*function.Input) {}
	for i, change := range []func(in *function.Input){
		func(in *function.Input) { in.X = in.X[:1] },
		func(in *function.Input) { in.X[0] = math.Copysign(0, -1) },
		func(in *function.Input) { in.X[1] = math.NaN() },
		func(in *function.Input) { in.Target = 0 },
		func(in *function.Input) { in.Cotangent[1] = 3 },
		func(in *function.Input) { in.Cotangent = nil },
		func(in *function.Input) { in.Weights = nil },
		func(in *function.Input) { in.Weights = []float64{1} },
		func(in *function.Input) { in.Temperature = 1 },
		func(in *function.Input) { in.Smoothing = 0.5 },
	} {
		if !identical(of(nothing), of(nothing)) || !identical(of(change), of(change)) {
			t.Errorf("change %d: an input is not identical to itself", i)
		}
		if identical(of(nothing), of(change)) || identical(of(change), of(nothing)) {
			t.Errorf("change %d makes no difference", i)
		}
	}
}
