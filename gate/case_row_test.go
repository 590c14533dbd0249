package gate

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/hazards"
	"github.com/softulp/softulp/properties/logits"
)

// drawn returns a row with what all functions take.
func drawn(x []float64, row int) *caseRow {
	c := &caseRow{source: "test", row: row, x: x}
	c.draw(1, dtype.Float32, function.All())
	return c
}

// TestDraw: what goes with a row is of the seed, the source and the row's number, and
// the same whichever functions are judged.
func TestDraw(t *testing.T) {
	x := []float64{1, 2, 2, 0.5, -3}
	distinct := map[string]bool{}
	for row := range 50 {
		c := drawn(x, row)
		if again := drawn(x, row); !reflect.DeepEqual(again, c) {
			t.Fatalf("row %d: %+v, then %+v", row, c, again)
		}
		one := &caseRow{source: "test", row: row, x: x}
		one.draw(1, dtype.Float32, []function.Function{function.SoftmaxVJP})
		if !slices.Equal(one.Cotangent, c.Cotangent) || one.Temperature != c.Temperature || one.Weights != nil {
			t.Fatalf("row %d: %+v alone, %+v with others", row, one, c)
		}
		other := &caseRow{source: "other", row: row, x: x}
		other.draw(1, dtype.Float32, function.All())
		if !reflect.DeepEqual(other.Drawn, c.Drawn) {
			distinct["source"] = true
		}
		other = &caseRow{source: "test", row: row, x: x}
		other.draw(2, dtype.Float32, function.All())
		if !reflect.DeepEqual(other.Drawn, c.Drawn) {
			distinct["seed"] = true
		}
		if !reflect.DeepEqual(drawn(x, row+1).Drawn, c.Drawn) {
			distinct["row"] = true
		}
	}
	if len(distinct) != 3 {
		t.Errorf("only %v makes a difference", distinct)
	}
}

// TestDrawLabel: the true class is the target where it is known, as it is of digits.
func TestDrawLabel(t *testing.T) {
	set, err := logits.Load("digits")
	if err != nil {
		t.Fatal(err)
	}
	all, err := (&Options{Seed: 1}).sources(dtype.Float32)
	if err != nil {
		t.Fatal(err)
	}
	if all[0].name != "digits" || !slices.Equal(all[0].targets, set.Targets) {
		t.Fatalf("%s with %d targets", all[0].name, len(all[0].targets))
	}
	c := &caseRow{x: []float64{1, 2, 3}, target: &set.Targets[0]}
	set.Targets[0] = 1
	c.draw(1, dtype.Float32, function.All())
	if c.Target != 1 || c.Aim(function.CrossEntropyGrad) != "label" {
		t.Errorf("target %d, %q", c.Target, c.Aim(function.CrossEntropyGrad))
	}
}

func TestAbout(t *testing.T) {
	c := drawn([]float64{1, 2}, 3)
	c.Label(1)
	for _, test := range []struct {
		hazard string
		fn     function.Function
		want   string
	}{
		{"ties", function.Softmax, "ties"},
		{"", function.Softmax, ""},
		{"ties", function.CrossEntropy, "ties, label"},
		{"", function.CrossEntropy, "label"},
	} {
		c.hazard = test.hazard
		if got := c.about(test.fn); got != test.want {
			t.Errorf("%q, %s: %q, want %q", test.hazard, test.fn, got, test.want)
		}
	}
}

// TestShared: one input for all functions, two where there is a temperature, which
// functions of logits have not, and none for those that have something against theirs.
func TestShared(t *testing.T) {
	few := function.OfLogits()
	more := slices.DeleteFunc(function.All(), func(fn function.Function) bool { return !fn.TakesSides() })
	c := drawn([]float64{1, 2, 3}, 1)
	empty := drawn([]float64{}, 1)
	for _, test := range []struct {
		name        string
		c           *caseRow
		temperature float64
		widest      int
		fns         []function.Function
		want        [][]function.Function
	}{
		{"no temperature", c, 0, 0, function.All(), [][]function.Function{function.All()}},
		{"a temperature", c, 2, 0, function.All(), [][]function.Function{few, more}},
		{"a temperature for nobody", c, 2, 0, few, [][]function.Function{few}},
		{"for everybody", c, 2, 0, more, [][]function.Function{more}},
		{"as wide as may be", c, 2, 3, function.All(), [][]function.Function{few, more}},
		{"wider", c, 2, 2, function.All(), [][]function.Function{few}},
		{"no target", empty, 0, 0, []function.Function{function.Softmax, function.CrossEntropy, function.SoftmaxVJP},
			[][]function.Function{{function.Softmax, function.SoftmaxVJP}}},
	} {
		test.c.Temperature, test.c.widest = test.temperature, test.widest
		got := test.c.shared(test.fns)
		if len(got) != len(test.want) {
			t.Errorf("%s: %d inputs, want %d", test.name, len(got), len(test.want))
			continue
		}
		for i, s := range got {
			if !slices.Equal(s.fns, test.want[i]) {
				t.Errorf("%s: %v, want %v", test.name, s.fns, test.want[i])
			}
			if !s.fns[0].TakesSides() && s.in.T() != 1 {
				t.Errorf("%s: a softmax at the temperature %g", test.name, s.in.T())
			}
			for _, fn := range s.fns {
				if err := fn.Check(&s.in); err != nil {
					t.Errorf("%s: %v", test.name, err)
				}
			}
		}
	}
}

