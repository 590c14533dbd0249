package reports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
)

// gateFormats is the renderers of gates.
func gateFormats() map[string]func(io.Writer, *Gate) error {
	return map[string]func(io.Writer, *Gate) error{
		"txt": func(w io.Writer, g *Gate) error { return GateTerminal(w, g, TerminalOptions{Width: 100}) },
		"all.txt": func(w io.Writer, g *Gate) error {
			return GateTerminal(w, g, TerminalOptions{Width: 100, All: true, Colour: true})
		},
		"md":     GateMarkdown,
		"github": GateGitHub,
		"xml":    GateJUnit,
	}
}

func gateText(t *testing.T, format string, g *Gate) string {
	t.Helper()
	var b bytes.Buffer
	if err := gateFormats()[format](&b, g); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGateGolden(t *testing.T) {
	for name, g := range map[string]*Gate{"gate": gated(), "gate-passing": passing(), "gate-hostile": hostileGate(), "gate-nothing": {Document: &gate.Document{Profile: "ieee", Arch: "amd64"}}} {
		for format := range gateFormats() {
			if name == "gate-hostile" && format == "all.txt" || name == "gate-nothing" && format != "txt" {
				continue // no more than the others show
			}
			t.Run(name+"."+format, func(t *testing.T) { golden(t, name+"."+format, []byte(gateText(t, format, g))) })
		}
	}
}

// TestGatePassingIsShort: where all is well there is little to read.
func TestGatePassingIsShort(t *testing.T) {
	if n := strings.Count(gateText(t, "txt", passing()), "\n"); n > 14 {
		t.Errorf("%d lines where all is well", n)
	}
	if s := gateText(t, "github", passing()); strings.Count(s, "\n") != 1 || !strings.HasPrefix(s, "::notice ") {
		t.Errorf("annotations where all is well: %s", s)
	}
}

// TestGateVerdict: every renderer says first what the verdict is, and never pass where
// something is not as allowed or could not be judged.
func TestGateVerdict(t *testing.T) {
	of := func(change func(e *gate.Implementation)) *Gate {
		g := passing()
		change(&g.Implementations[3])
		return g
	}
	verdict := func(v gate.Verdict) *Gate { return of(func(e *gate.Implementation) { e.Verdict = v }) }
	changed := func(k baseline.Kind) *Gate {
		g := passing()
		g.Changes = []baseline.Change{{Kind: k, Entry: baseline.Entry{Function: "softmax", Name: "a", DType: "b"}, Why: "why"}}
		return g
	}
	interrupted := passing()
	interrupted.Interrupted = true
	declining := passing()
	for i := range declining.Implementations {
		declining.Implementations[i].Verdict = gate.Unsupported
	}
	for _, tt := range []struct {
		name, want string
		g          *Gate
	}{
		{"all is well", gatePass, passing()},
		{"a failure", gateFail, verdict(gate.Fail)},
		{"a failure that is marked", gateFail, of(func(e *gate.Implementation) { e.Verdict, e.Unexpected = gate.Fail, true })},
		{"a known failure", gatePass, of(func(e *gate.Implementation) { e.Verdict, e.Expected = gate.Fail, "#12" })},
		{"more than a known failure", gateFail, of(func(e *gate.Implementation) { e.Verdict, e.Expected, e.Unexpected = gate.Fail, "#12", true })},
		{"no failure where one is known", gateFail, of(func(e *gate.Implementation) { e.Unexpected = true })},
		{"an error", gateNotJudged, verdict(gate.Error)},
		{"an error that is marked", gateNotJudged, of(func(e *gate.Implementation) { e.Verdict, e.Unexpected = gate.Error, true })},
		{"an unknown verdict", gateNotJudged, verdict("great")},
		{"no verdict", gateNotJudged, verdict("")},
		{"one declined", gateNotJudged, verdict(gate.Unsupported)},
		{"all declined", gateNotJudged, declining},
		{"nothing", gateNotJudged, &Gate{Document: &gate.Document{}}},
		{"interrupted", gateNotJudged, interrupted},
		{"worse than the baseline", gateFail, changed(baseline.Worse)},
		{"better than the baseline", gatePass, changed(baseline.Better)},
		{"not in the baseline", gatePass, changed(baseline.Added)},
		{"only in the baseline", gatePass, changed(baseline.Missing)},
		{"declined and in the baseline", gateFail, changed(baseline.Declined)},
		{"not measured any more", gateFail, changed(baseline.Unmeasured)},
		{"expected to fail", gateFail, changed(baseline.Unexpected)},
		{"everything at once", gateFail, gated()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if word, sentence := tt.g.verdict(); word != tt.want {
				t.Fatalf("%s, %s", word, sentence)
			}
			if s := gateText(t, "txt", tt.g); !strings.HasPrefix(s, tt.want+"  ") {
				t.Errorf("terminal: %s", s)
			}
			if s := gateText(t, "md", tt.g); !strings.HasPrefix(s, "**"+tt.want+"** ") {
				t.Errorf("Markdown: %s", s)
			}
			if s := gateText(t, "github", tt.g); strings.HasPrefix(s, "::error ") == (tt.want == gatePass) || !strings.Contains(s, "title=softulp%3A "+tt.want+"::") {
				t.Errorf("GitHub: %s", s)
			}
			if s := suites(t, tt.g); (s.Failures+s.Errors == 0) != (tt.want == gatePass) {
				t.Errorf("JUnit: %d failures and %d errors", s.Failures, s.Errors)
			}
		})
	}
}

