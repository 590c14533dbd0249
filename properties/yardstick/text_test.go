package yardstick

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

var update = flag.Bool("update", false, "write the golden files anew")

// fixed is a result made by hand: one row of each kind.
func fixed() (*Mutants, *Implementations) {
	m := &Mutants{
		Seed: 1, Cases: 600, Suites: []string{"PyTorch", "SciPy"},
		SuiteTimes: []time.Duration{1500 * time.Microsecond, 40 * time.Millisecond},
	}
	add := func(name, severity string, k *Kill, ms int, peers ...Verdict) {
		r := Row{Kill: k, Time: time.Duration(ms) * time.Millisecond, Peers: peers}
		r.Mutant.Name, r.Mutant.Severity = name, severity
		m.Rows = append(m.Rows, r)
	}
	violation := &properties.Violation{Index: 1, Got: 0.5, Exact: 0.25, Size: 8, Allowed: 2, Message: "is too many ulps off the exact answer"}
	kill := func(property string, cases int, x ...float64) *Kill {
		return &Kill{Property: property, Cases: cases, Shrunk: properties.Case{Input: function.Logits(x)}, Violation: violation}
	}
	void := kill("ties", 9, 0.1)
	void.Correct = violation
	add("no-max-sub", "catastrophic", kill("accuracy", 3, 0, 88.72283935546875), 2, Caught, NotApplicable)
	add("exp-ftz", "subtle", kill("accuracy", 17, 0, -90), 120, Missed, Missed)
	add("wide", "subtle", kill("sum-to-one", 590, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 900, Indiscriminate, NotApplicable)
	add("long-numbers", "subtle", kill("order", 5, -1.1754943508222875e-38, 3.4028234663852886e+38, 1.401298464324817e-45), 1, Missed, Caught)
	add("survivor", "semantic", nil, 1400, Missed, NotApplicable)
	add("void", "subtle", void, 1, Missed, NotApplicable)
	c := &Implementations{
		Programs: 20, Seeds: 10, Cases: 150, Judged: 1234567,
		Findings: []Finding{
			{"online/float16+float16 softmax", "accuracy", 2, 7, violation},
			{"online/float16+float16 softmax", "ties", 2, 7, violation},
		},
		Peers: []struct{ Applicable, Failed int }{{12, 3}, {4, 0}},
	}
	return m, c
}

func TestTextGolden(t *testing.T) {
	m, c := fixed()
	var b strings.Builder
	if err := Text(&b, m, c, Findings(m, c, map[string]string{"exp-ftz": "flushing is allowed", "gone": "renamed"})); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "text.txt")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	for i, line := range strings.Split(b.String(), "\n") {
		if strings.TrimRight(line, " ") != line {
			t.Errorf("line %d ends in blanks", i+1)
		}
	}
}

// TestTextEmpty: nothing to judge is no reason to fail.
func TestTextEmpty(t *testing.T) {
	var b strings.Builder
	if err := Text(&b, &Mutants{}, &Implementations{}, nil); err != nil || !strings.Contains(b.String(), "0 of 0 mutants killed") {
		t.Errorf("error %v, text %q", err, b.String())
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestTextWriteError(t *testing.T) {
	full := errors.New("no space left on device")
	m, c := fixed()
	if err := Text(failingWriter{full}, m, c, nil); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

func TestFindings(t *testing.T) {
	m, c := fixed()
	got := Findings(m, c, map[string]string{"survivor": "semantic"})
	want := []string{
		"mutant void: ties fails on the correct implementation too: ",
		"correct implementation online/float16+float16 softmax: accuracy, seed 2, case 7: ",
		"correct implementation online/float16+float16 softmax: ties, seed 2, case 7: ",
	}
	if len(got) != len(want) {
		t.Fatalf("findings %q", got)
	}
	for i, w := range want {
		if !strings.HasPrefix(got[i], w) {
			t.Errorf("finding %d is %q, want %q…", i, got[i], w)
		}
	}
}
