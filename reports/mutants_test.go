package reports

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// mutants is a matrix with every kind of row in it.
func mutants() *killmatrix.Matrix {
	suites := func(outcomes ...killmatrix.Outcome) map[string]killmatrix.Outcome {
		m := map[string]killmatrix.Outcome{}
		for i, name := range []string{"PyTorch", "ONNX", "XNNPACK", "oneDNN", "llama.cpp", "TFLite", "SciPy", "WebNN"} {
			m[name] = outcomes[i%len(outcomes)]
		}
		return m
	}
	row := func(name, severity, by string, cases int, ms float64, outcomes ...killmatrix.Outcome) killmatrix.Row {
		return killmatrix.Row{
			Name: name, Section: "A", Severity: severity, About: "the maximum is not subtracted", Source: "TensorFlow#4425", Of: "shifted",
			Function: "softmax", DType: "float32", Accumulate: "float32", KilledBy: by, Cases: cases, MS: ms,
			Why: "answer 1, 0.5, is too many ulps off the exact answer: 8 where 2 is allowed", Suites: suites(outcomes...),
			Counterexample: &killmatrix.Counterexample{X: []string{"0x0p+00", "0x1.62e43p+06"}, Seed: 3, Index: 1, Got: "0x1p-01", Exact: "0x1p-02"},
		}
	}
	alone := row("max-init-finite-sentinel/bfloat16-with-a-tail", "1e-5..1e-2 rel", "shift-invariance", 590, 900, killmatrix.Missed, killmatrix.Indiscriminate)
	alone.OnlySoftulp = true
	alone.Counterexample.X = []string{"-0x1p-126", "0x1.fffffep+127", "0x1p-149"}
	survivor := row("reciprocal-multiply", "subtle", "", 600, 1293.25, killmatrix.Missed)
	survivor.Why, survivor.Counterexample = "", nil
	void := row("void", "subtle", "", 9, 1, killmatrix.Missed)
	void.Void = "ties"
	equal := survivor
	equal.Name, equal.Equivalent = "the-same", "x − x is 0 in every format"
	m := &killmatrix.Matrix{
		Seed: 7, Cases: 600, Killed: 2, OnlySoftulp: 1,
		Findings: []string{"mutant reciprocal-multiply survives 600 cases", "mutant void: ties fails on the correct implementation too: answer 1, 0.5, differs from the answer to an equal logit"},
		Rows:     []killmatrix.Row{row("no-max-sub", "catastrophic", "accuracy", 3, 0.125, killmatrix.Caught, killmatrix.NotApplicable), alone, survivor, equal, void},
	}
	for i, name := range []string{"PyTorch", "ONNX", "XNNPACK", "oneDNN", "llama.cpp", "TFLite", "SciPy", "WebNN"} {
		m.Suites = append(m.Suites, killmatrix.Suite{Name: name, Kills: 1 - i%2, Of: 5 - i%2, MS: float64(i) * 1.5})
	}
	return m
}

// hostileMutants is a matrix whose every string tries to break out.
func hostileMutants() *killmatrix.Matrix {
	s := hostile().Profile + strings.Repeat("x|", 500)
	m := mutants()
	m.Findings, m.NotJudged = []string{s, s}, []string{s}
	for i := range m.Suites {
		m.Suites[i].Name = fmt.Sprint(i) + s
	}
	for i := range m.Rows {
		r := &m.Rows[i]
		r.Name, r.Section, r.Severity, r.About, r.Source, r.Of = s, s, s, s, s, s
		r.Function, r.DType, r.Accumulate, r.KilledBy, r.Void, r.Equivalent, r.Why = s, s, s, s, "", s, s
		r.Cases, r.MS = math.MaxInt32, 1e300
		r.Counterexample = &killmatrix.Counterexample{X: []string{s, s}, Got: s, Exact: s}
		r.Suites = map[string]killmatrix.Outcome{m.Suites[0].Name: killmatrix.Outcome(s)}
	}
	return m
}

func rendered(t *testing.T, render func(b *bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := render(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func terminalOf(t *testing.T, r *Results, o TerminalOptions) string {
	return rendered(t, func(b *bytes.Buffer) error { return Terminal(b, r, o) })
}

// TestMutantsGolden: the renderings of mutants behind a document of no entry.
func TestMutantsGolden(t *testing.T) {
	doc := &gate.Document{Schema: gate.Schema, Seed: 7, Profile: "ieee", Go: "go1.26", Arch: "amd64", Date: "2026-01-02T03:04:05Z"}
	r := &Results{doc, mutants()}
	cut := &Results{doc, mutants()}
	cut.Mutants.Killed, cut.Mutants.OnlySoftulp = 1, 0
	cut.Mutants.Rows, cut.Mutants.NotJudged, cut.Mutants.Findings = cut.Mutants.Rows[:1], []string{"exp-ftz", "void"}, nil
	none := &Results{doc, &killmatrix.Matrix{Seed: 7, Cases: 600, NotJudged: []string{"exp-ftz"}}}
	for name, render := range map[string]func(b *bytes.Buffer) error{
		"mutants.json":           func(b *bytes.Buffer) error { return JSON(b, r) },
		"mutants.md":             func(b *bytes.Buffer) error { return Markdown(b, r) },
		"mutants.txt":            func(b *bytes.Buffer) error { return Terminal(b, r, TerminalOptions{Width: 100}) },
		"mutants-all.txt":        func(b *bytes.Buffer) error { return Terminal(b, r, TerminalOptions{Width: 100, All: true}) },
		"mutants-narrow.txt":     func(b *bytes.Buffer) error { return Terminal(b, r, TerminalOptions{Width: 80, All: true}) },
		"mutants-wide.txt":       func(b *bytes.Buffer) error { return Terminal(b, r, TerminalOptions{Width: 200, All: true}) },
		"mutants-interrupted.md": func(b *bytes.Buffer) error { return Markdown(b, cut) },
		"mutants-interrupted.txt": func(b *bytes.Buffer) error {
			return Terminal(b, cut, TerminalOptions{Width: 100, Colour: true})
		},
		"mutants-none.txt":   func(b *bytes.Buffer) error { return Terminal(b, none, TerminalOptions{Width: 100}) },
		"mutants-none.md":    func(b *bytes.Buffer) error { return Markdown(b, none) },
		"mutants-hostile.md": func(b *bytes.Buffer) error { return Markdown(b, &Results{doc, hostileMutants()}) },
		"mutants-hostile.txt": func(b *bytes.Buffer) error {
			return Terminal(b, &Results{doc, hostileMutants()}, TerminalOptions{Width: 100, All: true})
		},
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, []byte(rendered(t, render))) })
	}
}

