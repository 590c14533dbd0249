package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/properties/logits/digits"
)

// Training again gives the committed files, bit for bit, on every architecture,
// and prints what PROVENANCE.md says it printed.
func TestReproduces(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for several seconds")
	}
	dir := t.TempDir()
	var printed bytes.Buffer
	if err := run(&printed, filepath.Join("..", "digits", "digits.csv.gz"), filepath.Join(dir, "digits.npy"), filepath.Join(dir, "digits-targets.txt")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"digits.npy", "digits-targets.txt"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("..", "data", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from the committed one", name)
		}
	}
	provenance, err := os.ReadFile(filepath.Join("..", "PROVENANCE.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(provenance, printed.Bytes()) {
		t.Errorf("PROVENANCE.md does not have what was printed:\n%s", printed.String())
	}
}

func TestRunErrors(t *testing.T) {
	dir := t.TempDir()
	few := filepath.Join(dir, "few.csv.gz")
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	line := strings.Repeat("0,", digits.Pixels) + "0\n"
	if _, err := z.Write([]byte(strings.Repeat(line, trained))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(few, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, in, wrong string }{
		{"no such file", filepath.Join(dir, "none"), "none"},
		{"not compressed", "main_test.go", "gzip"},
		{"too few", few, "1437 digits, want more"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out := filepath.Join(dir, "out")
			err := run(&bytes.Buffer{}, test.in, out, out)
			if err == nil || !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("error %v, want %q", err, test.wrong)
			}
			if _, err := os.Stat(out); err == nil {
				t.Error("wrote a file")
			}
		})
	}
}
