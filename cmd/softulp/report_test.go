package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// fake returns a judge that hands out the document, or an empty one.
func fake(d *gate.Document) judge {
	if d == nil {
		d = &gate.Document{}
	}
	return func(context.Context, gate.Options) (*gate.Document, error) { return d, nil }
}

// write writes a .npy file of version 1.0 of zeros: "float32 (2, 3)".
func write(t *testing.T, path, array string) {
	t.Helper()
	format, shape, _ := strings.Cut(array, " ")
	descr, size := map[string]string{"float32": "<f4", "float64": "<f8", "complex": "<c16"}[format], map[string]int{"float32": 4, "float64": 8, "complex": 16}[format]
	n := int64(1)
	for _, d := range strings.FieldsFunc(shape, func(r rune) bool { return strings.ContainsRune("(, )", r) }) {
		v, err := strconv.ParseInt(d, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		n *= v
	}
	header := "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n"
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), 0)
	b = append(b, header...)
	b = append(b, make([]byte, int(min(max(n, 0), 1000))*size)...)
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestReportOptions: what is asked for arrives at the judge.
func TestReportOptions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my logits.npy")
	write(t, path, "float64 (2, 3)")
	tests := []struct {
		args string
		want gate.Options
	}{
		{"", gate.Options{Seed: 1}},
		{"--seed 7 --cases 12", gate.Options{Seed: 7, Rows: 12}},
		{"--seed 18446744073709551615", gate.Options{Seed: math.MaxUint64}},
		{"--impl online,blocked --impl naive", gate.Options{Seed: 1, Implementations: []string{"online", "blocked", "naive"}}},
		{"-f softmax --function log_softmax,logsumexp", gate.Options{Seed: 1, Functions: function.OfLogits()}},
		{"--dtype float16,bfloat16", gate.Options{Seed: 1, DTypes: []dtype.Format{dtype.Float16, dtype.BFloat16}}},
		{"--input " + strings.ReplaceAll(path, " ", "\x00"), gate.Options{Seed: 1, Input: &gate.Input{Name: "my logits.npy", Rows: 2, K: 3, Data: make([]float64, 6)}}},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			args := []string{"report"}
			for _, a := range strings.Fields(tt.args) {
				args = append(args, strings.ReplaceAll(a, "\x00", " "))
			}
			called := false
			r := softulp(t.Context(), func(_ context.Context, o gate.Options) (*gate.Document, error) {
				called = true
				if o.Progress == nil || !o.Clock {
					t.Error("no progress function, or no comparison of the tiers")
				}
				o.Progress(1, 2)
				o.Progress, o.Clock = nil, false
				if !reflect.DeepEqual(o, tt.want) {
					t.Errorf("got %+v, want %+v", o, tt.want)
				}
				return &gate.Document{}, nil
			}, args...)
			if r.status != exitOK || !called {
				t.Errorf("status %d, %s", r.status, r.stderr)
			}
			if want := "softulp report: seed " + strconv.FormatUint(tt.want.Seed, 10) + "\n"; r.stderr != want {
				t.Errorf("standard error %q, want %q", r.stderr, want)
			}
		})
	}
}

func TestReportStatus(t *testing.T) {
	pass := gate.Implementation{Name: "a/float32", Function: "softmax", DType: "float32", Accumulate: "float32", Verdict: gate.Pass}
	expected, finding, vanished, unjudged, declined := pass, pass, pass, pass, pass
	expected.Verdict, expected.Expected = gate.Fail, "it overflows"
	finding.Verdict, finding.Unexpected = gate.Fail, true
	vanished.Expected, vanished.Unexpected = "it overflows", true
	unjudged.Verdict = gate.Error
	declined.Verdict = gate.Unsupported
	entries := func(e ...gate.Implementation) *gate.Document { return &gate.Document{Implementations: e} }
	cut := entries(finding)
	cut.Interrupted = true

	tests := []struct {
		name   string
		doc    *gate.Document
		status int
		stderr string
	}{
		{"nothing", entries(), exitOK, ""},
		{"pass", entries(pass, declined), exitOK, ""},
		{"expected failure", entries(pass, expected), exitOK, ""},
		{"finding", entries(pass, expected, finding), exitFinding, ""},
		{"expected failure that passes", entries(vanished), exitFinding, ""},
		{"not judged", entries(pass, unjudged), exitFailed, "1 of 2 entries could not be judged"},
		{"finding and not judged", entries(finding, unjudged), exitFinding, ""},
		{"interrupted", cut, exitFailed, "interrupted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := softulp(t.Context(), fake(tt.doc), "report")
			if r.status != tt.status {
				t.Errorf("status %d, want %d", r.status, tt.status)
			}
			rest := strings.TrimPrefix(r.stderr, "softulp report: seed 1\n")
			if tt.stderr == "" && rest != "" || !strings.Contains(rest, tt.stderr) {
				t.Errorf("standard error %q, want %q", rest, tt.stderr)
			}
			if !strings.Contains(r.stdout, "against the exact answers") {
				t.Errorf("no results: %q", r.stdout)
			}
			for _, e := range tt.doc.Implementations {
				if !strings.Contains(r.stdout, e.Name) {
					t.Errorf("no %s in %q", e.Name, r.stdout)
				}
			}
		})
	}
}