// TestLeftOut: rows that are too wide are not judged, and counted; where none is left,
// that is no finding. Functions of logits have them all.
func TestLeftOut(t *testing.T) {
	jacobian := find(t, "jacobian", function.SoftmaxVJP)
	wide := hazards.Row{X: make([]float64, jacobian.Widest+1)}
	e := entryOf(t, jacobian, float32s, Options{}, wide)
	if e.Verdict != Unsupported || e.Unexpected || e.Rows != 0 || e.LeftOut != 1 || e.Widest != jacobian.Widest || e.Sentence != "not judged on rows of more than 256 logits" {
		t.Errorf("too wide: %+v", e)
	}
	if e := entryOf(t, jacobian, float32s, Options{}, wide, hazards.Row{X: []float64{1}}); e.Rows != 1 || e.LeftOut != 1 {
		t.Errorf("one too wide: %+v", e)
	}
	if e := entryOf(t, find(t, "fused", function.CrossEntropy), float32s, Options{}, hazards.Row{X: []float64{}}); e.Verdict != Unsupported || e.Unexpected || e.LeftOut != 0 {
		t.Errorf("no logit: %+v", e)
	}
	c := drawn(make([]float64, 10), 1)
	c.widest = 9
	softmax := &subject{Implementation: find(t, "shifted", function.Softmax)}
	vjp := &subject{Implementation: find(t, "direct", function.SoftmaxVJP)}
	if why, _ := c.leaves(softmax); why != judged {
		t.Errorf("a softmax is left out: %d", why)
	}
	if why, widest := c.leaves(vjp); why != tooWide || widest != 9 {
		t.Errorf("a VJP: %d, %d", why, widest)
	}
	c.widest = 0
	if why, _ := c.leaves(vjp); why != judged {
		t.Errorf("a VJP on a row of the user: %d", why)
	}
	all, err := (&Options{Input: matrixOf(1, 2)}).sources(dtype.Float32)
	if err != nil || all[0].sidesWidest != 0 {
		t.Errorf("rows of the user end at %d, %v", all[0].sidesWidest, err)
	}
}

// TestWindow: the part of a wide row that is listed is around the answer, the target,
// or the beginning, and what goes with it is cut alike.
func TestWindow(t *testing.T) {
	in := function.Input{X: make([]float64, 1000), Target: 700, Temperature: 2, Smoothing: 0.5}
	for i := range in.X {
		in.X[i] = float64(i)
		in.Cotangent = append(in.Cotangent, -float64(i))
		in.Weights = append(in.Weights, float64(2*i))
	}
	for _, c := range []struct {
		fn          function.Function
		index, from int
	}{
		{function.LogSumExp, 0, 0},
		{function.Softmax, 500, 500 - MaxListed/2},
		{function.Softmax, 999, 1000 - MaxListed},
		{function.CrossEntropy, 0, 700 - MaxListed/2},
		{function.CrossEntropyGrad, 3, 0},
		{function.CrossEntropySoft, 0, 0},
		{function.SoftmaxVJP, 100, 100 - MaxListed/2},
		{function.CrossEntropySoftGrad, 100, 100 - MaxListed/2},
	} {
		w := around(c.fn, &in, c.index)
		s := w.sides(c.fn, &in)
		if x := w.list(in.X); w.from != c.from || len(x) != MaxListed || x[0] != hex(float64(c.from)) {
			t.Errorf("%s, answer %d: from %d, %v", c.fn, c.index, w.from, x)
		}
		switch {
		case !c.fn.TakesSides():
			if !reflect.DeepEqual(s, Sides{}) {
				t.Errorf("%s: %+v", c.fn, s)
			}
			continue
		case s.Temperature != "0x1p+01":
			t.Errorf("%s: temperature %q", c.fn, s.Temperature)
		}
		if c.fn.TakesTarget() != (s.Target != nil && *s.Target == 700 && s.Smoothing == "0x1p-01") {
			t.Errorf("%s: %+v", c.fn, s)
		}
		for list, of := range map[*[]string][]float64{&s.Cotangent: in.Cotangent, &s.Weights: in.Weights} {
			v, _ := c.fn.Vector(&in)
			if takes := v != nil && &(*v)[0] == &of[0]; takes != (len(*list) == MaxListed && (*list)[1] == hex(of[c.from+1])) {
				t.Errorf("%s: %+v", c.fn, s)
			}
		}
	}
	short := function.Input{X: []float64{1, math.Inf(-1)}, Cotangent: []float64{3, 4}}
	w := around(function.SoftmaxVJP, &short, 1)
	if got := w.list(short.X); !slices.Equal(got, []string{"0x1p+00", "-Inf"}) {
		t.Errorf("%v", got)
	}
	if s := w.sides(function.SoftmaxVJP, &short); s.Temperature != "" || len(s.Cotangent) != 2 {
		t.Errorf("%+v", s)
	}
}

// TestRounded: a row of numbers of the dtype is taken as it is, any other is copied.
func TestRounded(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, f := range dtype.All() {
		fits := []float64{0, math.Copysign(0, -1), 1, -f.Max(), f.MinSubnormal()}
		if got := rounded(fits, f); &got[0] != &fits[0] {
			t.Errorf("%v: copied", f)
		}
		for _, v := range []float64{0x1.0000000000001p0, 1e300, 1e-300, nan, inf} {
			row := append(slices.Clone(fits), v)
			got := rounded(row, f)
			for i, v := range row {
				if want := f.Round(v); math.Float64bits(got[i]) != math.Float64bits(want) && !(want != want && got[i] != got[i]) {
					t.Errorf("%v: %v is rounded to %v, want %v", f, v, got[i], want)
				}
			}
			if want := row[len(row)-1]; math.Float64bits(want) != math.Float64bits(v) {
				t.Errorf("%v: the user's %v is now %v", f, v, want)
			}
		}
		if got := rounded(nil, f); len(got) != 0 {
			t.Errorf("%v: %v of nothing", f, got)
		}
	}
}
