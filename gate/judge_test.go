package gate

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/hazards"
)

var (
	float32s = impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	float64s = impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}
	halves   = impl.Arithmetic{Storage: dtype.Float16, Accumulate: dtype.Float32}
)

func find(t *testing.T, name string, fn function.Function) impl.Implementation {
	t.Helper()
	im, err := impl.Find(name, fn)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// spoiled is the shifted softmax whose answers spoil changes afterwards.
func spoiled(t *testing.T, spoil func(y, x []float64)) impl.Implementation {
	t.Helper()
	im := find(t, "shifted", function.Softmax)
	compute := im.Compute
	im.Name = "fake"
	im.Compute = func(a impl.Arithmetic, y []float64, in function.Input) {
		compute(a, y, in)
		spoil(y, in.X)
	}
	return im
}

// entryOf judges an implementation on rows, as a report does.
func entryOf(t *testing.T, im impl.Implementation, a impl.Arithmetic, o Options, rows ...hazards.Row) Implementation {
	t.Helper()
	one := newTally(&subject{im, a, im.Model(a), false})
	o.Workers = 1
	r := &run{ctx: context.Background(), o: &o, doc: &Document{}}
	if err := r.source(a.Storage, list("test", "", rows), []*tally{one}); err != nil {
		t.Fatal(err)
	}
	e := one.entry(&o, false)
	if _, err := json.Marshal(e); err != nil {
		t.Errorf("cannot be encoded: %v", err)
	}
	return e
}

func check(t *testing.T, e Implementation, property string) CheckResult {
	t.Helper()
	for _, c := range e.Checks {
		if c.Property == property {
			return c
		}
	}
	t.Fatalf("no check %q", property)
	return CheckResult{}
}

// plain are finite rows, special ones the profile decides.
func plain() []hazards.Row {
	return []hazards.Row{
		{Hazard: "flat", X: []float64{0, 0}},
		{Hazard: "steps", X: []float64{1, 2, 3}},
		{Hazard: "masked", X: []float64{0.5, math.Inf(-1), 0.25, -1}},
		{Hazard: "single", X: []float64{7}},
	}
}

func special() []hazards.Row {
	nan, inf := math.NaN(), math.Inf(1)
	return []hazards.Row{
		{Hazard: "nan", X: []float64{1, nan, 2}},
		{Hazard: "inf", X: []float64{1, inf, 2}},
		{Hazard: "all", X: []float64{-inf, -inf}},
		{Hazard: "empty", X: []float64{}},
	}
}

func isSpecial(x []float64) bool {
	m := math.Inf(-1)
	for _, v := range x {
		if v != v {
			return true
		}
		m = max(m, v)
	}
	return math.IsInf(m, 0)
}

func TestCorrectPasses(t *testing.T) {
	for _, name := range []string{"shifted", "online"} {
		for _, fn := range function.OfLogits() {
			im, err := impl.Find(name, fn)
			if err != nil {
				continue
			}
			for _, a := range []impl.Arithmetic{float64s, float32s, halves} {
				e := entryOf(t, im, a, Options{}, append(plain(), special()...)...)
				if e.Verdict != Pass || e.Unexpected || e.Expected != "" {
					t.Errorf("%s: %s, unexpected %t, expected %q: %s", e.Name, e.Verdict, e.Unexpected, e.Expected, e.Sentence)
				}
				if e.Rows != 8 || e.WrongClassRows != 0 || e.WorstClass != nil {
					t.Errorf("%s: %d rows, %d of the wrong class", e.Name, e.Rows, e.WrongClassRows)
				}
				want := 10 // the plain rows' elements
				switch fn {
				case function.LogSumExp:
					want = 4
				case function.LogSoftmax:
					want = 9 // −Inf where masked: nothing to measure
				}
				if e.Elements != want {
					t.Errorf("%s %s: %d elements, want %d", fn, e.Name, e.Elements, want)
				}
				for _, c := range e.Checks {
					if c.Verdict != Pass || c.Cases != 4 || c.Counterexample != nil {
						t.Errorf("%s: check %+v, want a pass on 4 cases", e.Name, c)
					}
				}
				if !(e.WorstOverAllowance <= 1) || !(e.MaxULP < 2) {
					t.Errorf("%s: max %g ulp, %g of the allowance", e.Name, e.MaxULP, e.WorstOverAllowance)
				}
			}
		}
	}
}

// TestFindings judges implementations that are wrong in one way each.
func TestFindings(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	finiteOnly := func(spoil func(y, x []float64)) func(y, x []float64) {
		return func(y, x []float64) {
			if !isSpecial(x) {
				spoil(y, x)
			}
		}
	}
	specialOnly := func(spoil func(y, x []float64)) func(y, x []float64) {
		return func(y, x []float64) {
			if isSpecial(x) {
				spoil(y, x)
			}
		}
	}
	fill := func(v float64) func(y, x []float64) {
		return func(y, _ []float64) {
			for i := range y {
				y[i] = v
			}
		}
	}
	widest := func(k int, spoil func(y []float64)) func(y, x []float64) {
		return func(y, x []float64) {
			if len(x) == k && !isSpecial(x) {
				spoil(y)
			}
		}
	}
	for _, test := range []struct {
		name           string
		spoil          func(y, x []float64)
		accuracy, edge Verdict
		wrongClassRows int
		at             string // in the sentence
		class          bool   // the answer to look at is one of the wrong class
		index          int
	}{
		{"NaN everywhere", finiteOnly(fill(nan)), Fail, Pass, 4, "test row 0 (flat, K = 2), answer 0", true, 0},
		{"one NaN", widest(3, func(y []float64) { y[2] = nan }), Fail, Pass, 1, "gives NaN for 0.665241 in test row 1 (steps, K = 3), answer 2", true, 2},
		{"Inf", widest(4, func(y []float64) { y[3] = inf }), Fail, Pass, 1, "test row 2 (masked, K = 4), answer 3", true, 3},
		{"negative Inf", widest(4, func(y []float64) { y[1] = -inf }), Fail, Pass, 1, "answer 1", true, 1},
		{"1 % high", widest(3, func(y []float64) { y[1] = float64(float32(y[1] * 1.01)) }), Fail, Pass, 0, "test row 1 (steps, K = 3), answer 1", false, 1},
		{"1 % low", widest(3, func(y []float64) { y[1] = float64(float32(y[1] * 0.99)) }), Fail, Pass, 0, "test row 1 (steps, K = 3), answer 1", false, 1},
		{"a mask that leaks", widest(4, func(y []float64) { y[1] = 0x1p-149 }), Fail, Pass, 0, "test row 2 (masked, K = 4), answer 1", false, 1},
		{"sign", widest(1, func(y []float64) { y[0] = -1 }), Fail, Pass, 0, "test row 3 (single, K = 1), answer 0", false, 0},
		{"numbers where NaN is due", specialOnly(fill(0)), Pass, Fail, 3, "gives 0 for NaN in test row 4 (nan, K = 3), answer 0", true, 0},
		{"a number where 0 is due", func(y, x []float64) {
			if len(x) == 3 && x[1] == inf {
				y[0], y[1], y[2] = 0.25, nan, 0
			}
		}, Pass, Fail, 0, "test row 5 (inf, K = 3), answer 0", false, 0},
		{"Inf at Inf", func(y, x []float64) {
			if len(x) == 3 && x[1] == inf {
				y[0], y[1], y[2] = 0, 1, 0 // what the profile limit has
			}
		}, Pass, Fail, 1, "gives 1 for NaN in test row 5 (inf, K = 3), answer 1", true, 1},
		{"both", fill(nan), Fail, Pass, 4, "test row 0", true, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := entryOf(t, spoiled(t, test.spoil), float32s, Options{}, append(plain(), special()...)...)
			if e.Verdict != Fail || !e.Unexpected || e.Expected != "" {
				t.Errorf("verdict %s, unexpected %t, expected %q, want an unexpected fail: %s", e.Verdict, e.Unexpected, e.Expected, e.Sentence)
			}
			if !strings.Contains(e.Sentence, test.at) {
				t.Errorf("sentence %q, want it to have %q", e.Sentence, test.at)
			}
			if e.WrongClassRows != test.wrongClassRows {
				t.Errorf("%d rows of the wrong class, want %d", e.WrongClassRows, test.wrongClassRows)
			}
			if (e.WorstClass != nil) != test.class {
				t.Errorf("WorstClass = %v", e.WorstClass)
			} else if test.class && (e.WorstClass.Index != test.index || e.WorstClass.ULP != 0 || e.WorstClass.Allowed != 0) {
				t.Errorf("WorstClass = %+v, want answer %d", e.WorstClass, test.index)
			}
			for property, want := range map[string]Verdict{"accuracy": test.accuracy, "edge-cases": test.edge} {
				c := check(t, e, property)
				if c.Verdict != want || (c.Counterexample != nil) != (want == Fail) {
					t.Errorf("check %+v, want %s", c, want)
				}
			}
			if e.Elements == 0 && !strings.HasPrefix(test.name, "NaN e") && test.name != "both" {
				t.Errorf("no element was measured")
			}
		})
	}
}

