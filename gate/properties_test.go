package gate

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
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
