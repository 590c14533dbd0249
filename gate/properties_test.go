package gate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// TestProperties: every entry is held against every property, and those of the
// right implementations fail none.
func TestProperties(t *testing.T) {
	o := Options{Seed: 3, Rows: 60, Implementations: []string{"shifted", "online", "naive"}, DTypes: []dtype.Format{dtype.Float32, dtype.Float16}}
	doc, err := Report(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range doc.Implementations {
		if want := 2 + len(others()); len(e.Checks) != want {
			t.Errorf("%s, %s: %d checks, want %d", e.Name, e.Function, len(e.Checks), want)
		}
		passed := 0
		for _, c := range e.Checks[2:] {
			if c.Verdict == Fail || c.Verdict == Pass && c.Cases == 0 || c.Verdict == Skip && c.Cases > 0 || c.Why == "" {
				t.Errorf("%s, %s: %+v", e.Name, e.Function, c)
			}
			if c.Verdict == Pass {
				passed++
			}
		}
		if passed < 5 {
			t.Errorf("%s, %s: %d properties passed", e.Name, e.Function, passed)
		}
	}
}

// TestPropertyFinding: a kernel whose every answer is within its allowance, but not
// the same the second time, is a finding, with a row that shows it.
func TestPropertyFinding(t *testing.T) {
	im, calls := find(t, "shifted", function.Softmax), 0
	compute := im.Compute
	im.Compute = func(a impl.Arithmetic, y []float64, in function.Input) {
		compute(a, y, in)
		if calls++; calls%2 == 0 && len(y) > 2 && y[1] > 0.25 && y[1] < 0.5 {
			y[1] = dtype.Float32.NextUp(y[1])
		}
	}
	one := newTally(&subject{im, float32s, im.Model(float32s), false})
	r := &run{ctx: context.Background(), o: &Options{Seed: 1, Workers: 1}, doc: &Document{}}
	r.properties(dtype.Float32, []*tally{one})
	one.rows = 1
	e := one.entry(r.o, false)
	if e.Verdict != Fail || !e.Unexpected || !strings.Contains(e.Sentence, "answer 1") {
		t.Errorf("%s, unexpected %v: %s", e.Verdict, e.Unexpected, e.Sentence)
	}
	c := check(t, e, "determinism")
	if c.Verdict != Fail || c.Counterexample == nil || len(c.Counterexample.X) < 3 || len(c.Counterexample.X) > 8 {
		t.Errorf("%+v", c)
	}
}

// TestPropertyInput: with rows of the user, those are the cases.
func TestPropertyInput(t *testing.T) {
	r := &run{ctx: context.Background(), o: &Options{Seed: 1, Input: &Input{Name: "mine", Rows: 2, K: 2, Data: []float64{1, 2, 0.1, math.Inf(-1)}}}}
	cases := r.cases(function.Softmax, dtype.Float16)
	if len(cases) != 2 || cases[1].X[0] != dtype.Float16.Round(0.1) || cases[0].Hazard != "mine row 0" {
		t.Errorf("%+v", cases)
	}
	r.o.Input = &Input{Name: "wide", Rows: 1, K: propertyWidest + 1, Data: make([]float64, propertyWidest+1)}
	if cases := r.cases(function.Softmax, dtype.Float16); len(cases) != 0 {
		t.Errorf("%d cases of wide rows", len(cases))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	im := find(t, "shifted", function.Softmax)
	one := newTally(&subject{im, float32s, im.Model(float32s), false})
	r = &run{ctx: ctx, o: &Options{Seed: 1, Workers: 1}}
	r.properties(dtype.Float32, []*tally{one})
	if one.outcomes != nil {
		t.Error("an interrupted run judged")
	}
}

// TestHeld: each case is asked for by every property that has not failed before the next is;
// what is wrong once is wrong, also where asking again shows nothing.
func TestHeld(t *testing.T) {
	var asked []string
	property := func(name string, wrong func(c *properties.Case, time int) bool) *properties.Property {
		times := map[uint64]int{}
		return &properties.Property{Name: name, Check: func(_ *properties.Bench, _ *properties.Subject, c *properties.Case) *properties.Violation {
			if times[c.Seed]++; times[c.Seed] == 1 {
				asked = append(asked, fmt.Sprint(name, c.Seed))
			}
			if wrong(c, times[c.Seed]) {
				return &properties.Violation{Index: -1, Message: "it is wrong"}
			}
			return nil
		}}
	}
	by := []*properties.Property{
		property("never ", func(*properties.Case, int) bool { return false }),
		property("always ", func(c *properties.Case, _ int) bool { return c.Seed == 1 && len(c.X) > 1 }),
		property("once ", func(c *properties.Case, time int) bool { return c.Seed == 2 && time == 1 }),
	}
	var cases []properties.Case
	for seed := range uint64(4) {
		cases = append(cases, properties.Case{Input: function.Logits([]float64{3, 2, 1}), Seed: seed})
	}
	s := &properties.Subject{Function: function.Softmax, DType: dtype.Float32}
	calls := 0
	stop := func() bool { calls++; return false }
	out := held(new(properties.Bench), s, by, cases, shrinkChecks, stop)
	want := []string{"never 0", "always 0", "once 0", "never 1", "always 1", "once 1", "never 2", "once 2", "never 3"}
	if !slices.Equal(asked, want) || calls != len(want) {
		t.Errorf("%d asked: %q, want %q", calls, asked, want)
	}
	for i, w := range []struct {
		judged, at, k int // k logits where it failed
	}{{4, 0, 0}, {2, 1, 2}, {3, 2, 3}} {
		if o := out[i]; o.Judged != w.judged || o.At != w.at || len(o.Case.X) != w.k || (o.Violation != nil) != (w.k > 0) {
			t.Errorf("%s: %+v, want %+v", by[i].Name, o, w)
		}
	}
	left := 5
	out = held(new(properties.Bench), s, by, cases, shrinkChecks, func() bool { left--; return left < 0 })
	if out[0].Judged != 2 || out[2].Judged != 1 {
		t.Errorf("stopped after 5: %+v", out)
	}
}
