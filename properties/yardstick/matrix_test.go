package yardstick

import (
	"math"
	"reflect"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/peers"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

func TestMatrix(t *testing.T) {
	m, _ := fixed()
	m.Left = []string{"late"}
	k := m.Matrix(map[string]string{"survivor": "a choice", "late": "a choice"})
	if k.Seed != 1 || k.Cases != 600 || k.Killed != 4 || k.OnlySoftulp != 2 || len(k.Rows) != 6 || !reflect.DeepEqual(k.NotJudged, m.Left) {
		t.Errorf("matrix %+v", k)
	}
	if want := []killmatrix.Suite{{Name: "PyTorch", Kills: 1, Of: 6, MS: 1.5}, {Name: "SciPy", Kills: 1, Of: 2, MS: 40}}; !reflect.DeepEqual(k.Suites, want) {
		t.Errorf("suites %+v, want %+v", k.Suites, want)
	}
	if len(k.Findings) != 1 || k.Findings[0][:11] != "mutant void" {
		t.Errorf("findings %q", k.Findings)
	}
	if got := k.Rows[0].Suites; got["PyTorch"] != killmatrix.Caught || got["SciPy"] != killmatrix.NotApplicable || len(got) != 2 {
		t.Errorf("suites of row 0: %v", got)
	}
	if got := k.Rows[2].Suites["PyTorch"]; got != killmatrix.Indiscriminate {
		t.Errorf("row 2: %q", got)
	}
	if got := k.Rows[1]; got.KilledBy != "accuracy" || got.Cases != 17 || got.MS != 120 || !got.OnlySoftulp || got.Suites["SciPy"] != killmatrix.Missed {
		t.Errorf("row 1: %+v", got)
	}
	if got := k.Rows[4]; got.KilledBy != "" || got.Cases != 600 || got.Counterexample != nil || got.Equivalent != "a choice" {
		t.Errorf("survivor: %+v", got)
	}
	if got := k.Rows[5]; got.KilledBy != "" || got.Void != "ties" || got.OnlySoftulp {
		t.Errorf("void: %+v", got)
	}
}

// TestCounterexample: what is written of a case, for each kind of violation.
func TestCounterexample(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name string
		x    []float64
		v    properties.Violation
		want killmatrix.Counterexample
	}{
		{"accuracy", []float64{0, -90}, properties.Violation{Index: 1, Got: 0, Exact: 0x1p-130},
			killmatrix.Counterexample{X: []string{"0x0p+00", "-0x1.68p+06"}, Index: 1, Got: "0x0p+00", Exact: "0x1p-130"}},
		{"of no one answer", []float64{0.5}, properties.Violation{Index: -1},
			killmatrix.Counterexample{X: []string{"0x1p-01"}, Index: -1}},
		{"ties", []float64{1, 1}, properties.Violation{Index: 1, Got: 0.5, Exact: nan},
			killmatrix.Counterexample{X: []string{"0x1p+00", "0x1p+00"}, Index: 1, Got: "0x1p-01"}},
		{"NaN is due, infinity", []float64{math.Inf(1)}, properties.Violation{Got: 1, Exact: nan},
			killmatrix.Counterexample{X: []string{"+Inf"}, Got: "0x1p+00", Exact: "NaN"}},
		{"NaN is due, NaN", []float64{nan, 2}, properties.Violation{Got: 1, Exact: nan},
			killmatrix.Counterexample{X: []string{"NaN", "0x1p+01"}, Got: "0x1p+00", Exact: "NaN"}},
		{"NaN is due, all masked", []float64{math.Inf(-1)}, properties.Violation{Got: 1, Exact: nan},
			killmatrix.Counterexample{X: []string{"-Inf"}, Got: "0x1p+00", Exact: "NaN"}},
		{"NaN for a number", []float64{2}, properties.Violation{Got: nan, Exact: 1},
			killmatrix.Counterexample{X: []string{"0x1p+01"}, Got: "NaN", Exact: "0x1p+00"}},
		{"no number of the dtype", []float64{2}, properties.Violation{Got: 1 + 0x1p-40},
			killmatrix.Counterexample{X: []string{"0x1p+01"}, Got: "0x1.0000000001p+00"}},
		{"an empty row", nil, properties.Violation{Got: 0, Exact: math.Inf(-1)},
			killmatrix.Counterexample{X: []string{}, Got: "0x0p+00", Exact: "-Inf"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := Kill{Shrunk: properties.Case{Input: function.Logits(tt.x), Seed: 3}, Violation: &tt.v}
			tt.want.Seed = 3
			if got := k.data(function.Softmax, dtype.Float32); !reflect.DeepEqual(*got, tt.want) {
				t.Errorf("got %+v, want %+v", *got, tt.want)
			}
		})
	}
}

