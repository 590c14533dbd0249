package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/properties/mutants"
)

func TestRun(t *testing.T) {
	var one mutants.Mutant
	for _, m := range mutants.All() {
		if m.Name == "copy-through-softmax" {
			one = m
		}
	}
	nobodys := one
	nobodys.Of = "nobody"
	dir := t.TempDir()
	for _, c := range []struct {
		name           string
		args           []string
		list           []mutants.Mutant
		status         int
		stdout, stderr string
	}{
		{"no folder", nil, nil, 2, "", "want one argument"},
		{"a folder that does not exist", []string{filepath.Join(dir, "none")}, nil, 1, "", "corpus: open "},
		{"a mutant of nobody", []string{dir}, []mutants.Mutant{nobodys}, 1, "", `mutant copy-through-softmax: unknown implementation "nobody"`},
		{"one to add", []string{dir}, []mutants.Mutant{one}, 0, "FuzzSoftmax/mutant-copy-through-softmax: added\n", ""},
		{"nothing to do", []string{dir}, []mutants.Mutant{one}, 0, "", ""},
	} {
		var stdout, stderr strings.Builder
		got := run(c.args, c.list, &stdout, &stderr)
		if got != c.status || stdout.String() != c.stdout || !strings.Contains(stderr.String(), c.stderr) {
			t.Errorf("%s: status %d, %q, %q, want %d, %q, %q", c.name, got, stdout.String(), stderr.String(), c.status, c.stdout, c.stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "FuzzSoftmax", "mutant-copy-through-softmax")); err != nil {
		t.Error(err)
	}
}
