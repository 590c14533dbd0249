package gate

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// softmax32 is a right softmax in float32.
func softmax32(y, x []float32) {
	if len(x) == 0 {
		return
	}
	m := x[0]
	for _, v := range x {
		if v > m || v != v {
			m = v
		}
	}
	var s float32
	for i, v := range x {
		y[i] = float32(math.Exp(float64(v - m)))
		s += y[i]
	}
	for i := range y {
		y[i] /= s
	}
}

// rows makes a function of float32 rows a program.
func rows(f func(y, x []float32)) *Program {
	return &Program{Name: "mine", Version: "1", Function: function.Softmax, DType: dtype.Float32, Model: DefaultModel(dtype.Float32),
		Start: func(b *Batch) func() error {
			for i := range b.Rows {
				in, x, y := b.Input(i), make([]float32, b.K), make([]float32, b.K)
				for k := range x {
					x[k] = float32(in.X[k])
				}
				f(y, x)
				for k, v := range y {
					b.Answer(i)[k] = float64(v)
				}
			}
			return func() error { return nil }
		}}
}

// judged judges a program on some rows.
func judgedAlone(t *testing.T, p *Program, o JudgeOptions) *Implementation {
	t.Helper()
	if o.Rows == 0 {
		o.Rows = 200
	}
	d, err := Judge(context.Background(), []*Program{p}, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Implementations) != 1 {
		t.Fatalf("%d entries", len(d.Implementations))
	}
	return &d.Implementations[0]
}

func TestJudgeRight(t *testing.T) {
	e := judgedAlone(t, rows(softmax32), JudgeOptions{Seed: 1})
	if e.Verdict != Pass || e.Unexpected || e.Name != "mine" || e.Version != "1" || e.Accumulate != "float32" || e.Profile != "ieee" {
		t.Errorf("%+v", e)
	}
	if e.Deterministic == nil || !*e.Deterministic || e.BatchInvariant == nil || !*e.BatchInvariant {
		t.Errorf("deterministic %v, batch-invariant %v", e.Deterministic, e.BatchInvariant)
	}
	if e.Wrong.Any() || e.Declined != 0 || len(e.Faults) != 0 || len(e.Widths) < 7 {
		t.Errorf("%+v", e)
	}
	total := 0
	for _, w := range e.Widths {
		total += w.Elements
	}
	if total != e.Elements {
		t.Errorf("%d elements by width, %d in all", total, e.Elements)
	}
	for _, c := range e.Checks {
		if c.Verdict == Fail {
			t.Errorf("%s: %s", c.Property, c.Why)
		}
	}
}

// TestJudgeWrong: what is wrong is found by the check that is about it, with an input
// as simple as it gets.
func TestJudgeWrong(t *testing.T) {
	calls := 0
	var last float32
	for _, c := range []struct {
		name, check string
		f           func(y, x []float32)
		most        int // logits of the counterexample
	}{
		{"no shift", "accuracy", func(y, x []float32) {
			var s float32
			for i, v := range x {
				y[i] = float32(math.Exp(float64(v)))
				s += y[i]
			}
			for i := range y {
				y[i] /= s
			}
		}, 2},
		{"NaN is passed over", "edge-cases", func(y, x []float32) {
			z := make([]float32, len(x))
			for i, v := range x {
				if z[i] = v; v != v {
					z[i] = 0
				}
			}
			softmax32(y, z)
		}, 2},
		{"the tail is left out", "accuracy", func(y, x []float32) {
			softmax32(y, x[:len(x)-len(x)%4])
			for i := len(x) - len(x)%4; i < len(x); i++ {
				y[i] = 0
			}
		}, 1},
		{"now and then", "determinism", func(y, x []float32) {
			softmax32(y, x)
			if calls++; calls%3 == 0 && len(y) > 1 {
				y[0] = math.Nextafter32(y[0], 0.5)
			}
		}, 0},
		{"what was there before", "batch-invariance", func(y, x []float32) {
			softmax32(y, x)
			if last != last && len(y) > 1 {
				y[0] = math.Nextafter32(y[0], 0.5)
			}
			if last = 0; len(x) > 0 {
				last = x[0]
			}
		}, 0},
		{"-0", "accuracy", func(y, x []float32) {
			softmax32(y, x)
			for i := range y {
				if y[i] == 0 {
					y[i] = float32(math.Copysign(0, -1))
				}
			}
		}, 2},
		{"flushed", "accuracy", func(y, x []float32) {
			softmax32(y, x)
			for i := range y {
				if y[i] < 0x1p-126 {
					y[i] = 0
				}
			}
		}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := judgedAlone(t, rows(c.f), JudgeOptions{Seed: 1, Command: func(*Program) string { return "softulp gate mine" }})
			check := checkOn(e, c.check)
			if e.Verdict != Fail || !e.Unexpected || check == nil || check.Verdict != Fail || check.Counterexample == nil {
				t.Fatalf("%s; %+v", e.Sentence, check)
			}
			if n := len(check.Counterexample.X); c.most > 0 && n > c.most {
				t.Errorf("counterexample of %d logits", n)
			}
			if !strings.HasPrefix(check.Counterexample.Command, "softulp gate mine --function softmax --dtype float32 ") {
				t.Errorf("command %q", check.Counterexample.Command)
			}
			switch {
			case c.name == "-0" && (e.Wrong.ZeroSign == 0 || *e.Wrong != Classes{ZeroSign: e.Wrong.ZeroSign}):
				t.Errorf("wrong zeros: %+v", e.Wrong)
			case c.name == "flushed" && (e.Wrong.Flushed == 0 || *e.Wrong != Classes{Flushed: e.Wrong.Flushed} || e.MaxULP > 1e4):
				t.Errorf("flushed: %+v, max %g ulp", e.Wrong, e.MaxULP)
			case c.check == "determinism" && (e.Deterministic == nil || *e.Deterministic):
				t.Error("deterministic")
			case c.check == "batch-invariance" && (e.BatchInvariant == nil || *e.BatchInvariant):
				t.Error("batch-invariant")
			}
		})
	}
}

