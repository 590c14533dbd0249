//go:build !linux

package process

import (
	"os/exec"
	"testing"
)

func inSessionOfItsOwn(*exec.Cmd) {}

// lives knows nothing.
func lives(int) bool { return false }

// living finds nothing: there is no /proc.
func living(testing.TB, string) []string { return nil }