// TestMutantsAbsent: without mutants every rendering is what it was.
func TestMutantsAbsent(t *testing.T) {
	r := &Results{Document: document()}
	for _, s := range []string{
		rendered(t, func(b *bytes.Buffer) error { return JSON(b, r) }),
		rendered(t, func(b *bytes.Buffer) error { return Markdown(b, r) }),
		terminalOf(t, r, TerminalOptions{Width: 100, All: true}),
	} {
		if strings.Contains(s, "mutant") {
			t.Errorf("mutants in %s", s)
		}
	}
}

// TestMutantsWidth: nothing is wider than asked, whatever the strings, and no
// name is lost where lines are broken.
func TestMutantsWidth(t *testing.T) {
	for _, width := range []int{80, 81, 95, 96, 100, 120, 160} {
		for name, m := range map[string]*killmatrix.Matrix{"mutants": mutants(), "hostile": hostileMutants()} {
			text := terminalOf(t, &Results{&gate.Document{}, m}, TerminalOptions{Width: width, All: true})
			for i, line := range strings.Split(text, "\n") {
				if n := utf8.RuneCountInString(line); n > width {
					t.Errorf("%s, width %d: line %d has %d columns: %s", name, width, i+1, n, line)
				}
				if strings.TrimRight(line, " ") != line {
					t.Errorf("%s, width %d: line %d ends in blanks", name, width, i+1)
				}
			}
			for _, r := range text {
				if r != '\n' && !unicode.IsPrint(r) || r == utf8.RuneError {
					t.Fatalf("%s, width %d: %U", name, width, r)
				}
			}
		}
	}
}

// TestMutantsSaid: survivors are findings and what was not judged is said, at the
// head of a report as at its end.
func TestMutantsSaid(t *testing.T) {
	good := mutants()
	good.Findings = nil
	cut := mutants()
	cut.Findings, cut.NotJudged = nil, []string{"late", "later"}
	entries := &gate.Document{Implementations: []gate.Implementation{entry("a")}}
	failing := &gate.Document{Implementations: []gate.Implementation{entry("a")}}
	failing.Implementations[0].Verdict, failing.Implementations[0].Unexpected = gate.Fail, true
	tests := []struct {
		name          string
		r             Results
		failed, first string
		incomplete    bool
	}{
		{"all killed", Results{entries, good}, "Nothing failed unexpectedly.", "Nearest to its allowance is a/float32", false},
		{"survivors", Results{entries, mutants()}, "2 findings: mutant reciprocal-multiply survives 600 cases and mutant void: ties fails", "Look first at this: mutant reciprocal-multiply survives 600 cases.", false},
		{"survivors alone", Results{&gate.Document{}, mutants()}, "2 findings: ", "Look first at this: mutant rec", false},
		{"survivors and an entry", Results{failing, mutants()}, "3 findings: a/float32 (softmax), mutant", "Look first at a/float32", false},
		{"interrupted", Results{entries, cut}, "Nothing failed unexpectedly; 2 mutants were not judged.", "Nearest", true},
		{"interrupted before", Results{&gate.Document{Interrupted: true}, nil}, "Nothing", "There is nothing", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := summary(&tt.r)
			if !strings.HasPrefix(s[1], tt.failed) || !strings.HasPrefix(s[2], tt.first) {
				t.Errorf("summary %q, want %q and %q", s, tt.failed, tt.first)
			}
			if tt.r.Incomplete() != tt.incomplete {
				t.Errorf("incomplete: %t", tt.r.Incomplete())
			}
			text := terminalOf(t, &tt.r, TerminalOptions{Width: 100})
			if n := len(tt.r.mutantFindings()); (n > 0) != strings.Contains(text, "\nFINDING  mutants\n") {
				t.Errorf("%d findings in\n%s", n, text)
			}
			if tt.r.Mutants != nil && !strings.Contains(text, "2 of 5 mutants killed, 1 of them by no other suite; seed 7") {
				t.Errorf("no count in\n%s", text)
			}
		})
	}
}

// TestMutantsNotJudged: every mutant that was not judged is named, however many.
func TestMutantsNotJudged(t *testing.T) {
	m := mutants()
	for i := range 200 {
		m.NotJudged = append(m.NotJudged, fmt.Sprintf("mutant-number-%03d", i))
	}
	r := &Results{&gate.Document{}, m}
	for _, text := range []string{
		terminalOf(t, r, TerminalOptions{Width: 100}),
		rendered(t, func(b *bytes.Buffer) error { return Markdown(b, r) }),
	} {
		for _, name := range m.NotJudged {
			if !strings.Contains(text, name) {
				t.Errorf("no %s", name)
			}
		}
	}
}
