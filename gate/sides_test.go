package gate

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/hazards"
)

// sided returns the functions that take more than logits.
func sided() []function.Function {
	return slices.DeleteFunc(function.All(), func(fn function.Function) bool { return !fn.TakesSides() })
}

// narrow returns generated rows of at most 40 logits.
func narrow(f dtype.Format) []hazards.Row {
	return slices.DeleteFunc(hazards.Default(f, 1, 300), func(r hazards.Row) bool { return len(r.X) > 40 })
}

// TestSidesPass: losses and gradients of honest algorithms are within their allowances
// but where that must be expected, and rows of convention are answered as it wants.
func TestSidesPass(t *testing.T) {
	for _, fn := range sided() {
		for _, im := range impl.Of(fn) {
			for _, a := range []impl.Arithmetic{float64s, float32s, halves} {
				rows := narrow(a.Storage)
				if rows = rows[:100]; testing.Short() {
					rows = rows[:30]
				}
				e := entryOf(t, im, a, Options{Rows: len(rows)}, append(rows, special()...)...)
				if e.Unexpected || e.Verdict != Pass && e.Expected == "" {
					t.Errorf("%s %s: %s, %s", fn, e.Name, e.Verdict, e.Sentence)
				}
				if n := len(rows) + len(special()); e.Rows < n-2 || e.Rows > n || e.LeftOut != 0 { // less those of no logit
					t.Errorf("%s %s: %d rows of %d, %d left out", fn, e.Name, e.Rows, n, e.LeftOut)
				}
			}
		}
	}
}

// TestSidesFindings: kernels that forget a part of their input are findings, and what
// shows it comes with all of it.
func TestSidesFindings(t *testing.T) {
	temperature := func(in *function.Input) { in.Temperature = 0 }
	smoothing := func(in *function.Input) { in.Smoothing = 0 }
	target := func(in *function.Input) { in.Target = len(in.X) - 1 - in.Target }
	double := func(v []float64) []float64 {
		w := make([]float64, len(v))
		for i, x := range v {
			w[i] = 2 * x
		}
		return w
	}
	for _, c := range []struct {
		name, of string
		fn       function.Function
		forget   func(in *function.Input)
	}{
		{"no temperature", "fused", function.CrossEntropy, temperature},
		{"no temperature", "direct", function.SoftmaxVJP, temperature},
		{"no temperature", "direct", function.CrossEntropySoftGrad, temperature},
		{"no smoothing", "fused", function.CrossEntropy, smoothing},
		{"no smoothing", "p-minus-one", function.CrossEntropyGrad, smoothing},
		{"another target", "fused", function.CrossEntropy, target},
		{"another target", "minus-sum", function.CrossEntropyGrad, target},
		{"twice the cotangent", "direct", function.LogSoftmaxVJP, func(in *function.Input) { in.Cotangent = double(in.Cotangent) }},
		{"twice the weights", "fused", function.CrossEntropySoft, func(in *function.Input) { in.Weights = double(in.Weights) }},
	} {
		im := find(t, c.of, c.fn)
		compute := im.Compute
		im.Compute = func(a impl.Arithmetic, y []float64, in function.Input) {
			c.forget(&in)
			compute(a, y, in)
		}
		e := entryOf(t, im, float32s, Options{}, narrow(dtype.Float32)...)
		if e.Verdict != Fail || !e.Unexpected {
			t.Errorf("%s, %s: %s, unexpected %t: %s", c.name, c.fn, e.Verdict, e.Unexpected, e.Sentence)
			continue
		}
		x := check(t, e, "accuracy").Counterexample // which may be one that is expected
		if x == nil || (x.Target != nil) != c.fn.TakesTarget() || x.Target == nil && len(x.Cotangent)+len(x.Weights) != len(x.X) {
			t.Errorf("%s, %s: shows %+v", c.name, c.fn, x)
		}
		w := e.Worst
		if w == nil || (w.Target != nil) != c.fn.TakesTarget() || w.Aim == "" ||
			c.name == "no temperature" && w.Temperature == "" || c.name == "no smoothing" && w.Smoothing == "" {
			t.Errorf("%s, %s: shows %+v", c.name, c.fn, w)
		}
	}
}

// TestSidesJSON: a result has what its function takes, and nothing that it does not.
func TestSidesJSON(t *testing.T) {
	c := drawn([]float64{1, 2, 2.5}, 1)
	c.Temperature, c.Smoothing = 2, 0.5
	c.Label(0)
	for fn, want := range map[function.Function][]string{
		function.Softmax:              nil,
		function.LogSumExp:            nil,
		function.CrossEntropy:         {"smoothing", "target", "temperature"},
		function.CrossEntropyGrad:     {"smoothing", "target", "temperature"},
		function.SoftmaxVJP:           {"cotangent", "temperature"},
		function.LogSoftmaxVJP:        {"cotangent", "temperature"},
		function.CrossEntropySoft:     {"temperature", "weights"},
		function.CrossEntropySoftGrad: {"temperature", "weights"},
	} {
		in := c.input(fn)
		part := around(fn, &in, 0)
		text, err := json.Marshal(Counterexample{X: part.list(in.X), Sides: part.sides(fn, &in)})
		if err != nil {
			t.Fatal(err)
		}
		var keys map[string]any
		if err := json.Unmarshal(text, &keys); err != nil {
			t.Fatal(err)
		}
		for _, always := range []string{"x", "got", "exact", "seed"} {
			delete(keys, always)
		}
		if got := slices.Sorted(maps.Keys(keys)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", fn, got, want)
		}
	}
}
