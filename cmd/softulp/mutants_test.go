package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/mutants"
	"github.com/softulp/softulp/properties/peers"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
	"github.com/softulp/softulp/reports"
)

// scaled is a mutant of the shifted softmax, every answer multiplied by the same
// number: by 1 it is equivalent.
func scaled(t *testing.T, name string, by float64) mutants.Mutant {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	a := impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	return mutants.Mutant{
		Name: name, Section: "Z", Severity: "subtle", About: "made up", Source: "synthetic", Of: "shifted", Function: function.Softmax, Arithmetic: a,
		New: mutants.OnLogits(func() func(y, x []float64) {
			return func(y, x []float64) {
				shifted.Compute(a, y, function.Logits(x))
				for i := range y {
					y[i] = dtype.Float32.Round(y[i] * by)
				}
			}
		}),
	}
}

// withMutants runs softulp report --mutants on a few.
func withMutants(t *testing.T, doc *gate.Document, list []mutants.Mutant, args ...string) result {
	t.Helper()
	suites := slices.DeleteFunc(peers.All(), func(s peers.Suite) bool { return s.Name != "PyTorch" && s.Name != "SciPy" })
	return runWith(t.Context(), judges{fake(doc), catalogue(list, suites, 20)}, append([]string{"report", "--mutants"}, args...)...)
}

func TestReportMutants(t *testing.T) {
	gross, slight, none := scaled(t, "gross", 1.1), scaled(t, "slight", 1+0x1p-21), scaled(t, "none", 1)
	nobodys := gross
	nobodys.Of = "nobody"
	finding := &gate.Document{Implementations: []gate.Implementation{{Name: "a/float32", Function: "softmax", Verdict: gate.Fail, Unexpected: true}}}
	cut := &gate.Document{Interrupted: true}
	tests := []struct {
		name   string
		doc    *gate.Document
		list   []mutants.Mutant
		status int
		stdout []string
		stderr string
	}{
		{"all killed", nil, []mutants.Mutant{gross, slight}, exitOK, []string{"2 of 2 mutants killed, 1 of them by no other suite; seed 5, at most 20 cases each.", "Nothing failed unexpectedly."}, ""},
		{"a survivor", nil, []mutants.Mutant{gross, none}, exitFinding, []string{"1 of 2 mutants killed, 0 of them", "1 finding: mutant none survives 20 cases.", "FINDING  mutants\n  mutant none survives 20 cases\n"}, ""},
		{"a finding elsewhere", finding, []mutants.Mutant{gross}, exitFinding, []string{"1 of 1 mutants killed", "1 finding: a/float32 (softmax)."}, ""},
		{"interrupted before", cut, []mutants.Mutant{gross}, exitFailed, []string{"Interrupted"}, "interrupted: the results are those of a part of the run"},
		{"of nothing", nil, []mutants.Mutant{nobodys}, exitFailed, nil, "mutant gross: unknown implementation"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := withMutants(t, tt.doc, tt.list, "--seed", "5")
			if r.status != tt.status {
				t.Errorf("status %d, want %d; %s", r.status, tt.status, r.stderr)
			}
			for _, want := range tt.stdout {
				if !strings.Contains(r.stdout, want) {
					t.Errorf("no %q in\n%s", want, r.stdout)
				}
			}
			if rest := strings.TrimPrefix(r.stderr, "softulp report: seed 5\n"); !strings.Contains(rest, tt.stderr) || tt.stderr == "" && rest != "" {
				t.Errorf("standard error %q, want %q", rest, tt.stderr)
			}
		})
	}
}

// TestReportMutantsOnlyIfAsked: nobody else waits for them.
func TestReportMutantsOnlyIfAsked(t *testing.T) {
	called := 0
	all := judges{fake(nil), func(_ context.Context, seed uint64, progress func(done, total int)) (*killmatrix.Matrix, error) {
		called++
		progress(1, 2)
		if seed != 7 {
			t.Errorf("seed %d", seed)
		}
		return &killmatrix.Matrix{Seed: seed}, nil
	}}
	r := runWith(t.Context(), all, "report", "--seed", "7")
	if r.status != exitOK || called != 0 || strings.Contains(r.stdout, "mutant") {
		t.Errorf("without the flag: %+v, called %d times", r, called)
	}
	r = runWith(t.Context(), all, "report", "--seed", "7", "--mutants")
	if r.status != exitOK || called != 1 || !strings.Contains(r.stdout, "0 of 0 mutants killed") {
		t.Errorf("with the flag: %+v, called %d times", r, called)
	}
	all.mutants = func(context.Context, uint64, func(done, total int)) (*killmatrix.Matrix, error) {
		return nil, errors.New("it broke")
	}
	if r = runWith(t.Context(), all, "report", "--mutants"); r.status != exitFailed || r.stdout != "" || !strings.Contains(r.stderr, "it broke") {
		t.Errorf("an error: %+v", r)
	}
}

