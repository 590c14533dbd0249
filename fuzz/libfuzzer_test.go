package fuzz

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// functions returns the exported functions of a file.
func functions(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.IsExported() {
			names = append(names, fn.Name.Name)
		}
	}
	slices.Sort(names)
	return names
}

// TestSameTargets: libFuzzer and go test have the same targets, but for the one that
// only measures, and the build script builds them.
func TestSameTargets(t *testing.T) {
	var native []string
	for _, name := range functions(t, "targets_test.go") {
		if name != "FuzzBare" {
			native = append(native, strings.TrimPrefix(name, "Fuzz"))
		}
	}
	if libFuzzer := functions(t, "libfuzzer.go"); !slices.Equal(native, libFuzzer) {
		t.Errorf("go test has %v, libFuzzer has %v", native, libFuzzer)
	}
	out, err := exec.Command("go", "run", "./internal/corpora", "-list").Output()
	if err != nil {
		t.Fatal(err)
	}
	var built []string
	for line := range strings.Lines(string(out)) {
		built = append(built, strings.Fields(line)[0])
	}
	slices.Sort(built)
	if !slices.Equal(native, built) {
		t.Errorf("go test has %v, the script builds %v", native, built)
	}
}

// TestLibFuzzerCompiles: with the tag of the build script, and beside its tests.
func TestLibFuzzerCompiles(t *testing.T) {
	out, err := exec.Command("go", "vet", "-tags", "gofuzz", ".").CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// TestBuildScript runs the script with the programs that the image has replaced by
// ones that say what they are asked.
func TestBuildScript(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes all archives")
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here")
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	src, out, bin := t.TempDir(), t.TempDir(), t.TempDir()
	if err := os.Symlink(root+"/..", src+"/softulp"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bin+"/compile_go_fuzzer", []byte("#!/bin/sh\necho \"$@\" >>\"$OUT/asked\"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bash, "-eu", "oss-fuzz/build.sh")
	cmd.Env = append(cmd.Environ(), "SRC="+src, "OUT="+out, "PATH="+bin+":"+os.Getenv("PATH"))
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	asked, err := os.ReadFile(out + "/asked")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(asked)), "\n")
	if want := functions(t, "libfuzzer.go"); len(lines) != len(want) {
		t.Errorf("%d programs are built, want %d", len(lines), len(want))
	}
	for _, line := range lines {
		f := strings.Fields(line)
		if len(f) != 4 || f[0] != "github.com/softulp/softulp/fuzz" || f[3] != "gofuzz" {
			t.Errorf("compile_go_fuzzer is asked for %q", line)
			continue
		}
		if _, err := os.Stat(out + "/" + f[2] + "_seed_corpus.zip"); err != nil {
			t.Error(err)
		}
	}
}
