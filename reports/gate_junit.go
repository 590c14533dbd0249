package reports

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/softulp/softulp/gate"
)

// GateJUnit writes what a gate found as JUnit XML: a suite for each program, in it a test
// for each property of each function, dtype and axis; and a suite for the baseline.
// Failures that are expected are skipped tests, what could not be judged is an error.
func GateJUnit(w io.Writer, g *Gate) error {
	word, sentence := g.verdict()
	all := junit.Testsuites{Name: clean("softulp: "+sentence, maxText), Time: fmt.Sprintf("%.3f", g.Seconds)}
	suites := map[string]*junit.Testsuite{}
	var order []string
	for i := range g.Implementations {
		e := &g.Implementations[i]
		name := program(e)
		if suites[name] == nil {
			s := &junit.Testsuite{Name: name, ID: len(order), Time: "0.000"}
			s.AddProperty("seed", fmt.Sprint(g.Seed))
			s.AddProperty("profile", clean(e.Profile, maxName))
			suites[name] = s
			order = append(order, name)
		}
		for _, c := range junitCases(e) {
			suites[name].AddTestcase(c)
		}
	}
	for _, name := range order {
		all.AddSuite(*suites[name])
	}
	if len(g.Changes) > 0 {
		all.AddSuite(junitBaseline(g, len(order)))
	}
	// What no entry says: that nothing was judged, or only a part.
	if word == gateNotJudged && all.Errors == 0 {
		s := junit.Testsuite{Name: "softulp", ID: len(all.Suites), Time: "0.000"}
		s.AddTestcase(junit.Testcase{Name: "judged", Classname: "softulp", Error: &junit.Result{Message: clean(sentence, maxText)}})
		all.AddSuite(s)
	}
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	if err := all.WriteXML(&b); err != nil {
		return fmt.Errorf("results as JUnit XML: %w", err)
	}
	_, err := w.Write(unsaidLines(b.Bytes()))
	return err
}

// junitCases returns the tests of an entry: its checks and, where none of them says what
// the entry comes to, one that does.
func junitCases(e *gate.Implementation) (all []junit.Testcase) {
	class := clean(e.Function+"."+e.DType, maxName)
	if e.Axis != "" {
		class += "." + clean("axis-"+e.Axis, maxName)
	}
	add := func(name string, change func(c *junit.Testcase)) {
		c := junit.Testcase{Name: clean(name, maxName), Classname: class}
		change(&c)
		all = append(all, c)
	}
	failed := false
	for i := range e.Checks {
		c := &e.Checks[i]
		add(c.Property, func(test *junit.Testcase) {
			r := &junit.Result{Message: clean(c.Why, maxText)}
			switch {
			case c.Verdict == gate.Pass:
			case c.Verdict == gate.Skip:
				test.Skipped = r
			case c.Verdict == gate.Fail && (c.Expected != "" || stands(e) == knownFailure):
				why := c.Expected
				if why == "" {
					why = e.Expected
				}
				test.Skipped = &junit.Result{Message: clean("fails as expected: "+why, maxText)}
			case c.Verdict == gate.Fail:
				r.Message, r.Data = failure(c), junitData(c, e)
				test.Failure = r
				failed = true
			default:
				test.Error = r
			}
		})
	}
	sentence := &junit.Result{Message: clean(e.Sentence, maxText)}
	switch s := stands(e); {
	case s == notJudged:
		for _, f := range faults(e) {
			sentence.Data += f + "\n"
		}
		add("judged", func(c *junit.Testcase) { c.Error = sentence })
	case s == declined:
		add("judged", func(c *junit.Testcase) { c.Skipped = sentence })
	case s == notAllowed && !failed:
		sentence.Data = junitEvidence(evidenceOf(e))
		add("verdict", func(c *junit.Testcase) { c.Failure = sentence })
	}
	return all
}

// junitData is what shows that a check fails.
func junitData(c *gate.CheckResult, e *gate.Implementation) string {
	if x := c.Counterexample; x != nil {
		return junitEvidence([]evidence{{"", clean(counterexample(x), maxText), command(x.Command, e)}})
	}
	return junitEvidence(evidenceOf(e))
}

func junitEvidence(all []evidence) string {
	var b strings.Builder
	for _, x := range all {
		fmt.Fprintf(&b, "%s\n", x.text)
		if x.command != "" {
			fmt.Fprintf(&b, "$ %s\n", x.command)
		}
	}
	return b.String()
}

// junitBaseline is the suite of what differs from the baseline, a test for each line.
func junitBaseline(g *Gate, id int) junit.Testsuite {
	s := junit.Testsuite{Name: "baseline", ID: id, Time: "0.000"}
	for _, c := range g.Changes {
		name := c.Entry.String()
		if c.K != "" {
			name += "/k=" + c.K
		}
		if c.Unit != "" {
			name += " " + string(c.Unit)
		}
		test := junit.Testcase{Name: clean(name, maxText), Classname: "baseline"}
		if c.Finding() {
			test.Failure = &junit.Result{Message: clean(c.String(), maxText), Type: string(c.Kind)}
		} else {
			test.Skipped = &junit.Result{Message: clean(c.String(), maxText), Type: string(c.Kind)}
		}
		s.AddTestcase(test)
	}
	return s
}