// TestJudgeProfile: a program that has another profile is told so.
func TestJudgeProfile(t *testing.T) {
	masked := func(y, x []float32) {
		softmax32(y, x)
		for _, v := range x {
			if !math.IsInf(float64(v), -1) {
				return
			}
		}
		clear(y)
	}
	e := judgedAlone(t, rows(masked), JudgeOptions{Seed: 1})
	if c := checkOn(e, "edge-cases"); e.Verdict != Fail || e.FitsProfile != "masked-zero" || !strings.Contains(c.Why, "--profile masked-zero") {
		t.Errorf("%s, fits %q: %+v", e.Sentence, e.FitsProfile, c)
	}
	p := rows(masked)
	p.Profile = "masked-zero"
	if e := judgedAlone(t, p, JudgeOptions{Seed: 1}); e.Verdict != Pass || e.Profile != "masked-zero" {
		t.Errorf("judged by its profile: %s", e.Sentence)
	}
}

// TestJudgeUnanswered: what is declined is no pass, and what fails is an error.
func TestJudgeUnanswered(t *testing.T) {
	declines := func(from int) *Program {
		p := rows(softmax32)
		start := p.Start
		p.Start = func(b *Batch) func() error {
			if b.K >= from {
				return func() error { return &Declined{Reason: "too wide"} }
			}
			return start(b)
		}
		return p
	}
	if e := judgedAlone(t, declines(0), JudgeOptions{Seed: 1}); e.Verdict != Unsupported || !strings.Contains(e.Sentence, "too wide") {
		t.Errorf("%+v", e)
	}
	e := judgedAlone(t, declines(100), JudgeOptions{Seed: 1})
	if e.Verdict != Pass || e.Declined == 0 || !strings.Contains(e.Sentence, fmt.Sprintf("declined %d of %d: too wide", e.Declined, e.Declined+e.Rows)) {
		t.Errorf("%s", e.Sentence)
	}

	crashes := rows(softmax32)
	start := crashes.Start
	var asked atomic.Int64
	crashes.Start = func(b *Batch) func() error {
		asked.Add(1)
		if b.K == 7 {
			return func() error { return &Fault{Kind: FaultCrash, Message: "it crashed"} }
		}
		return start(b)
	}
	e = judgedAlone(t, crashes, JudgeOptions{Seed: 1})
	if e.Verdict != Error || !e.Unexpected || len(e.Faults) == 0 || e.Faults[0].Message != "it crashed" || e.Faults[0].Request == "" || e.Rows == 0 {
		t.Errorf("%+v", e)
	}
	crashes.Start = func(b *Batch) func() error {
		asked.Add(1)
		return func() error { return &Fault{Kind: FaultHang, Message: "it hangs", Fatal: true} }
	}
	asked.Store(0)
	if e = judgedAlone(t, crashes, JudgeOptions{Seed: 1}); e.Verdict != Error || asked.Load() > inFlight+8 {
		t.Errorf("asked %d times: %+v", asked.Load(), e)
	}
}

