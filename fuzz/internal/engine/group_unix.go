//go:build unix

package engine

import (
	"os/exec"
	"syscall"
)

// group has a command asked to end together with the processes that it starts: go
// test does not pass on what it is asked.
func group(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
}
