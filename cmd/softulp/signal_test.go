package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/signal"
)

// finds is an experiment whose only finding holds or not.
func finds(name string, holds bool) signal.Experiment {
	return signal.Experiment{Name: name, Title: "Of " + name, Question: "Is it?", Run: func(context.Context, uint64) (*signal.Result, error) {
		return &signal.Result{
			Findings: []signal.Finding{{Name: "one", Holds: holds, Sentence: "So it is."}},
			Figures:  []signal.Figure{{Name: name + "-curve", Title: "A curve", XLabel: "x", YLabel: "y", Series: []signal.Series{{Name: "s", X: []float64{0, 1}, Y: []float64{1, 2}}}, Alt: "It rises."}},
		}, nil
	}}
}

// signalWith runs experiments as softulp signal does.
func signalWith(ctx context.Context, f signalFlags, all ...signal.Experiment) (stdout, stderr string, err error) {
	var out, errOut bytes.Buffer
	err = runSignal(ctx, f, all, &out, &errOut)
	return out.String(), errOut.String(), err
}

// statusOf returns the exit status that an error asks for.
func statusOf(err error) int {
	if f, ok := errors.AsType[failure](err); ok {
		return f.status
	}
	if err != nil {
		return exitUsage
	}
	return exitOK
}

func TestSignalStatus(t *testing.T) {
	broke := signal.Experiment{Name: "broke", Run: func(context.Context, uint64) (*signal.Result, error) { return nil, errors.New("it broke") }}
	for _, tt := range []struct {
		name   string
		all    []signal.Experiment
		names  []string
		status int
		stdout []string
	}{
		{"holds", []signal.Experiment{finds("a", true), finds("b", true)}, nil, exitOK, []string{"2 experiments (a, b), 2 findings, all of which hold.", "So it is.", "$ softulp signal --seed 3 --experiment b"}},
		{"does not hold", []signal.Experiment{finds("a", true), finds("b", false)}, nil, exitFinding, []string{"of which 1 does not hold", "DOES NOT HOLD"}},
		{"left out", []signal.Experiment{finds("a", true), finds("b", false)}, []string{"a"}, exitOK, []string{"1 experiment (a)"}},
		{"in their order", []signal.Experiment{finds("a", true), finds("b", true)}, []string{"b", "a"}, exitOK, []string{"2 experiments (a, b)"}},
		{"broken", []signal.Experiment{broke}, nil, exitFailed, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr, err := signalWith(t.Context(), signalFlags{seed: 3, experiments: tt.names}, tt.all...)
			if got := statusOf(err); got != tt.status {
				t.Errorf("status %d, want %d: %v", got, tt.status, err)
			}
			for _, want := range tt.stdout {
				if !strings.Contains(stdout, want) {
					t.Errorf("no %q in %s", want, stdout)
				}
			}
			if !strings.HasPrefix(stderr, "softulp signal: seed 3\nsoftulp signal: experiment 1 of ") {
				t.Errorf("standard error %q", stderr)
			}
		})
	}
}

// TestSignalInterrupt: what was done is reported, status 3, and no page of claims is left.
func TestSignalInterrupt(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	claims := filepath.Join(t.TempDir(), "claims.md")
	endless := signal.Experiment{Name: "endless", Run: func(ctx context.Context, _ uint64) (*signal.Result, error) {
		stop()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	stdout, _, err := signalWith(ctx, signalFlags{claims: claims}, finds("a", true), endless)
	if statusOf(err) != exitFailed || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(stdout, "Interrupted") || !strings.Contains(stdout, "1 experiment (a)") {
		t.Errorf("standard output %q", stdout)
	}
	if _, err := os.Stat(claims); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the page of claims: %v", err)
	}
}

// TestSignalFiles: JSON, Markdown that shows the plots, and plots with their data.
func TestSignalFiles(t *testing.T) {
	dir := t.TempDir()
	f := signalFlags{json: filepath.Join(dir, "s.json"), markdown: filepath.Join(dir, "s.md"), plots: filepath.Join(dir, "the plots")}
	if _, _, err := signalWith(t.Context(), f, finds("a", true)); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema  string
		Results []struct{ Name string }
	}
	b, err := os.ReadFile(f.json)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &doc); err != nil || doc.Schema != signal.Schema || len(doc.Results) != 1 || doc.Results[0].Name != "a" {
		t.Errorf("%+v, %v", doc, err)
	}
	b, err = os.ReadFile(f.markdown)
	if err != nil || !bytes.Contains(b, []byte("![It rises.](the%20plots/a-curve.svg)")) {
		t.Errorf("%s, %v", b, err)
	}
	files, err := os.ReadDir(f.plots)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name())
	}
	if !slices.Equal(names, []string{"a-curve.csv", "a-curve.svg"}) {
		t.Errorf("plots: %q", names)
	}
}

// TestSignalStandardOutput: what goes there takes the report's place.
func TestSignalStandardOutput(t *testing.T) {
	stdout, _, err := signalWith(t.Context(), signalFlags{markdown: "-"}, finds("a", true))
	if err != nil || !strings.HasPrefix(stdout, "# Where the signal goes\n") || strings.Contains(stdout, "--all shows") {
		t.Errorf("%v: %s", err, stdout)
	}
	stdout, _, err = signalWith(t.Context(), signalFlags{json: "-"}, finds("a", true))
	if err != nil || !json.Valid([]byte(stdout)) {
		t.Errorf("%v: %s", err, stdout)
	}
}

// TestSignalTwice: one experiment by the command line, twice, gives the same bytes.
func TestSignalTwice(t *testing.T) {
	args := []string{"signal", "--experiment", "assertions", "--seed", "2", "--json", "-"}
	first := softulp(t.Context(), never(t), args...)
	second := softulp(t.Context(), never(t), args...)
	if first.status != exitOK || first.stdout == "" || first.stdout != second.stdout {
		t.Errorf("status %d, %d and %d bytes", first.status, len(first.stdout), len(second.stdout))
	}
}

// TestSignalExamples: the examples in its help run, with experiments that have every finding
// that claims cite.
func TestSignalExamples(t *testing.T) {
	t.Chdir(t.TempDir())
	var quick []signal.Experiment
	for _, e := range signal.All() {
		result := new(signal.Result)
		seen := map[string]bool{}
		for _, c := range signal.Claims() {
			for _, name := range slices.Concat(c.For, c.Against) {
				if experiment, finding, _ := strings.Cut(name, "/"); experiment == e.Name && !seen[name] {
					seen[name] = true
					result.Findings = append(result.Findings, signal.Finding{Name: finding, Holds: true, Sentence: "So it is."})
				}
			}
		}
		e.Run = func(context.Context, uint64) (*signal.Result, error) { return result, nil }
		quick = append(quick, e)
	}
	for line := range strings.Lines(newSignal(quick).Example) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "  ") // what follows explains
		line, _, _ = strings.Cut(line, " | ")
		cmd := newSignal(quick)
		var out, errOut bytes.Buffer
		cmd.SetArgs(strings.Fields(line)[2:])
		cmd.SetOut(&out)
		cmd.SetErr(&errOut)
		if err := cmd.ExecuteContext(t.Context()); err != nil || out.Len() == 0 {
			t.Errorf("%s: %v, %q, %s", line, err, out.String(), errOut.String())
		}
	}
	for _, file := range []string{"signal.md", "claims.md", "plots"} {
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	}
}