// TestNaNNeverPasses holds NaN against every function, dtype and row: a maximum
// that starts at 0 and is taken with fmax would call all of it correct.
func TestNaNNeverPasses(t *testing.T) {
	for _, fn := range function.OfLogits() {
		for _, a := range []impl.Arithmetic{float64s, float32s, halves,
			{Storage: dtype.BFloat16, Accumulate: dtype.Float32},
			{Storage: dtype.Float8E5M2, Accumulate: dtype.Float32},
			{Storage: dtype.Float8E4M3FN, Accumulate: dtype.Float32}} {
			im, err := impl.Find("shifted", fn)
			if err != nil {
				continue
			}
			nothing := im
			nothing.Compute = func(impl.Arithmetic, []float64, function.Input) {}
			nan := im
			nan.Compute = func(_ impl.Arithmetic, y []float64, _ function.Input) {
				for i := range y {
					y[i] = math.NaN()
				}
			}
			for i, fake := range []impl.Implementation{nothing, nan} {
				for _, row := range plain() {
					if !a.Storage.HasInf() && row.Hazard == "masked" {
						continue
					}
					e := entryOf(t, fake, a, Options{}, row)
					if e.Verdict != Fail || !e.Unexpected || e.WrongClassRows != 1 || e.Worst != nil || e.Elements != 0 {
						t.Errorf("%s %s, fake %d, row %s: %s, %d rows of the wrong class, %d elements: %s",
							fn, a, i, row.Hazard, e.Verdict, e.WrongClassRows, e.Elements, e.Sentence)
					}
					if e.WorstClass == nil || e.WorstClass.Got != "NaN" {
						t.Errorf("%s %s, fake %d, row %s: WorstClass = %+v", fn, a, i, row.Hazard, e.WorstClass)
					}
				}
			}
		}
	}
}

