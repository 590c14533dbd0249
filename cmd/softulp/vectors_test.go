package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/npy"
)

// filesIn returns what is in a folder, by name.
func filesIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, n := range names {
		if all[n.Name()], err = os.ReadFile(filepath.Join(dir, n.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestVectors(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	args := []string{"vectors", "-o", dir, "-f", "softmax,cross_entropy,softmax_vjp", "--dtype", "float32,bfloat16", "--cases", "40", "--wide", "0"}
	r := softulp(t.Context(), never(t), args...)
	if r.status != exitOK || !strings.Contains(r.stdout, " tests in 14 files, ") || r.stderr != "softulp vectors: seed 1\n" {
		t.Fatalf("%+v", r)
	}
	files := filesIn(t, dir)
	for _, name := range []string{"README.md", "vectors_schema.json", "softmax_float32.json", "softmax_float32.npz", "softmax_vjp_bfloat16.npz"} {
		if len(files[name]) < 1000 {
			t.Errorf("%s has %d bytes", name, len(files[name]))
		}
	}
	if len(files) != 14 {
		t.Errorf("%d files", len(files))
	}
	if r := softulp(t.Context(), never(t), args...); r.status != exitOK {
		t.Errorf("again: %+v", r)
	}
	for name, data := range filesIn(t, dir) {
		if !bytes.Equal(data, files[name]) {
			t.Errorf("%s is another one the second time", name)
		}
	}

	// What is in the archives is right by verify, which reads them as anybody would.
	judged := 0
	for _, v := range []struct{ file, function, dtype, profile string }{
		{"softmax_float32.npz", "softmax", "float32", "any"}, {"softmax_float32.npz", "softmax", "float32", "limit"},
		{"softmax_bfloat16.npz", "softmax", "bfloat16", "any"}, {"cross_entropy_bfloat16.npz", "cross_entropy", "bfloat16", "ieee"},
		{"softmax_vjp_bfloat16.npz", "softmax_vjp", "bfloat16", "any"}, {"softmax_vjp_float32.npz", "softmax_vjp", "float32", "masked-zero"},
	} {
		path := filepath.Join(dir, v.file)
		names, err := npy.Members(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			group, ok := strings.CutPrefix(name, "x_"+v.profile)
			if !ok {
				continue
			}
			profile := v.profile
			if profile == "any" {
				profile = "ieee"
			}
			args := []string{"verify", "-f", v.function, "--dtype", v.dtype, "--profile", profile, "-x", path + ":" + name, "-y", path + ":y_" + v.profile + group, "--max-ulp", "0.500001"}
			if v.function == "softmax_vjp" {
				args = append(args, "--cotangent", path+":cotangent_"+v.profile+group)
			} else if v.function == "cross_entropy" {
				args = append(args, "--target", path+":target_"+v.profile+group)
			}
			if r := softulp(t.Context(), never(t), args...); r.status != exitOK {
				t.Errorf("%v: %+v", args, r)
			}
			judged++
		}
	}
	if judged < 40 {
		t.Errorf("%d groups of rows judged", judged)
	}
}

func TestVectorsUsage(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "no folder is given: want -o DIR"},
		{[]string{"-o", file}, "--output"},
		{[]string{"-o", filepath.Join(file, "x")}, "--output"},
		{[]string{"-o", dir, "-f", "nosuch"}, "unknown function"},
		{[]string{"-o", dir, "--dtype", "nosuch"}, "unknown dtype"},
		{[]string{"-o", dir, "--profile", "nosuch"}, "unknown profile"},
		{[]string{"-o", dir, "--cases", "100001"}, "--cases 100001"},
		{[]string{"-o", dir, "--wide", "1001"}, "--wide 1001"},
		{[]string{"-o", dir, "--cases", "-1"}, "invalid argument"},
		{[]string{"-o", dir, "more"}, "unknown command"},
	} {
		r := softulp(t.Context(), never(t), append([]string{"vectors"}, tt.args...)...)
		if r.status != exitUsage || r.stdout != "" || !strings.Contains(r.stderr, tt.want) || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%v: %+v", tt.args, r)
		}
	}
	if names := filesIn(t, dir); len(names) != 1 {
		t.Errorf("%d files written", len(names))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := softulp(ctx, never(t), "vectors", "-o", filepath.Join(dir, "v")); r.status != exitFailed || !strings.Contains(r.stderr, "interrupted: 0 of 54 files were written") {
		t.Errorf("%+v", r)
	}
}
