package properties

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// planted is a property that fails where fails says so.
func planted(fails func(x []float64) bool) *Property {
	return &Property{Name: "planted", Check: func(_ *Bench, _ *Subject, c *Case) *Violation {
		if fails(c.X) {
			return &Violation{Index: -1, Message: fmt.Sprint(c.X)}
		}
		return nil
	}}
}

func TestShrink(t *testing.T) {
	s := &Subject{DType: dtype.Float32, Function: function.Softmax}
	x := make([]float64, 1000)
	for i := range x {
		x[i] = float64(float32(math.Sqrt(float64(i)) - 11.3))
	}
	x[700] = math.Inf(-1)
	for _, c := range []struct {
		name  string
		fails func(x []float64) bool
		want  func(x []float64) bool
	}{
		{"anything", func([]float64) bool { return true }, func(x []float64) bool { return len(x) == 0 }},
		{"three logits", func(x []float64) bool { return len(x) >= 3 }, func(x []float64) bool { return slices.Equal(x, []float64{0, 0, 0}) }},
		{"one above 10", func(x []float64) bool { return len(x) > 0 && slices.Max(x) > 10 },
			func(x []float64) bool { return len(x) == 1 && x[0] > 10 && x[0] <= 20 && x[0] == math.Trunc(x[0]) }},
		{"an absent term beside another", func(x []float64) bool {
			return len(x) > 1 && slices.Contains(x, math.Inf(-1)) && slices.Max(x) > -100
		}, func(x []float64) bool { return len(x) == 2 && (x[0] == 0 || x[1] == 0) }},
	} {
		p := planted(c.fails)
		got, v := Shrink(p, new(Bench), s, Case{Input: function.Logits(x), Seed: 1000}, 5000)
		if v == nil || !c.fails(got.X) || !c.want(got.X) || got.Seed > 2 {
			t.Errorf("%s: %v, seed %d, %v", c.name, got.X, got.Seed, v)
		}
		again, _ := Shrink(p, new(Bench), s, Case{Input: function.Logits(x), Seed: 1000}, 5000)
		if !slices.EqualFunc(got.X, again.X, same) {
			t.Errorf("%s: another time %v", c.name, again.X)
		}
		if len(x) != 1000 || x[3] == 0 {
			t.Errorf("%s: the case itself was changed", c.name)
		}
	}
	asked := 0
	p := planted(func(x []float64) bool { asked++; return len(x) > 900 })
	if _, v := Shrink(p, new(Bench), s, Case{Input: function.Logits(x)}, 10); v == nil || asked > 11 {
		t.Errorf("%d checks for a budget of 10, %v", asked, v)
	}
	if c, v := Shrink(planted(func([]float64) bool { return false }), new(Bench), s, Case{Input: function.Logits(x)}, 10); v != nil || len(c.X) != len(x) {
		t.Errorf("a case that does not fail: %v", v)
	}
}

// TestShrinkKernel: a kernel that drops the last of more than four terms is refuted
// by five equal logits.
func TestShrinkKernel(t *testing.T) {
	im, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	a := impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	s := Of(im, a)
	compute := s.Compute
	s.Compute = function.OnLogits(func(y, x []float64) {
		if len(x) > 4 {
			compute(y[:len(x)-1], function.Logits(x[:len(x)-1]))
			y[len(x)-1] = 0
			return
		}
		compute(y, function.Logits(x))
	})
	first := First(Check(new(Bench), s, Cases(s.Function, s.DType, 1, 200), true))
	if first == nil {
		t.Fatal("not found")
	}
	c, v := Shrink(first.Property, new(Bench), s, first.Case, 2000)
	if v == nil || len(c.X) > 6 {
		t.Errorf("%s: %v: %v", first.Property.Name, c.X, v)
	}
	for _, x := range c.X {
		if x != 0 {
			t.Errorf("%s: %v is not simple", first.Property.Name, c.X)
		}
	}
}