// TestWritesNothing makes sure that answers left over from the row before are
// not taken for this row's.
func TestWritesNothing(t *testing.T) {
	im := find(t, "shifted", function.Softmax)
	compute, calls := im.Compute, 0
	im.Compute = func(a impl.Arithmetic, y []float64, in function.Input) {
		if calls++; calls%2 == 1 {
			compute(a, y, in)
		}
	}
	row := plain()[1]
	e := entryOf(t, im, float32s, Options{}, row, row, row, row)
	if e.Verdict != Fail || e.WrongClassRows != 2 || e.Elements != 6 {
		t.Errorf("%s, %d rows of the wrong class, %d elements: want fail, 2, 6", e.Verdict, e.WrongClassRows, e.Elements)
	}
}

func TestPanic(t *testing.T) {
	im := spoiled(t, func(y, x []float64) {
		if len(x) == 3 && !isSpecial(x) {
			panic("index out of range")
		}
	})
	e := entryOf(t, im, float32s, Options{}, plain()...)
	if e.Verdict != Error || !e.Unexpected || e.Rows != 4 || !strings.Contains(e.Sentence, "panicked on test row 1") {
		t.Errorf("%s, unexpected %t, %d rows: %s", e.Verdict, e.Unexpected, e.Rows, e.Sentence)
	}
	im.Expected = func(impl.Arithmetic, function.Input) string { return "it is known to" }
	if e := entryOf(t, im, float32s, Options{}, plain()...); e.Verdict != Error || !e.Unexpected {
		t.Errorf("an expected panic: %s, unexpected %t, want error, true", e.Verdict, e.Unexpected)
	}
}

// TestSubnormal takes away the last binades: allowed only where the model
// flushes.
func TestSubnormal(t *testing.T) {
	row := hazards.Row{Hazard: "subnormal", X: []float64{0, -90, -95}}
	flush := func(y, _ []float64) {
		for i, v := range y {
			if v < 0x1p-126 {
				y[i] = 0
			}
		}
	}
	im := spoiled(t, flush)
	e := entryOf(t, im, float32s, Options{}, row)
	if e.Verdict != Fail || !e.Unexpected || e.WrongClassRows != 0 {
		t.Fatalf("%s, unexpected %t, %d rows of the wrong class: want fail, true, 0", e.Verdict, e.Unexpected, e.WrongClassRows)
	}
	// e^-90 = 8.19e-40 = 584709 · 2^-149, to three digits; 1 beside it in the sum is all.
	exact := math.Exp(-90) / 0x1p-149
	if w := e.Worst; w.Index != 1 || w.Got != "0x0p+00" || math.Abs(w.ULP-exact) > 1 {
		t.Errorf("worst is answer %d, got %s, %g ulp, want 1, 0, %g", w.Index, w.Got, w.ULP, exact)
	}
	if !(e.MaxULP > e.Worst.Allowed) || !(e.WorstOverAllowance > 1) {
		t.Errorf("%g ulp, allowed %g, ratio %g", e.MaxULP, e.Worst.Allowed, e.WorstOverAllowance)
	}
	model := im.Model
	im.Model = func(a impl.Arithmetic) impl.Model {
		m := model(a)
		m.FlushSubnormals = true
		return m
	}
	if e := entryOf(t, im, float32s, Options{}, row); e.Verdict != Pass {
		t.Errorf("with a model that flushes: %s: %s", e.Verdict, e.Sentence)
	}
}

