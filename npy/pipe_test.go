//go:build unix

package npy

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestReadPipe: a named pipe without a writer must not block.
func TestReadPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.npy")
	if err := syscall.Mkfifo(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("error %v", err)
	}
}
