package html

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/signal"
)

// judged is a report on a few implementations, of which some fail as expected.
var judged = sync.OnceValues(func() (*gate.Document, error) {
	return gate.Report(context.Background(), gate.Options{Seed: 1, Rows: 60, Clock: true,
		Implementations: []string{"naive", "shifted", "compensated", "double-double", "fused"},
		Functions:       []function.Function{function.Softmax, function.CrossEntropy},
		DTypes:          []dtype.Format{dtype.Float32, dtype.Float16}})
})

// results is a copy of it, with mutants.
func results(t *testing.T) *reports.Results {
	t.Helper()
	d, err := judged()
	if err != nil {
		t.Fatal(err)
	}
	c := *d
	c.Implementations = append([]gate.Implementation{}, d.Implementations...)
	return &reports.Results{Document: &c, Mutants: &killmatrix.Matrix{Seed: 1, Cases: 600, Killed: 2, OnlySoftulp: 1,
		Suites: []killmatrix.Suite{{Name: "PyTorch", Kills: 1, Of: 2, MS: 3}, {Name: "ONNX", Of: 1, MS: 1}},
		Rows: []killmatrix.Row{
			{Name: "no-max-sub", Severity: "catastrophic", Of: "shifted", Function: "softmax", DType: "float32", Accumulate: "float32", KilledBy: "accuracy", Cases: 3, MS: 1,
				Why: "too far off", Suites: map[string]killmatrix.Outcome{"PyTorch": killmatrix.Caught, "ONNX": killmatrix.Missed},
				Counterexample: &killmatrix.Counterexample{X: []string{"0x1p+07"}, Got: "NaN", Exact: "0x1p+00"}},
			{Name: "tail-skipped", Severity: "subtle", Of: "shifted", Function: "softmax", DType: "float16", Accumulate: "float32", KilledBy: "padding", Cases: 12, MS: 2,
				OnlySoftulp: true, Suites: map[string]killmatrix.Outcome{"PyTorch": killmatrix.Missed}},
		}}}
}

// laboratory is a report of an experiment with a curve.
func laboratory() *signal.Report {
	return &signal.Report{Seed: 1, Results: []*signal.Result{{Name: "margin", Title: "Where it dies", Question: "At which margin?",
		Findings: []signal.Finding{{Name: "a", Sentence: "It dies at 17.", Holds: true, Command: "softulp signal --experiment margin"}, {Name: "b", Sentence: "It lives.", Command: "softulp signal"}},
		Tables:   []signal.Table{{Title: "Deaths", Left: 1, Columns: []string{"format", "margin"}, Rows: [][]string{{"float32", "17"}, {"float16", "7.6"}}}},
		Figures: []signal.Figure{{Name: "margin-loss", Title: "How wrong", XLabel: "margin", YLabel: "relative error", LogY: true, Alt: "It rises.",
			Series: []signal.Series{{Name: "fused", X: []float64{0, 1, 2}, Y: []float64{1e-7, 1e-6, 1e-4}}}}}}}}
}

// wholePage is all that a page may show.
func wholePage(t *testing.T) *Page {
	return &Page{Title: "softulp: accuracy report", Results: results(t), Signal: laboratory(),
		Sections: []Section{{Title: "The worst input", Text: []string{"Found after 10 tries."}, Command: "softulp search shifted", Tables: laboratory().Results[0].Tables}}}
}

// written writes a page into a folder of the test.
func written(t *testing.T, p *Page) string {
	t.Helper()
	dir := t.TempDir()
	if err := Write(dir, p); err != nil {
		t.Fatal(err)
	}
	return dir
}

// hostile is a text that breaks out of whatever does not escape it.
const hostile = `"'><img src=x onerror=pwned()><script>pwned()</script></script></style></title></svg><!--{{.}}` + "\x00\x1b[31m\u202e`${pwned()}`"

// hostilePage has it wherever text comes from outside.
func hostilePage(t *testing.T) *Page {
	p := wholePage(t)
	d := p.Results.Document
	d.Profile, d.Go, d.Arch, d.Date = hostile, hostile, hostile, hostile
	d.Sources = append([]gate.Source{}, d.Sources...)
	for i := range d.Sources {
		d.Sources[i].Name, d.Sources[i].About = hostile, hostile
	}
	side := gate.Sides{Cotangent: []string{hostile}, Weights: []string{hostile}, Temperature: hostile, Smoothing: hostile}
	bad := &gate.Worst{Source: hostile, Hazard: hostile, Aim: hostile, K: 3, X: []string{hostile, "0x1p+00", hostile}, Sides: side, Got: hostile, Exact: hostile,
		ULP: 3, Allowed: 2, Command: hostile}
	for i := range d.Implementations {
		e := &d.Implementations[i]
		// Two of each group, so that there are groups of more than one.
		e.Name, e.Function, e.DType, e.Accumulate = fmt.Sprint(i)+hostile, fmt.Sprint(i/2)+hostile, hostile, hostile
		e.Version, e.Sentence, e.Expected, e.Axis, e.Profile, e.FitsProfile = hostile, hostile, hostile, hostile, hostile, hostile
		e.Worst, e.WorstClass = bad, bad
		e.Checks = []gate.CheckResult{{Property: hostile, Verdict: gate.Fail, Why: hostile, Counterexample: &gate.Counterexample{X: []string{hostile}, Sides: side,
			Got: []string{hostile}, Exact: []string{hostile}, Seed: hostile}}, {Property: hostile, Verdict: gate.Pass, Why: hostile}}
		e.Faults = []gate.Fault{{Kind: hostile, Message: hostile, Request: hostile}}
		c := *e.Curves
		c.Hazards.Name = append([]string{}, c.Hazards.Name...)
		for j := range c.Hazards.Name {
			c.Hazards.Name[j] = fmt.Sprint(j) + hostile
		}
		e.Curves = &c
		if i == 0 {
			e.Unexpected = true
		}
	}
	m := p.Results.Mutants
	m.Findings = []string{hostile}
	m.Suites[0].Name = hostile
	for i := range m.Rows {
		r := &m.Rows[i]
		r.Name, r.Severity, r.Of, r.Function, r.DType, r.KilledBy, r.Why = hostile, hostile, hostile, hostile, hostile, hostile, hostile
		r.Suites = map[string]killmatrix.Outcome{hostile: killmatrix.Outcome(hostile)}
	}
	r := p.Signal.Results[0]
	r.Title, r.Question, r.Findings[0].Sentence, r.Findings[0].Command = hostile, hostile, hostile, hostile
	r.Tables[0].Title, r.Tables[0].Rows[0][0], r.Tables[0].Columns[0] = hostile, hostile, hostile
	f := &r.Figures[0]
	f.Name, f.Title, f.Alt, f.Series[0].Name, f.XLabel = hostile, hostile, hostile, hostile, hostile
	s := &p.Sections[0]
	s.Title, s.Text[0], s.Command = hostile, hostile, hostile
	p.Title = hostile
	return p
}