func TestExpected(t *testing.T) {
	onSteps := func(_ impl.Arithmetic, in function.Input) string {
		if len(in.X) == 3 {
			return fmt.Sprintf("K is %d", len(in.X))
		}
		return ""
	}
	breakAt := func(k int) impl.Implementation {
		im := spoiled(t, func(y, x []float64) {
			if len(x) == k {
				y[0] *= 2
			}
		})
		im.Expected = onSteps
		return im
	}
	few := Options{Rows: hazards.DefaultRows - 1}
	for _, test := range []struct {
		name       string
		im         impl.Implementation
		o          Options
		verdict    Verdict
		expected   string
		unexpected bool
	}{
		{"fires and fails", breakAt(3), Options{}, Fail, "K is 3", false},
		{"fires and fails, few rows", breakAt(3), few, Fail, "K is 3", false},
		{"fires, fails elsewhere", breakAt(4), Options{}, Fail, "", true},
		{"fires, never fails", breakAt(0), Options{}, Pass, "K is 3", true},
		{"fires, never fails, few rows", breakAt(0), few, Pass, "", false},
		{"fires, never fails, user's rows", breakAt(0), Options{Input: &Input{}}, Pass, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := entryOf(t, test.im, float32s, test.o, plain()...)
			if e.Verdict != test.verdict || e.Expected != test.expected || e.Unexpected != test.unexpected {
				t.Errorf("%s, expected %q, unexpected %t, want %s, %q, %t: %s",
					e.Verdict, e.Expected, e.Unexpected, test.verdict, test.expected, test.unexpected, e.Sentence)
			}
		})
	}
	t.Run("fires and overflows, as may be", func(t *testing.T) {
		a := impl.Arithmetic{Storage: dtype.Float8E4M3FN, Accumulate: dtype.Float32}
		im := find(t, "shifted", function.LogSumExp)
		im.Compute = func(_ impl.Arithmetic, y []float64, _ function.Input) { y[0] = math.NaN() }
		im.Expected = func(impl.Arithmetic, function.Input) string { return "there is no infinity" }
		e := entryOf(t, im, a, Options{}, hazards.Row{X: []float64{448, 448}})
		if e.Verdict != Pass || e.Unexpected || e.WrongClassRows != 0 {
			t.Errorf("%s, unexpected %t: %s", e.Verdict, e.Unexpected, e.Sentence)
		}
	})
	t.Run("surprise beside an expected failure", func(t *testing.T) {
		im := spoiled(t, func(y, x []float64) { y[len(y)-1] *= 2 })
		im.Expected = onSteps
		e := entryOf(t, im, float32s, Options{}, plain()[1], plain()[0])
		if e.Verdict != Fail || !e.Unexpected || e.Expected != "" || !strings.Contains(e.Sentence, "row 1 (flat") {
			t.Errorf("%s, unexpected %t, expected %q: %s", e.Verdict, e.Unexpected, e.Expected, e.Sentence)
		}
	})
}

func TestNothingJudged(t *testing.T) {
	e := entryOf(t, find(t, "shifted", function.Softmax), float32s, Options{})
	if e.Verdict != Error || !e.Unexpected {
		t.Errorf("%s, unexpected %t, want error, true", e.Verdict, e.Unexpected)
	}
	for _, c := range e.Checks {
		if c.Verdict != Skip {
			t.Errorf("check %s: %s, want skip", c.Property, c.Verdict)
		}
	}
}

// TestVacuous takes the logarithm of a probability that underflows: no answer
// can be excluded, and that is no pass even of the right one.
func TestVacuous(t *testing.T) {
	im := find(t, "log-of-softmax", function.LogSoftmax)
	im.Compute = func(_ impl.Arithmetic, y []float64, in function.Input) { copy(y, in.X) } // right for that row
	im.Expected = nil
	row := hazards.Row{Hazard: "underflow", X: []float64{0, -200}}
	e := entryOf(t, im, float32s, Options{}, row)
	if e.Verdict != Fail || !e.Unexpected || e.VacuousElements != 1 || e.CorrectlyRounded != 1 || e.WorstOverAllowance > 1 ||
		!strings.Contains(e.Sentence, "vacuous") || !strings.Contains(e.Sentence, "test row 0 (underflow, K = 2), answer 1") {
		t.Errorf("%s, %d vacuous, %g correct: %s", e.Verdict, e.VacuousElements, e.CorrectlyRounded, e.Sentence)
	}
}
