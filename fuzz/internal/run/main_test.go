package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// module writes a module with fuzz targets and makes it the working directory.
func module(t *testing.T, targets string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":    "module example\n\ngo 1.24\n",
		"a_test.go": "package a\n\nimport \"testing\"\n\n" + targets,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

const (
	right = "func FuzzRight(f *testing.F) {\n\tf.Fuzz(func(*testing.T, []byte) {})\n}\n"
	wrong = "func FuzzWrong(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, data []byte) {\n\t\tif len(data) > 3 {\n\t\t\tt.Fatal(\"too long\")\n\t\t}\n\t})\n}\n"
	bare  = "func FuzzBare(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, _ []byte) { t.Fatal(\"it is not to be fuzzed\") })\n}\n"
)

// TestRun: targets that end in time, one that fails, whose input is named and after
// which the others are fuzzed all the same, and one that does not compile.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles tests and fuzzes them")
	}
	for _, c := range []struct {
		name, targets string
		status        int
		stdout        []string
		stderr        string
	}{
		{"all right", right + bare, 0, []string{"FuzzRight\n", "PASS\n", "1 of 1 targets, ", ", 0 findings\n"}, ""},
		{"one wrong", wrong + strings.Replace(right, "FuzzRight", "FuzzZ", 1), 1,
			[]string{"FINDING: FuzzWrong: testdata/fuzz/FuzzWrong/", ": too long\n", "FuzzZ\n", "2 of 2 targets, ", ", 1 findings\n"}, ""},
		{"no target", "func TestA(*testing.T) {}\n", 2, nil, "run: no targets in ."},
		{"no program", "func FuzzA(f *testing.F) { f.Fuzz() }\n", 2, nil, "run: listing targets: exit status 1"},
		{"nothing to fuzz", "func FuzzA(*testing.F) {}\n", 2, []string{"FuzzA\n"}, "run: FuzzA: fuzzing: exit status 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			module(t, c.targets)
			var stdout, stderr strings.Builder
			status := run(context.Background(), []string{"-package", ".", "-time", "1s", "-parallel", "1"}, &stdout, &stderr)
			if status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			for _, want := range c.stdout {
				if !strings.Contains(stdout.String(), want) {
					t.Errorf("standard output %q, want %q in it", stdout.String(), want)
				}
			}
			if !strings.Contains(stderr.String(), c.stderr) || strings.Contains(stdout.String(), "not to be fuzzed") {
				t.Errorf("standard output %q, standard error %q, want %q in it", stdout.String(), stderr.String(), c.stderr)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"FuzzSoftmax"}, 2, "want no arguments but flags"},
		{[]string{"-time", "0"}, 2, "a time above 0"},
		{[]string{"-parallel", "-1"}, 2, "want"},
		{[]string{"-color"}, 2, "flag provided but not defined"},
		{[]string{"-h"}, 0, "fuzz each target for"},
	} {
		var stdout, stderr strings.Builder
		if got := run(context.Background(), c.args, &stdout, &stderr); got != c.status || !strings.Contains(stderr.String(), c.want) || stdout.Len() > 0 {
			t.Errorf("%v: status %d, %q, want %d, %q", c.args, got, stderr.String(), c.status, c.want)
		}
	}
}

// TestInterrupted: what was interrupted is not passed, and is said.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr strings.Builder
	if got := run(ctx, []string{"-package", "."}, &stdout, &stderr); got != 2 {
		t.Errorf("status %d, want 2", got)
	}
	if testing.Short() {
		t.Skip("the rest compiles a test and fuzzes")
	}
	module(t, right+strings.Replace(right, "FuzzRight", "FuzzZ", 1))
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	stdout.Reset()
	stderr.Reset()
	got := run(ctx, []string{"-package", ".", "-time", "1m"}, &ends{&stdout, cancel}, &stderr)
	if got != 2 || !strings.Contains(stdout.String(), "0 of 2 targets, ") || !strings.Contains(stderr.String(), "run: FuzzRight: context canceled") {
		t.Errorf("status %d, %q, %q", got, stdout.String(), stderr.String())
	}
}

// ends cancels when the engine has said that it fuzzes.
type ends struct {
	to     *strings.Builder
	cancel func()
}

func (e *ends) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "now fuzzing") {
		e.cancel()
	}
	return e.to.Write(b)
}