// TestReportInterrupt: a run that is interrupted reports what it has.
func TestReportInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := softulp(ctx, func(ctx context.Context, _ gate.Options) (*gate.Document, error) {
		cancel()
		<-ctx.Done()
		return &gate.Document{Interrupted: true, Cases: 17}, nil
	}, "report")
	if r.status != exitFailed || !strings.Contains(r.stdout, "17 rows") || !strings.Contains(r.stderr, "interrupted: ") {
		t.Errorf("%+v", r)
	}
}

func TestReportOutputs(t *testing.T) {
	dir := t.TempDir()
	jsonFile, mdFile := filepath.Join(dir, "r.json"), filepath.Join(dir, "r.md")
	if err := os.WriteFile(jsonFile, bytes.Repeat([]byte("old "), 10000), 0o666); err != nil {
		t.Fatal(err)
	}
	doc := &gate.Document{Schema: gate.Schema, Seed: 3, Implementations: []gate.Implementation{{Name: "a/float32", Function: "softmax", DType: "float32", Verdict: gate.Pass}}}

	r := softulp(t.Context(), fake(doc), "report", "--json", jsonFile, "--markdown", mdFile)
	if r.status != exitOK || !strings.Contains(r.stdout, "a/float32") {
		t.Fatalf("%+v", r)
	}
	text, err := os.ReadFile(jsonFile)
	if err != nil {
		t.Fatal(err)
	}
	var got gate.Document
	if err := json.Unmarshal(text, &got); err != nil || got.Seed != 3 || len(got.Implementations) != 1 {
		t.Errorf("JSON: %v, %.200s", err, text)
	}
	if md, err := os.ReadFile(mdFile); err != nil || !bytes.HasPrefix(md, []byte("# Accuracy report\n")) {
		t.Errorf("Markdown: %v, %.200s", err, md)
	}

	// On standard output they take the table's place, and are the same.
	if r := softulp(t.Context(), fake(doc), "report", "--json", "-"); r.status != exitOK || r.stdout != string(text) {
		t.Errorf("--json -: %+v", r)
	}
	if r := softulp(t.Context(), fake(doc), "report", "--markdown", "-", "--json", jsonFile); r.status != exitOK || !strings.HasPrefix(r.stdout, "# Accuracy report\n") || strings.Contains(r.stdout, "--all") {
		t.Errorf("--markdown -: %+v", r)
	}
	if r := softulp(t.Context(), fake(doc), "report", "--json", os.DevNull); r.status != exitOK {
		t.Errorf("to a device: %+v", r)
	}
}

// TestReportAbandoned: a run that fails leaves files as they were.
func TestReportAbandoned(t *testing.T) {
	dir := t.TempDir()
	old, fresh := filepath.Join(dir, "old.json"), filepath.Join(dir, "fresh.md")
	if err := os.WriteFile(old, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	broken := func(context.Context, gate.Options) (*gate.Document, error) { return nil, errors.New("it\nbroke") }
	notANumber := fake(&gate.Document{Implementations: []gate.Implementation{{Name: "a", MaxULP: math.NaN()}}})
	for name, judge := range map[string]judge{"it broke": broken, "max_ulp is NaN": notANumber} {
		r := softulp(t.Context(), judge, "report", "--json", old, "--markdown", fresh)
		if r.status != exitFailed || !strings.Contains(r.stderr, name) {
			t.Errorf("%+v, want %q", r, name)
		}
		if text, err := os.ReadFile(old); err != nil || string(text) != "old" {
			t.Errorf("%s: the old file holds %q, %v", name, text, err)
		}
		if _, err := os.Stat(fresh); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: the new file is left: %v", name, err)
		}
	}
	// Nor does an unusable second name leave the first.
	if r := softulp(t.Context(), never(t), "report", "--json", fresh, "--markdown", dir); r.status != exitUsage {
		t.Errorf("a directory for a file: %+v", r)
	}
	if _, err := os.Stat(fresh); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the first file is left: %v", err)
	}
}

// TestReportBadInput: files that are no logits, each refused in one line.
func TestReportBadInput(t *testing.T) {
	dir := t.TempDir()
	name := func(s string) string { return filepath.Join(dir, s+".npy") }
	write(t, name("rank3"), "float32 (2, 2, 2)")
	write(t, name("huge"), "float32 (1152921504606846976, 10)")
	write(t, name("negative"), "float32 (-4, 10)")
	write(t, name("complex"), "complex (1, 2)")
	write(t, name("none"), "float32 (0, 10)")
	write(t, name("whole"), "float32 (4, 10)")
	whole, err := os.ReadFile(name("whole"))
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string][]byte{
		"truncated": whole[:len(whole)-1], "trailing": append(whole[:len(whole):len(whole)], 0), "header": whole[:40], "empty": {},
		"junk": append([]byte("\x93NUMPY\xff\xff"), bytes.Repeat([]byte("A"), 5000)...), "text": []byte("1 2 3\n"),
	} {
		if err := os.WriteFile(name(file), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"rank3", "huge", "negative", "complex", "none", "truncated", "trailing", "header", "empty", "junk", "text", "nosuch"} {
		t.Run(file, func(t *testing.T) {
			r := softulp(t.Context(), never(t), "report", "--input", name(file), "--json", name("out"))
			if r.status != exitUsage || r.stdout != "" || !strings.Contains(r.stderr, file+".npy") {
				t.Errorf("%+v", r)
			}
			checkOneLine(t, r.stderr)
			if _, err := os.Stat(name("out")); err == nil {
				t.Error("an output was made")
			}
		})
	}
	if r := softulp(t.Context(), fake(nil), "report", "--input", name("whole")); r.status != exitOK {
		t.Errorf("a good file: %+v", r)
	}
}