func TestJudgeExpected(t *testing.T) {
	masked := func(y, x []float32) {
		softmax32(y, x)
		if len(x) > 0 && math.IsInf(float64(x[0]), -1) && y[0] != y[0] {
			clear(y)
		}
	}
	x, err := ParseExpectation("softmax/edge-cases=rows of nothing but masks are 0")
	if err != nil {
		t.Fatal(err)
	}
	e := judgedAlone(t, rows(masked), JudgeOptions{Seed: 1, Expect: []Expectation{x}})
	if e.Verdict != Fail || e.Unexpected || e.Expected != x.Reason || checkOn(e, "edge-cases").Expected != x.Reason {
		t.Errorf("%+v", e)
	}
	e = judgedAlone(t, rows(softmax32), JudgeOptions{Seed: 1, Expect: []Expectation{x}})
	if e.Verdict != Pass || !e.Unexpected || !reflect.DeepEqual(e.Unmet, []string{"edge-cases"}) || !strings.Contains(e.Sentence, "was expected to fail and did not") {
		t.Errorf("%+v", e)
	}
	x.Function = function.LogSoftmax // of which there is nothing
	if e = judgedAlone(t, rows(softmax32), JudgeOptions{Seed: 1, Expect: []Expectation{x}}); e.Unexpected {
		t.Errorf("%+v", e)
	}
}

func TestParseExpectation(t *testing.T) {
	got, err := ParseExpectation("float32/first/softmax_vjp/ties= of a tail = of a vector ")
	want := Expectation{Check: "ties", Function: function.SoftmaxVJP, DType: "float32", Axis: First, Reason: "of a tail = of a vector"}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for _, s := range []string{"", "ties", "ties=", "softmax=why", "ties/order=why", "nosuch=why", "softmax/softmax/ties=why", "=why"} {
		if e, err := ParseExpectation(s); err == nil {
			t.Errorf("%q is %+v", s, e)
		}
	}
}

// TestJudgeMutation: an input that is written to in batches of several rows alone.
func TestJudgeMutation(t *testing.T) {
	p := rows(softmax32)
	start := p.Start
	p.Start = func(b *Batch) func() error {
		b.Mutated = b.Rows == 2
		return start(b)
	}
	e := judgedAlone(t, p, JudgeOptions{Seed: 1})
	if c := checkOn(e, "no-mutation"); e.Verdict != Fail || c.Verdict != Fail || !strings.Contains(c.Why, "softmax of 2 rows of ") {
		t.Errorf("%s: %+v", e.Sentence, c)
	}
	p.InPlace = true
	if e := judgedAlone(t, p, JudgeOptions{Seed: 1}); e.Verdict != Pass {
		t.Errorf("%s", e.Sentence)
	}
}

func TestJudgeBudget(t *testing.T) {
	e := judgedAlone(t, rows(softmax32), JudgeOptions{Seed: 1, MaxULP: 0.75})
	if c := checkOn(e, "budget"); e.Verdict != Fail || c.Verdict != Fail || c.Worst != e.MaxULP || c.Allowed != 0.75 || c.Counterexample == nil {
		t.Errorf("%+v", c)
	}
	e = judgedAlone(t, rows(softmax32), JudgeOptions{Seed: 1, MaxULP: 1e9})
	if c := checkOn(e, "budget"); e.Verdict != Pass || c.Verdict != Pass {
		t.Errorf("%+v", c)
	}
}

// TestJudgeDeterministic: the outcome is the same for any number of goroutines.
func TestJudgeDeterministic(t *testing.T) {
	var of [2]*Implementation
	for i, workers := range []int{1, 5} {
		of[i] = judgedAlone(t, rows(func(y, x []float32) {
			softmax32(y, x)
			if len(x) > 9 {
				y[9] += 0x1p-20
			}
		}), JudgeOptions{Seed: 3, Workers: workers})
	}
	if !reflect.DeepEqual(of[0], of[1]) {
		t.Errorf("%+v\n%+v", of[0], of[1])
	}
}

// TestJudgeCase: one input is judged as a counterexample's command asks for it.
func TestJudgeCase(t *testing.T) {
	wrong := rows(func(y, x []float32) {
		if softmax32(y, x); len(x) == 2 {
			y[0], y[1] = y[1], y[0]
		}
	})
	for x, want := range map[float64]Verdict{0: Pass, 1: Fail} {
		in := function.Logits([]float64{0, x})
		e := judgedAlone(t, wrong, JudgeOptions{Seed: 1, Case: &in})
		if e.Verdict != want || e.Rows != 1 {
			t.Errorf("%g: %+v", x, e)
		}
	}
	in := function.Input{X: []float64{1}, Target: 1}
	p := rows(softmax32)
	p.Function = function.CrossEntropy
	if _, err := Judge(context.Background(), []*Program{p}, JudgeOptions{Case: &in}); err == nil {
		t.Error("a target that is none is judged")
	}
}

func TestJudgeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	p := rows(func(y, x []float32) {
		if n++; n == 500 {
			cancel()
		}
		softmax32(y, x)
	})
	d, err := Judge(ctx, []*Program{p, p}, JudgeOptions{Seed: 1})
	if err != nil || !d.Interrupted || len(d.Implementations) != 1 || d.Implementations[0].Rows == 0 {
		t.Errorf("%v, %+v", err, d)
	}
}