// suites writes JUnit XML and reads it again.
func suites(t *testing.T, g *Gate) (s junit.Testsuites) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(gateText(t, "xml", g)))
	if err := d.Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestGateJUnit: totals are those of the tests, and each outcome is of its kind.
func TestGateJUnit(t *testing.T) {
	for name, g := range map[string]*Gate{"gated": gated(), "passing": passing(), "hostile": hostileGate(), "nothing": {Document: &gate.Document{}}} {
		s := suites(t, g)
		var tests, failures, errs, skipped int
		for _, suite := range s.Suites {
			for _, c := range suite.Testcases {
				tests++
				kinds := 0
				for n, r := range map[*int]*junit.Result{&failures: c.Failure, &errs: c.Error, &skipped: c.Skipped} {
					if r != nil {
						*n++
						kinds++
					}
				}
				if kinds > 1 || c.Name == "" || c.Classname == "" {
					t.Errorf("%s: test %+v", name, c)
				}
			}
		}
		if tests == 0 || s.Tests != tests || s.Failures != failures || s.Errors != errs || s.Skipped != skipped {
			t.Errorf("%s: %d tests, %d failures, %d errors, %d skipped, counted as %d, %d, %d and %d", name, tests, failures, errs, skipped, s.Tests, s.Failures, s.Errors, s.Skipped)
		}
	}
	failing := map[string]string{}
	for _, suite := range suites(t, gated()).Suites {
		for _, c := range suite.Testcases {
			if c.Failure != nil {
				failing[c.Classname+" "+c.Name] = c.Failure.Data
			}
		}
	}
	if len(failing) != 6 {
		t.Errorf("failures %v", failing)
	}
	if data := failing["softmax.float32 accuracy"]; !strings.Contains(data, "x = [0x1.63p+06 (88.75)]: got [NaN], exact [0x1p+00 (1)]\n$ softulp gate --cmd 'python3 a.py' --function softmax --dtype float32 --row=0x1.63p+06\n") {
		t.Errorf("accuracy: %q", data)
	}
}

