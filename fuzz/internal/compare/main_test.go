package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/properties/mutants"
)

// TestChosen: they exist, and are of as many sections.
func TestChosen(t *testing.T) {
	of := map[string]string{}
	for _, m := range mutants.All() {
		of[m.Name] = m.Section
	}
	sections := map[string]string{}
	for _, name := range strings.Split(chosen, ",") {
		section, ok := of[name]
		if !ok {
			t.Errorf("no mutant %q", name)
		}
		if other, taken := sections[section]; taken {
			t.Errorf("%s and %s are both of section %s", other, name, section)
		}
		sections[section] = name
	}
}

func TestTable(t *testing.T) {
	var b strings.Builder
	err := table(&b, []trial{
		{"a", "FuzzRapid", false, 1000, 2 * time.Second},
		{"a", "FuzzBytes", true, 10, 500 * time.Millisecond},
		{"bcd", "FuzzRapid", true, 500, time.Second},
		{"bcd", "FuzzBytes", true, 40, 500 * time.Millisecond},
	})
	want := `mutant  way        killed  executions  seconds  executions/s
a       FuzzRapid  false   1000        2.0      500
a       FuzzBytes  true    10          0.5      20
bcd     FuzzRapid  true    500         1.0      500
bcd     FuzzBytes  true    40          0.5      80
all     FuzzRapid  1 of 2  1500        3.0      500
all     FuzzBytes  2 of 2  50          1.0      50
`
	if err != nil || b.String() != want {
		t.Errorf("%v:\n%swant\n%s", err, b.String(), want)
	}
}

// TestCompare: a mutant that is wrong about nearly every row dies either way.
func TestCompare(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a test and fuzzes")
	}
	trials, err := compare(context.Background(), ".", []string{"copy-through-softmax"}, 20*time.Second, t.Output())
	if err != nil || len(trials) != 2 {
		t.Fatalf("%v, %v", trials, err)
	}
	for i, way := range ways() {
		if trials[i].way != way || !trials[i].killed || trials[i].took <= 0 {
			t.Errorf("%+v", trials[i])
		}
	}
	if trials, err := compare(context.Background(), ".", []string{"nothing"}, time.Second, t.Output()); err == nil || len(trials) != 0 {
		t.Errorf("a mutant that does not exist: %v, %v", trials, err)
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-time", "0"}, 2, "a time above 0"},
		{[]string{"-mutants", ""}, 2, "a mutant"},
		{[]string{"all"}, 2, "want no arguments but flags"},
		{[]string{"-color"}, 2, "flag provided but not defined"},
		{[]string{"-h"}, 0, "at most"},
		{[]string{"-package", "./none"}, 2, "compare: building ./none"},
	} {
		var stdout, stderr strings.Builder
		if got := run(context.Background(), c.args, &stdout, &stderr); got != c.status || !strings.Contains(stderr.String(), c.want) || stdout.Len() > 0 {
			t.Errorf("%v: status %d, %q, want %d, %q", c.args, got, stderr.String(), c.status, c.want)
		}
	}
}
