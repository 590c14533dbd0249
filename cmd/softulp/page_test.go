package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
)

// TestPages: each command that has --html writes a page that says what it is about.
func TestPages(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  func(dir string) result
		want []string
	}{
		{"report", func(dir string) result {
			return softulp(t.Context(), gate.Report, "report", "--cases", "20", "--impl", "log1p", "-f", "logsumexp", "--dtype", "float16", "--html", dir, "--plots", dir)
		}, []string{"<h1>softulp: accuracy report</h1>", "Use log1p/float16+float32: ", "Where cross-entropy and its gradient die"}},
		{"gate", func(dir string) result { return gated(t, "right", "--html", dir) },
			[]string{"<h1>softulp: gate</h1>", "tested"}},
		{"search", func(dir string) result {
			return softulp(t.Context(), nil, "search", "shifted", "-f", "softmax", "--arithmetic", "float8_e5m2+float32", "--k", "2", "--evaluations", "300", "--html", dir)
		}, []string{"<h1>softulp: search</h1>", "shifted/float8_e5m2+float32"}},
		{"signal", func(dir string) result {
			return softulp(t.Context(), nil, "signal", "--experiment", "margin", "--html", dir)
		}, []string{"<h1>Where the signal goes</h1>", `<a href="figure-margin-loss-error.csv"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "page")
			if r := tt.run(dir); r.status != exitOK {
				t.Fatalf("status %d: %s\n%s", r.status, r.stderr, r.stdout)
			}
			b, err := os.ReadFile(filepath.Join(dir, "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if !strings.Contains(string(b), want) {
					t.Errorf("no %q", want)
				}
			}
			if tt.name != "report" {
				return
			}
			for _, name := range []string{"logsumexp-float16-by-width.svg", "logsumexp-float16-speed.svg", "by-width.csv"} {
				if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"report", "--html", file}, {"report", "--plots", file}, {"signal", "--html", file}, {"search", "shifted", "--html", file}} {
		if r := softulp(t.Context(), never(t), args...); r.status != exitUsage || !strings.Contains(r.stderr, "cannot be written to") {
			t.Errorf("%q: status %d: %s", args, r.status, r.stderr)
		}
	}
}
