package peers

import (
	"slices"
	"testing"

	"github.com/softulp/softulp/gate"
)

// check returns a failing check with a counterexample.
func check(property string, c gate.Counterexample) gate.CheckResult {
	c.Command = "softulp gate --row"
	return gate.CheckResult{Property: property, Verdict: gate.Fail, Counterexample: &c}
}

// outcome is of a library with one finding, on softmax, and one entry that fails checks.
func outcome(of string, checks ...gate.CheckResult) *Outcome {
	return &Outcome{Library: naive(Finding{Of: of, Kind: Defect, Text: "wrong"}),
		Document: &gate.Document{Implementations: []gate.Implementation{
			{Function: "softmax", DType: "float64", Verdict: gate.Fail, Command: "softulp gate", Checks: checks}}}}
}

func TestExampleIsWhatShowsMost(t *testing.T) {
	inBatch := check("accuracy", gate.Counterexample{X: []string{"1"}, Seed: "digits row 1"})
	truncated := check("order", gate.Counterexample{X: []string{"1"}, Truncated: true})
	simple := check("edge-cases", gate.Counterexample{X: []string{"1", "2"}, Seed: "made simple from a row of digits row 1"})
	padding := check("padding", gate.Counterexample{X: []string{"1"}})
	for _, c := range []struct {
		of      string
		checks  []gate.CheckResult
		check   string
		command string
	}{
		{"softmax/accuracy,order,edge-cases,padding", []gate.CheckResult{inBatch, truncated, padding, simple}, "edge-cases", "softulp gate --row"},
		{"softmax/accuracy,order,padding,edge-cases", []gate.CheckResult{inBatch, truncated, padding, simple}, "padding", "softulp gate --row"},
		{"softmax/accuracy,order", []gate.CheckResult{inBatch, truncated}, "order", "softulp gate --row"},
		{"softmax/accuracy", []gate.CheckResult{inBatch, truncated}, "accuracy", "softulp gate"},
	} {
		s, ok := outcome(c.of, c.checks...).show(&outcome(c.of).Library.Findings[0])
		if !ok || s.Check != c.check || s.Example.Command != c.command {
			t.Errorf("%s: %s by %q, want %s by %q", c.of, s.Check, s.Example.Command, c.check, c.command)
		}
	}
	if _, ok := outcome("log_softmax/accuracy", inBatch).show(&Finding{Of: "log_softmax/accuracy"}); ok {
		t.Error("a finding on another function is shown")
	}
}

func TestCrashesAreKnown(t *testing.T) {
	o := outcome("softmax/faults,accuracy")
	e := &o.Document.Implementations[0]
	e.Verdict, e.Sentence, e.Faults = gate.Error, "could not be judged: it crashed", []gate.Fault{{Message: "it crashed"}}
	if o.news(true); len(o.News) > 0 {
		t.Errorf("news %q of a crash that is known", o.News)
	}
	r := o.result()
	if len(r.Findings) != 1 || r.Findings[0].Check != "faults" || r.Findings[0].Example.Got[0] != e.Sentence {
		t.Errorf("findings %+v", r.Findings)
	}
	if kinds := r.kinds(&r.Entries[0]); kinds != "defect" || !slices.Equal(r.Entries[0].Failing, []string{"faults"}) {
		t.Errorf("%s, failing %q", kinds, r.Entries[0].Failing)
	}
	o.Library.Findings = nil
	if o.news(true); len(o.News) != 1 {
		t.Errorf("news %q of a crash that nothing is known of", o.News)
	}
}

func TestKindsOfAnEntry(t *testing.T) {
	o := outcome("softmax/accuracy", check("accuracy", gate.Counterexample{}), check("ties", gate.Counterexample{}))
	o.news(true)
	r := o.result()
	if kinds := r.kinds(&r.Entries[0]); kinds != "new, defect" {
		t.Errorf("%q", kinds)
	}
	if len(o.News) != 1 {
		t.Errorf("news %q", o.News)
	}
}