// TestGateHostile: nothing that a program says breaks out of a line, a cell, a tag or a
// workflow command.
func TestGateHostile(t *testing.T) {
	for format := range gateFormats() {
		s := gateText(t, format, hostileGate())
		plain := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(s, "") // our colours
		for _, r := range plain {
			if r != '\n' && r != '\t' && !unicode.IsPrint(r) {
				t.Errorf("%s: %U", format, r)
			}
		}
		if !utf8.ValidString(s) {
			t.Errorf("%s: invalid UTF-8", format)
		}
		for line := range strings.Lines(plain) {
			command := strings.HasPrefix(strings.TrimLeft(line, " \t"), "::")
			ours := regexp.MustCompile(`^::(error|notice) title=[^:,\n]*::[^\r\n]*\n$`).MatchString(line)
			if command && (format != "github" || !ours) || strings.Contains(line, "##[") || strings.Contains(line, "##vso[") {
				t.Errorf("%s commands: %s", format, line)
			}
		}
		if format == "md" {
			for _, markup := range []string{"<script", "</td", "\n# h", "[a](http"} {
				if outside := regexp.MustCompile("(?s)````.*?````").ReplaceAllString(s, ""); strings.Contains(outside, markup) {
					t.Errorf("Markdown has %q", markup)
				}
			}
		}
		if len(s) > 1<<20 {
			t.Errorf("%s: %d bytes", format, len(s))
		}
	}
	hostile := suites(t, hostileGate())
	if n := len(hostile.Suites); n != 2 { // their names are cut to one
		t.Errorf("%d suites of programs and a baseline", n)
	}
}

// TestGateBounded: of many failures a summary stays below what GitHub takes, and no more
// annotations are written than it shows.
func TestGateBounded(t *testing.T) {
	g := gated()
	for i := range 1000 {
		e := g.Implementations[2]
		e.Name = fmt.Sprint("lib", i)
		g.Implementations = append(g.Implementations, e)
		g.Changes = append(g.Changes, g.Changes[1:5]...)
	}
	if n := len(gateText(t, "md", g)); n > 1<<20 {
		t.Errorf("a summary of %d bytes", n)
	}
	s := gateText(t, "github", g)
	if strings.Count(s, "::error ") != maxAnnotations || strings.Count(s, "::notice ") > maxAnnotations {
		t.Errorf("annotations:\n%s", s)
	}
}

// TestGateWidth: nothing but commands to copy is wider than asked.
func TestGateWidth(t *testing.T) {
	for _, g := range []*Gate{gated(), passing(), hostileGate()} {
		for _, width := range []int{80, 100, 160} {
			var b bytes.Buffer
			if err := GateTerminal(&b, g, TerminalOptions{Width: width, All: true}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				line = strings.TrimSuffix(line, "\n")
				if strings.HasPrefix(strings.TrimSpace(line), `\::`) {
					line = line[1:] // what keeps it from being a command
				}
				if n := utf8.RuneCountInString(line); n > width && !strings.HasPrefix(strings.TrimSpace(line), "$ ") {
					t.Errorf("width %d: a line of %d: %s", width, n, line)
				}
			}
		}
	}
}

// TestGateCommand: a command is shown whole or not at all.
func TestGateCommand(t *testing.T) {
	e := &gate.Implementation{Command: "softulp gate"}
	long := "softulp gate --row=" + strings.Repeat("0x1p+00,", 2000)
	for _, tt := range []struct{ of, want string }{
		{"softulp x", "softulp x"}, {"", "softulp gate"}, {long, "softulp gate"},
	} {
		if got := command(tt.of, e); got != tt.want {
			t.Errorf("%.40s is shown as %.40s", tt.of, got)
		}
	}
	if got := command(long, &gate.Implementation{Command: long}); got != "" {
		t.Errorf("shown as %.40s", got)
	}
}

// TestGateWriteErrors: a writer's error is returned.
func TestGateWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	for format, render := range gateFormats() {
		if err := render(failingWriter{full}, gated()); !errors.Is(err, full) {
			t.Errorf("%s: %v", format, err)
		}
	}
}
