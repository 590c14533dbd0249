package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate/library"
)

// builtKernels compiles the shared library of gate/library's tests.
func builtKernels(t *testing.T) string {
	t.Helper()
	if !library.Supported {
		t.Skip("this build loads no libraries")
	}
	if _, err := exec.LookPath("cc"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no C compiler (cc), which CI has to have")
		}
		t.Skip("no C compiler (cc) here")
	}
	lib := filepath.Join(t.TempDir(), "libkernels.so")
	source := filepath.Join("..", "..", "gate", "library", "testdata", "kernels.c")
	if out, err := exec.Command("cc", "-O1", "-shared", "-fPIC", "-o", lib, source, "-lm").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return lib
}

func TestGateOfALibrary(t *testing.T) {
	lib := builtKernels(t)
	for _, test := range []struct {
		symbol, signature string
		status            int
		stdout, stderr    string
	}{
		{"softmax_f32", "softmax-f32", exitOK, "softmax_f32 of libkernels.so", ""},
		{"prints", "softmax-f32", exitOK, "prints of libkernels.so", ""},
		{"counts", "softmax-f32", exitFinding, "determinism", ""},
		{"writes_to_input", "softmax-f32", exitFinding, "no-mutation", ""},
		{"softmax_f32", "log-softmax-f32", exitFinding, "accuracy", ""},
		{"writes_beyond", "softmax-f32", exitFailed, "segmentation fault", "could not be judged"},
		{"softmax_f64", "softmax-f32", exitFailed, "", `has no symbol "softmax_f64"`},
		{"softmax_f32", "softmax-float32", exitUsage, "", `unknown signature "softmax-float32"`},
	} {
		t.Run(test.symbol+"/"+test.signature, func(t *testing.T) {
			r := softulp(t.Context(), nil, "gate", "--lib", lib, "--symbol", test.symbol, "--signature", test.signature, "--cases", "100", "--all")
			if r.status != test.status || !strings.Contains(r.stdout, test.stdout) || !strings.Contains(r.stderr, test.stderr) {
				t.Errorf("exit status %d, want %d:\n%s%s", r.status, test.status, r.stdout, r.stderr)
			}
		})
	}
}

// The command that serves libraries is there, and nothing speaks of it.
func TestServeLibraryIsHidden(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"nosuch"}, {"help", "nosuch"}, {}} {
		if r := softulp(t.Context(), nil, args...); strings.Contains(r.stdout+r.stderr, "serve-library") {
			t.Errorf("%q: %+v", args, r)
		}
	}
	if r := softulp(t.Context(), nil, "serve-library", "absent.so", "f", "softmax-f32"); r.status != exitFailed || r.stdout != "" || !strings.Contains(r.stderr, "absent.so") {
		t.Errorf("%+v", r)
	}
}
