package properties

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// answering is a program from outside in float32 that answers y to every row.
func answering(fn function.Function, change func(m *impl.Model), y ...float64) *Subject {
	s := &Subject{Function: fn, DType: dtype.Float32, Model: outsideDefault(dtype.Float32)}
	if change != nil {
		change(&s.Model)
	}
	s.Compute = func(out []float64, _ function.Input) {
		for i := range out {
			out[i] = dtype.Float32.Round(y[i])
		}
	}
	return s
}

// TestOutsideProperties: what properties allow programs from outside, and what they do not.
func TestOutsideProperties(t *testing.T) {
	const ulp = 0x1p-24 // of numbers from 1/2 on, half of one from 1 on
	reciprocal := func(m *impl.Model) { m.Normalise = impl.Reciprocal }
	exact := func(m *impl.Model) { m.ExpZeroExact = true }
	nine := 9.0
	for _, tc := range []struct {
		name, property string
		function       function.Function
		change         func(m *impl.Model)
		x              []float64
		y              []float64
		holds, skipped bool
	}{
		// The exponentials of equal logits may differ, by 4 ulp each.
		{"ties, near", "ties", function.Softmax, nil, []float64{0, 0}, []float64{0.5, 0.5 + 12*ulp}, true, false},
		{"ties, far", "ties", function.Softmax, nil, []float64{0, 0}, []float64{0.5, 0.5 + 40*ulp}, false, false},
		{"ties of logarithms, far", "ties", function.LogSoftmax, nil, []float64{0, 0}, []float64{-math.Ln2, -math.Ln2 + 40*ulp}, false, false},
		{"ties of gradients", "ties", function.LogSoftmaxVJP, nil, []float64{0, 0}, []float64{0, 1}, true, true},
		{"order, near", "order", function.Softmax, nil, []float64{0, -0x1p-20}, []float64{0.5, 0.5 + 12*ulp}, true, false},
		{"order, far", "order", function.Softmax, nil, []float64{0, -0x1p-20}, []float64{0.5, 0.5 + 60*ulp}, false, false},
		{"order without an order", "order", function.Softmax, func(m *impl.Model) { m.Normalise = impl.ExpMinusLog }, []float64{0, -1}, []float64{0, 1}, true, true},
		// A quotient by a sum of rounded additions is never above 1, a product with a reciprocal may be.
		{"range, divided", "range", function.Softmax, nil, []float64{0, -30}, []float64{1 + 2*ulp, 0}, false, false},
		{"range, reciprocal", "range", function.Softmax, reciprocal, []float64{0, -30}, []float64{1 + 2*ulp, 0}, true, false},
		{"range, reciprocal, far", "range", function.Softmax, reciprocal, []float64{0, -30}, []float64{1 + 99*ulp, 0}, false, false},
		{"range of a logarithm", "range", function.LogSoftmax, nil, []float64{0, -30}, []float64{4 * ulp, -30}, true, false},
		{"range of a logarithm, e^0 = 1", "range", function.LogSoftmax, exact, []float64{0, -30}, []float64{4 * ulp, -30}, false, false},
		// e^0 over itself is 1; its logarithm is 0 where it is 1.
		{"single", "single", function.Softmax, nil, []float64{nine}, []float64{1 - ulp}, false, false},
		{"single, logarithm", "single", function.LogSoftmax, nil, []float64{nine}, []float64{ulp}, true, true},
		{"single, logarithm, e^0 = 1", "single", function.LogSoftmax, exact, []float64{nine}, []float64{ulp}, false, false},
		// The order of a permuted row's additions is another.
		{"permutation", "permutation", function.Softmax, func(m *impl.Model) { m.Sum = impl.Exact }, []float64{0, 0, 0}, []float64{1. / 3, 1./3 + ulp/2, 1. / 3}, true, false},
		{"shift", "shift-invariance", function.Softmax, nil, []float64{0, 0}, []float64{0.5, 0.5}, true, false},
	} {
		s := answering(tc.function, tc.change, tc.y...)
		c := Case{Input: function.Input{X: tc.x, Cotangent: make([]float64, len(tc.x))}}
		v, judged := Find(tc.property).Judge(new(Bench), s, &c)
		if (v == nil) != tc.holds || judged == tc.skipped {
			t.Errorf("%s: judged %v: %v", tc.name, judged, v)
		}
	}
}

// TestOutsideShift: a softmax from outside that sees more than differences is found, other
// functions may have a reference of their own.
func TestOutsideShift(t *testing.T) {
	for _, tc := range []struct {
		function function.Function
		holds    bool
	}{{function.Softmax, false}, {function.LogSoftmax, true}} {
		s := correct(t, tc.function, storing(dtype.Float32))
		s.Model = outsideDefault(dtype.Float32)
		right := s.Compute
		s.Compute = func(y []float64, in function.Input) {
			if right(y, in); in.X[0] > 100 {
				y[0] = dtype.Float32.NextUp(y[0])
			}
		}
		failed := false
		for seed := range uint64(40) {
			c := Case{Input: function.Logits([]float64{1, 0.5, -2}), Seed: seed}
			v, _ := Find("shift-invariance").Judge(new(Bench), s, &c)
			failed = failed || v != nil
		}
		if failed == tc.holds {
			t.Errorf("%s: fails %v", tc.function, failed)
		}
	}
}

// TestOutsideVacuous: where what a program from outside declares excludes no answer, it is not
// judged; our own would not pass.
func TestOutsideVacuous(t *testing.T) {
	m := impl.Model{Accumulate: dtype.Float16, ExpULP: 4, LogULP: 4, Sum: impl.Compensated, Shift: impl.ShiftMax, Normalise: impl.Divide, Outside: true}
	m.Scheme = impl.LogOf
	s := &Subject{Function: function.LogSoftmax, DType: dtype.Float16, Model: m, Compute: func(y []float64, _ function.Input) { clear(y) }}
	c := Case{Input: function.Logits(make([]float64, 3000))}
	if v, judged := Find("accuracy").Judge(new(Bench), s, &c); v != nil || judged {
		t.Errorf("judged %v: %v", judged, v)
	}
	s.Model.Outside, s.Model.Scheme, s.Model.Shift = false, impl.Quantised, impl.ShiftNone
	if v, judged := Find("accuracy").Judge(new(Bench), s, &c); v == nil || !judged {
		t.Errorf("ours: judged %v: %v", judged, v)
	}
}
