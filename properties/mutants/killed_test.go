package mutants

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// budget is how many cases a mutant may take. How long it takes is measured by make
// mutants.
const budget = 600

// casesOf returns the cases that right computations of a function in a dtype are judged
// on: those of the mutants, a third of them with -short, and of functions that take a
// vector, of whose answers more is asked.
func casesOf(fn function.Function, f dtype.Format) []properties.Case {
	if v, _ := fn.Vector(new(function.Input)); v != nil || testing.Short() {
		return properties.Cases(fn, f, 1, budget/3)
	}
	return properties.Cases(fn, f, 1, budget)
}

// killAll checks that a section's mutants fail, and logs what each fails at.
func killAll(t *testing.T, section string, mutants []Mutant) {
	t.Helper()
	for i := range mutants {
		m := &mutants[i]
		t.Run(m.Name, func(t *testing.T) {
			if m.Section != section || m.Severity == "" || m.About == "" || m.Source == "" {
				t.Errorf("%+v lacks something", m)
			}
			s, err := m.Subject()
			if err != nil {
				t.Fatal(err)
			}
			// Most need a few cases, and those are the first of more.
			first, took := killer(s, budget/4)
			if first == nil {
				s.Compute = m.New()
				first, took = killer(s, budget)
			}
			if first == nil {
				t.Fatalf("survives, %v", took)
			}
			checks := 2000
			if testing.Short() {
				checks = 100
			}
			small, v := properties.Shrink(first.Property, new(properties.Bench), s, first.Case, checks)
			t.Logf("killed by %s at case %d (%s), %.1f ms; %s%s: %v", first.Property.Name, first.At, first.Case.Hazard,
				float64(took.Microseconds())/1e3, printed(small.X), beside(m.Function, &small.Input), v)
		})
	}
}

// killer returns the first violation in n cases and how long it took to find.
func killer(s *properties.Subject, n int) (*properties.Outcome, time.Duration) {
	cases := properties.Cases(s.Function, s.DType, 1, n)
	start := time.Now()
	return properties.First(properties.Check(new(properties.Bench), s, cases, true)), time.Since(start)
}

// printed shows a row, cut where it is long.
func printed(x []float64) string {
	var b strings.Builder
	for i, v := range x {
		if i == 8 {
			fmt.Fprintf(&b, " … K = %d", len(x))
			break
		}
		fmt.Fprintf(&b, " %g", v)
	}
	return "x =" + b.String()
}

// beside shows what goes with a row.
func beside(fn function.Function, in *function.Input) string {
	var s string
	if fn.TakesTarget() {
		s += fmt.Sprintf(", target %d, smoothing %g", in.Target, in.Smoothing)
	}
	if v, name := fn.Vector(in); v != nil {
		s += ", " + name + printed(*v)[len("x ="):]
	}
	if in.T() != 1 {
		s += fmt.Sprintf(", T = %g", in.T())
	}
	return s
}

// onRows is the computation of a mutant on rows of logits alone.
func onRows(compute func(y []float64, in function.Input)) func(y, x []float64) {
	return func(y, x []float64) { compute(y, function.Logits(x)) }
}

// passes checks that a building block with nothing changed has every property, and
// the bits of implementation of in fn and a.
func passes(t *testing.T, name, of string, fn function.Function, a impl.Arithmetic, compute func(y, x []float64)) {
	t.Helper()
	passesOnInputs(t, name, of, fn, a, stateless(compute))
}

// passesOnInputs is passes for what takes more than logits.
func passesOnInputs(t *testing.T, name, of string, fn function.Function, a impl.Arithmetic, fresh func() func(y []float64, in function.Input)) {
	t.Helper()
	t.Run(name+"/"+string(fn)+"/"+a.String(), func(t *testing.T) {
		holdsOnInputs(t, of, fn, a, fresh)
		bitwiseOnInputs(t, of, fn, a, fresh(), casesOf(fn, a.Storage))
	})
}

// holds checks that a computation has every property, as implementation of in fn
// and a.
func holds(t *testing.T, of string, fn function.Function, a impl.Arithmetic, compute func(y, x []float64)) {
	t.Helper()
	holdsOnInputs(t, of, fn, a, stateless(compute))
}

func holdsOnInputs(t *testing.T, of string, fn function.Function, a impl.Arithmetic, fresh func() func(y []float64, in function.Input)) {
	t.Helper()
	m := Mutant{Name: "right", Of: of, Function: fn, Arithmetic: a, New: fresh}
	s, err := m.Subject()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range properties.Check(new(properties.Bench), s, casesOf(fn, s.DType), false) {
		if o.Violation != nil {
			t.Errorf("%s: case %d (%s, %s): %v", o.Property.Name, o.At, o.Case.Hazard, printed(o.Case.X), o.Violation)
		}
	}
}

// bitwise checks that a computation has the bits of implementation of in fn and a.
func bitwise(t *testing.T, of string, fn function.Function, a impl.Arithmetic, compute func(y, x []float64), cases []properties.Case) {
	t.Helper()
	bitwiseOnInputs(t, of, fn, a, function.OnLogits(compute), cases)
}

func bitwiseOnInputs(t *testing.T, of string, fn function.Function, a impl.Arithmetic, compute func(y []float64, in function.Input), cases []properties.Case) {
	t.Helper()
	im, err := impl.Find(of, fn)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		n := fn.Outputs(len(c.X))
		got, want := make([]float64, n), make([]float64, n)
		compute(got, c.Input)
		im.Compute(a, want, c.Input)
		if i := differ(got, want); i >= 0 {
			t.Fatalf("%s: %s: answer %d is %g, impl's is %g", c.Hazard, printed(c.X), i, got[i], want[i])
		}
	}
}

// differ returns the index at which two answers are not the same bits, NaN being
// one number, or −1.
func differ(got, want []float64) int {
	for i := range got {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) && (got[i] == got[i] || want[i] == want[i]) {
			return i
		}
	}
	return -1
}