// TestReportMutantsInterrupt: an interrupt leaves mutants, names them, and is no
// pass although all that were judged are killed.
func TestReportMutantsInterrupt(t *testing.T) {
	list := []mutants.Mutant{scaled(t, "gross", 1.1), scaled(t, "late", 1.1), scaled(t, "later", 1.1)}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	some := catalogue(list, nil, 5)
	interrupting := func(ctx context.Context, seed uint64, progress func(done, total int)) (*killmatrix.Matrix, error) {
		return some(ctx, seed, func(done, total int) {
			progress(done, total)
			cancel()
		})
	}
	file := filepath.Join(t.TempDir(), "r.json")
	r := runWith(ctx, judges{fake(nil), interrupting}, "report", "--mutants", "--json", file)
	if r.status != exitFailed || !strings.Contains(r.stderr, "interrupted: ") {
		t.Errorf("status %d, %s", r.status, r.stderr)
	}
	for _, want := range []string{"1 of 1 mutants killed", "interrupted, 2 of", "Not judged: late and later.", "2 mutants were not judged."} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("no %q in\n%s", want, r.stdout)
		}
	}
	if got := readResults(t, file); got.Mutants == nil || !slices.Equal(got.Mutants.NotJudged, []string{"late", "later"}) || len(got.Mutants.Rows) != 1 {
		t.Errorf("mutants %+v", got.Mutants)
	}
}

func readResults(t *testing.T, file string) (r reports.Results) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestReportMutantsOutputs: the same in JSON, Markdown and on the terminal; two
// runs differ in the lines of "ms" alone.
func TestReportMutantsOutputs(t *testing.T) {
	dir := t.TempDir()
	list := []mutants.Mutant{scaled(t, "gross", 1.1), scaled(t, "slight", 1+0x1p-21)}
	ms := regexp.MustCompile(`(?m)^ +"ms": .*\n`)
	var timeless [2]string
	for i := range timeless {
		file, md := filepath.Join(dir, "r.json"), filepath.Join(dir, "r.md")
		r := withMutants(t, nil, list, "--json", file, "--markdown", md, "--all")
		if r.status != exitOK {
			t.Fatalf("%+v", r)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		timeless[i] = ms.ReplaceAllString(string(text), "")
		page, err := os.ReadFile(md)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"gross", "slight", "PyTorch", "SciPy"} {
			if !strings.Contains(r.stdout, name) || !strings.Contains(string(page), name) {
				t.Errorf("no %s", name)
			}
		}
		m := readResults(t, file).Mutants
		if m == nil || m.Seed != defaultSeed || m.Cases != 20 || m.Killed != 2 || m.OnlySoftulp != 1 || len(m.Findings) != 0 || len(m.Rows) != 2 || len(m.Suites) != 2 {
			t.Fatalf("mutants %+v", m)
		}
		if row := m.Rows[0]; row.Suites["PyTorch"] != killmatrix.Caught || row.Suites["SciPy"] != killmatrix.NotApplicable || row.Counterexample == nil {
			t.Errorf("row %+v", row)
		}
	}
	if timeless[0] != timeless[1] {
		t.Errorf("first\n%s\nthen\n%s", timeless[0], timeless[1])
	}
}

// TestCatalogue: some of the program's own mutants, with names of their own: rows
// and suites are found by name.
func TestCatalogue(t *testing.T) {
	all, seen := mutants.All(), map[string]bool{}
	for _, m := range all {
		if seen[m.Name] {
			t.Errorf("two mutants of the name %s", m.Name)
		}
		seen[m.Name] = true
	}
	m, err := catalogue(all[:5], peers.All(), 30)(t.Context(), defaultSeed, nil)
	if err != nil || m.Killed != 5 || len(m.Findings) != 0 || len(m.Rows[0].Suites) != len(peers.All()) {
		t.Errorf("%+v, %v", m, err)
	}
}
