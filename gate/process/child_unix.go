//go:build unix && !linux

package process

import (
	"os/exec"
	"syscall"
)

// isolate gives the child a process group of its own, so that Ctrl-C in a terminal does
// not reach it and it can be ended with what it started.
func isolate(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// kill kills the child and its group.
func (c *child) kill() { syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL) }

// family is nothing here: descendants cannot be looked for.
type family map[int]int64

func (c *child) meet()         {}
func (c *child) bornAt() int64 { return 0 }
