package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGateOutputs: the results go wherever they are asked for, and each says the verdict.
func TestGateOutputs(t *testing.T) {
	for _, tt := range []struct {
		role                                string
		status                              int
		terminal, markdown, junit, annotate string
	}{
		{"right", exitOK, "PASS  tested 1.0: 2 entries are as allowed", "**PASS** tested 1.0", `failures="0"`, "::notice title=softulp%3A PASS::"},
		{"naive", exitFinding, "FAIL  tested 1.0: 2 of 2 entries are not as allowed", "**FAIL** tested 1.0", "<failure message=", "::error title=softulp%3A FAIL::"},
		{"crash", exitFailed, "NOT JUDGED  tested 1.0: ", "**NOT JUDGED** tested 1.0", "<error message=", "::error title=softulp%3A NOT JUDGED::"},
	} {
		t.Run(tt.role, func(t *testing.T) {
			dir := t.TempDir()
			markdown, junit := filepath.Join(dir, "s.md"), filepath.Join(dir, "j.xml")
			r := gated(t, tt.role, "--markdown", markdown, "--junit", junit, "--github")
			if r.status != tt.status || !strings.HasPrefix(r.stdout, tt.terminal) {
				t.Errorf("%+v", r)
			}
			if !strings.Contains(r.stdout, "\n"+tt.annotate) {
				t.Errorf("no %s in %s", tt.annotate, r.stdout)
			}
			for path, want := range map[string]string{markdown: tt.markdown, junit: tt.junit} {
				text, err := os.ReadFile(path)
				if err != nil || !strings.Contains(string(text), want) {
					t.Errorf("%s: %v, no %s in %s", filepath.Base(path), err, want, text)
				}
			}
		})
	}
	r := gated(t, "naive", "--axis", "last", "--junit", "-")
	if r.status != exitFinding || !strings.HasPrefix(r.stdout, "<?xml ") || strings.Contains(r.stdout, "FAIL") {
		t.Errorf("%+v", r)
	}
}
