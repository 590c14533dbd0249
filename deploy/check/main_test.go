package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestManifest: the manifest is one, and what is misspelt in it is found.
func TestManifest(t *testing.T) {
	const name = "../kubernetes.yaml"
	if err := check(name); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		"completionMode":    "completionmodus",
		"completions: 16":   "completions: many",
		"Indexed":           "NonIndexed",
		"kind: Job":         "kind: Deployment",
		"restartPolicy":     "restart",
		"volumeMounts":      "mounts",
		"  completions: 16": "",
	} {
		bad := filepath.Join(t.TempDir(), "bad.yaml")
		if err := os.WriteFile(bad, []byte(strings.Replace(string(data), from, to, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
		if check(bad) == nil {
			t.Errorf("%q in place of %q is found to be right", to, from)
		}
	}
}
