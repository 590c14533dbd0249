package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// resultsFile writes a document with one entry of the given largest error.
func resultsFile(t *testing.T, name, ulp string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	text := `{"schema":"softulp/1","seed":1,"implementations":[{"name":"shifted/float32","function":"softmax","dtype":"float32","verdict":"pass","max_ulp":` + ulp + `}]}`
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCompare(t *testing.T) {
	two, three, four := resultsFile(t, "two.json", "2"), resultsFile(t, "three.json", "3"), resultsFile(t, "four.json", "4")
	missing := filepath.Join(t.TempDir(), "missing.json")
	page := t.TempDir()
	for _, tt := range []struct {
		args   []string
		status int
		out    string
		err    string
	}{
		{[]string{two, two}, exitOK, "0 figures got worse, 0 better", ""},
		{[]string{three, two}, exitOK, "0 figures got worse, 1 better", ""},
		{[]string{two, three}, exitFinding, "1 figure got worse, 0 better", ""},
		{[]string{"--slack", "0.5", two, three}, exitOK, "0 figures got worse", ""},
		{[]string{"--markdown", "-", two, three}, exitFinding, "| softmax | shifted/float32 | max ulp | 2 | 3 |", ""},
		{[]string{"--history", two, four, three}, exitOK, "softmax, shifted/float32: max ulp: 2 4 3", ""},
		{[]string{"--history", three, two, four}, exitFinding, "softmax, shifted/float32: max ulp: 3 2 4", ""},
		{[]string{"--history", "--html", page, three, two, four}, exitFinding, "History", ""},
		{[]string{"--history", "--all", two, two}, exitOK, "softmax, shifted/float32: max ulp: 2 2", ""},
		{[]string{two}, exitUsage, "", "1 files given: want two results"},
		{[]string{two, three, four}, exitUsage, "", "--history for more"},
		{[]string{two, missing}, exitUsage, "", "missing.json\" cannot be read: no such file"},
		{[]string{"--slack", "1.5", two, two}, exitUsage, "", "want a share"},
		{[]string{"--slack", "NaN", two, two}, exitUsage, "", "want a share"},
		{[]string{"--all", two, two}, exitUsage, "", "it wants --history"},
	} {
		var stdout, stderr bytes.Buffer
		status := run(context.Background(), judges{}, append([]string{"compare"}, tt.args...), strings.NewReader(""), &stdout, &stderr)
		if status != tt.status || !strings.Contains(stdout.String(), tt.out) || !strings.Contains(stderr.String(), tt.err) || tt.err != "" && stdout.Len() > 0 {
			t.Errorf("compare %q: status %d, want %d\n%s\n%s", tt.args, status, tt.status, stdout.String(), stderr.String())
		}
	}
	b, err := os.ReadFile(filepath.Join(page, "index.html"))
	if err != nil || !strings.Contains(string(b), "<figcaption>softmax, shifted/float32: max ulp</figcaption>") || !strings.Contains(string(b), `<a href="history.csv"`) {
		t.Errorf("the page has no history, %v", err)
	}
}
