package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// TestList: everything that there is, nothing wider than 100 columns.
func TestList(t *testing.T) {
	r := softulp(t.Context(), never(t), "list")
	if r.status != exitOK || r.stderr != "" {
		t.Fatalf("status %d, standard error %q", r.status, r.stderr)
	}
	want := map[string]int{} // line beginnings, and how often
	for _, f := range function.All() {
		want[string(f)]++
	}
	for _, f := range dtype.All() {
		want[f.String()]++
	}
	for _, a := range impl.Arithmetics() {
		want[a.String()]++
	}
	for _, p := range reference.Profiles() {
		want[string(p)]++
	}
	for _, im := range impl.All() {
		want[im.Name]++
	}
	got := map[string]int{}
	for line := range strings.Lines(r.stdout) {
		line = strings.TrimSuffix(line, "\n")
		if n := utf8.RuneCountInString(line); n > 100 {
			t.Errorf("%d columns: %s", n, line)
		}
		if entry, ok := strings.CutPrefix(line, "  "); ok && !strings.HasPrefix(entry, " ") {
			got[strings.Fields(entry)[0]]++
		} else if fields := strings.Fields(line); len(fields) == 0 && line != "" {
			t.Errorf("a line of blanks")
		}
	}
	for name, n := range want {
		if got[name] != n {
			t.Errorf("%s is listed %d times, want %d", name, got[name], n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d names are listed, want %d", len(got), len(want))
	}
}

func TestDescribe(t *testing.T) {
	im := impl.Implementation{
		Name: "a-name-longer-than-its-column", About: "Does it.", Source: "the definition",
		Arithmetics: []impl.Arithmetic{{Storage: dtype.Float32, Accumulate: dtype.Float32}, {Storage: dtype.Float16, Accumulate: dtype.Float32}},
	}
	var b strings.Builder
	describe(&b, im)
	want := "  a-name-longer-than-its-columnDoes it.\n" +
		"                  the definition; in float32, float16+float32\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}
