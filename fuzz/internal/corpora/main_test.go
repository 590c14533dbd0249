package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/fuzz/internal/corpus"
	"github.com/softulp/softulp/fuzz/internal/target"
)

const kept = "../../testdata/fuzz"

// contents returns what the files of an archive hold.
func contents(t *testing.T, file string) map[string][]byte {
	t.Helper()
	r, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	files := map[string][]byte{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestArchives: an archive for each target, with the bytes of everything that is kept
// for it and of seeds.
func TestArchives(t *testing.T) {
	dir := t.TempDir()
	var stdout, stderr strings.Builder
	if status := run([]string{"-from", kept, "-to", dir}, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	names, err := targets()
	if err != nil {
		t.Fatal(err)
	}
	some := 0 // inputs of all dtypes that a target of some takes
	for _, name := range names {
		files := contents(t, filepath.Join(dir, program(name)+"_seed_corpus.zip"))
		entries, err := corpus.Read(filepath.Join(kept, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if data, ok := files[e.Name]; !ok || !bytes.Equal(data, e.Data) {
				t.Errorf("%s: %s is % x, want % x", name, e.Name, data, e.Data)
			}
			delete(files, e.Name)
		}
		seeds := 0
		for file := range files {
			if strings.HasPrefix(file, "seed-") {
				seeds++
			} else {
				some++
			}
		}
		if seeds < 100 {
			t.Errorf("%s: %d seeds", name, seeds)
		}
	}
	all := 0
	bases, err := target.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range bases {
		if base.Name != base.Base {
			continue
		}
		entries, err := corpus.Read(filepath.Join(kept, base.Name))
		if err != nil {
			t.Fatal(err)
		}
		all += len(entries)
	}
	if some != all || all == 0 {
		t.Errorf("targets of some dtypes have %d of the inputs of all dtypes, want %d, each in one", some, all)
	}
	first := filepath.Join(dir, "fuzz_softmax_seed_corpus.zip")
	before, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	if status := run([]string{"-from", kept, "-to", dir}, io.Discard, io.Discard); status != 0 {
		t.Fatalf("status %d the second time", status)
	}
	if after, err := os.ReadFile(first); err != nil || !bytes.Equal(before, after) {
		t.Errorf("another archive the second time, %v", err)
	}
}

func TestRun(t *testing.T) {
	broken := t.TempDir()
	if err := os.MkdirAll(filepath.Join(broken, "FuzzSoftmax"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "FuzzSoftmax", "e"), []byte("nonsense"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args           []string
		status         int
		stdout, stderr string
	}{
		{[]string{"-list"}, 0, "SoftmaxFloat64 fuzz_softmax_float64\n", ""},
		{[]string{"-list"}, 0, "CrossEntropySoftGradNarrow fuzz_cross_entropy_soft_grad_narrow\nTiers fuzz_tiers\n", ""},
		{[]string{"-list"}, 0, "LogSoftmaxVJPFloat64 fuzz_log_softmax_vjp_float64\n", ""},
		{[]string{"-to", filepath.Join(broken, "none"), "-from", kept}, 1, "", "corpora: FuzzSoftmax: open "},
		{[]string{"-to", broken, "-from", broken}, 1, "", "FuzzSoftmax/e: want \"go test fuzz v1\""},
		{[]string{"all"}, 2, "", "want no arguments but flags"},
		{[]string{"-color"}, 2, "", "flag provided but not defined"},
		{[]string{"-h"}, 0, "", "print the targets"},
	} {
		var stdout, stderr strings.Builder
		got := run(c.args, &stdout, &stderr)
		if got != c.status || !strings.Contains(stdout.String(), c.stdout) || !strings.Contains(stderr.String(), c.stderr) {
			t.Errorf("%v: status %d, %q, %q, want %d, %q, %q", c.args, got, stdout.String(), stderr.String(), c.status, c.stdout, c.stderr)
		}
	}
}