// TestCounterexampleSides: with the row goes what the function takes, and nothing else.
func TestCounterexampleSides(t *testing.T) {
	in := function.Input{X: []float64{1, 2}, Target: 1, Cotangent: []float64{3, 4}, Weights: []float64{5, 6}, Temperature: 0.5, Smoothing: 0.25}
	x, target := []string{"0x1p+00", "0x1p+01"}, 1
	g, p := []string{"0x1.8p+01", "0x1p+02"}, []string{"0x1.4p+02", "0x1.8p+02"}
	for fn, want := range map[function.Function]killmatrix.Counterexample{
		function.Softmax:              {X: x},
		function.CrossEntropy:         {X: x, Target: &target, Temperature: "0x1p-01", Smoothing: "0x1p-02"},
		function.LogSoftmaxVJP:        {X: x, Cotangent: g, Temperature: "0x1p-01"},
		function.CrossEntropySoftGrad: {X: x, Weights: p, Temperature: "0x1p-01"},
	} {
		k := Kill{Shrunk: properties.Case{Input: in}, Violation: &properties.Violation{Index: -1}}
		want.Index = -1
		if got := k.data(fn, dtype.Float32); !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: got %+v, want %+v", fn, *got, want)
		}
	}
	k := Kill{Shrunk: properties.Case{Input: function.Logits(in.X)}, Violation: &properties.Violation{Index: -1}}
	if got := k.data(function.CrossEntropyGrad, dtype.Float32); got.Temperature != "" || got.Smoothing != "" || *got.Target != 0 {
		t.Errorf("without parameters: %+v", *got)
	}
}

// TestMatrixOfTable: the data of mutants that are really judged, twice the same but
// for the times.
func TestMatrixOfTable(t *testing.T) {
	var all [2]*killmatrix.Matrix
	for i := range all {
		m, err := Table(t.Context(), three(), peers.All()[:2], 1, 30, nil)
		if err != nil {
			t.Fatal(err)
		}
		k := m.Matrix(nil)
		for n := range k.Rows {
			k.Rows[n].MS = 0
		}
		for n := range k.Suites {
			k.Suites[n].MS = 0
		}
		all[i] = k
	}
	if !reflect.DeepEqual(all[0], all[1]) {
		t.Errorf("first %+v, then %+v", all[0], all[1])
	}
	k := all[0]
	if k.Killed != 2 || k.OnlySoftulp != 1 || !reflect.DeepEqual(k.Findings, []string{"mutant none survives 30 cases"}) {
		t.Errorf("%+v", k)
	}
	for i, name := range []string{"gross", "slight", "none"} {
		r := &k.Rows[i]
		if r.Name != name || r.Section != "Z" || r.Severity != "subtle" || r.About == "" || r.Source != "synthetic" || r.Of != "shifted" ||
			r.Function != string(function.Softmax) || r.DType != "float32" || r.Accumulate != "float32" {
			t.Errorf("row %+v", r)
		}
		if c := r.Counterexample; (c == nil) != (name == "none") || c != nil && (r.Why == "" || len(c.X) == 0 || c.Index >= 0 && c.Got == c.Exact) {
			t.Errorf("%s: %q, %+v", name, r.Why, c)
		}
	}
}
