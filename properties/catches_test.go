package properties

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// program returns an implementation in float32.
func program(t *testing.T, name string, fn function.Function) *Subject {
	t.Helper()
	im, err := impl.Find(name, fn)
	if err != nil {
		t.Fatal(err)
	}
	return Of(im, impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32})
}

// broken is a program with a defect, and in how many of 200 cases of at most 200
// logits the property must find it.
type broken struct {
	name     string
	property string
	of       string
	function function.Function
	// compute has the program compute, and what the defect does to it.
	compute func(compute func(y []float64, in function.Input), y []float64, in function.Input)
	least   int
}

// catches holds a property against a defect and against the program without it.
func catches(t *testing.T, tests []broken) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.property+"/"+tt.name+"/"+string(tt.function), func(t *testing.T) {
			s, p := program(t, tt.of, tt.function), Find(tt.property)
			bad := *s
			bad.Compute = func(y []float64, in function.Input) { tt.compute(s.Compute, y, in) }
			b := new(Bench)
			judged, caught := 0, 0
			for _, c := range Cases(tt.function, s.DType, 5, 200) {
				if len(c.X) > 200 {
					continue
				}
				v, ok := p.Judge(b, s, &c)
				if v != nil {
					t.Errorf("%+v: the correct one: %v", c.Input, v)
				}
				if ok {
					judged++
				}
				if v, _ := p.Judge(b, &bad, &c); v != nil {
					caught++
				}
			}
			t.Logf("%d cases judged, %d catch it", judged, caught)
			if judged < tt.least || caught < tt.least {
				t.Errorf("%d cases judged, %d catch it, want %d", judged, caught, tt.least)
			}
		})
	}
}

// changed is a defect that changes answers, one after another.
func changed(change func(i int, y float64, in *function.Input) float64) func(func([]float64, function.Input), []float64, function.Input) {
	return func(compute func([]float64, function.Input), y []float64, in function.Input) {
		compute(y, in)
		for i, v := range y {
			y[i] = dtype.Float32.Round(change(i, v, &in))
		}
	}
}

// given is a defect that computes the right answer of another input.
func given(change func(in *function.Input)) func(func([]float64, function.Input), []float64, function.Input) {
	return func(compute func([]float64, function.Input), y []float64, in function.Input) {
		in.X, in.Cotangent, in.Weights = clone(in.X), clone(in.Cotangent), clone(in.Weights)
		change(&in)
		compute(y, in)
	}
}

func clone(v []float64) []float64 { return append([]float64(nil), v...) }

// first makes a change to the first answer alone.
func first(change func(y float64) float64) func(int, float64, *function.Input) float64 {
	return func(i int, y float64, _ *function.Input) float64 {
		if i == 0 {
			return change(y)
		}
		return y
	}
}

func times(by float64) func(y float64) float64 { return func(y float64) float64 { return by * y } }
