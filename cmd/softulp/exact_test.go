package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/softulp/softulp/function"
)

func TestExactGolden(t *testing.T) {
	tests := []struct{ file, args string }{
		{"exact.txt", "1 2 3"},
		{"exact-float16.txt", "-f softmax,logsumexp --dtype float16 0.1 -3.25 -inf"},
		{"exact-spread.txt", "1e308 -1e308 0"},
		{"exact-float8.txt", "--dtype float8_e4m3fn 500 1"},
		{"exact-limit.txt", "--profile limit -f softmax inf inf 1"},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			r := softulp(t.Context(), never(t), append([]string{"exact"}, strings.Fields(tt.args)...)...)
			if r.status != exitOK || r.stderr != "" {
				t.Errorf("status %d, standard error %q", r.status, r.stderr)
			}
			golden(t, tt.file, r.stdout)
		})
	}
}

// TestExactNegatives: negative numbers are numbers wherever they stand.
func TestExactNegatives(t *testing.T) {
	want := softulp(t.Context(), never(t), "exact", "--function", "softmax", "--dtype", "float32", "--", "-1", "-inf", "-0x1.8p+1")
	if want.status != exitOK {
		t.Fatal(want.stderr)
	}
	for _, args := range []string{
		"exact -f softmax --dtype float32 -1 -inf -0x1.8p+1",
		"exact -1 -inf -0x1.8p+1 -f softmax --dtype float32",
		"exact -1 -f softmax -inf --dtype=float32 -3",
		"exact -fsoftmax -1.0 -Infinity --dtype float32 -3e0",
		"exact -f=softmax −1 −inf --dtype float32 −3",
		"exact --dtype float32 --function=softmax -1 -- -inf -3",
	} {
		if got := softulp(t.Context(), never(t), strings.Fields(args)...); got != want {
			t.Errorf("%s: status %d, %s%s", args, got.status, got.stdout, got.stderr)
		}
	}
}

// TestExactEveryFunction: one block for each output of each function, a line
// for each dtype.
func TestExactEveryFunction(t *testing.T) {
	r := softulp(t.Context(), never(t), "exact", "0", "1")
	for _, f := range function.OfLogits() {
		name := "\n" + string(f)
		if n := strings.Count(r.stdout, name+"[") + strings.Count(r.stdout, name+"  "); n != f.Outputs(2) {
			t.Errorf("%s: %d outputs, want %d", f, n, f.Outputs(2))
		}
	}
	if n := strings.Count(r.stdout, "\n  float8_e5m2 "); n != 5 {
		t.Errorf("%d lines of float8_e5m2, want 5", n)
	}
}

func TestExactInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := softulp(ctx, never(t), "exact", "1", "2")
	if r.status != exitFailed || !strings.Contains(r.stderr, "interrupted") {
		t.Errorf("status %d, %q", r.status, r.stderr)
	}
	checkOneLine(t, r.stderr)
}

// fullDisk is a writer without room.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestOutputErrors(t *testing.T) {
	for _, args := range []string{"exact 1 2", "list", "report", "report --json -", "report --markdown -"} {
		var stderr strings.Builder
		status := run(t.Context(), judges{implementations: fake(nil)}, strings.Fields(args), strings.NewReader(""), fullDisk{}, &stderr)
		if status != exitFailed || !strings.Contains(stderr.String(), "no space left on device") {
			t.Errorf("%s: status %d, %q", args, status, stderr.String())
		}
	}
}
