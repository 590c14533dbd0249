//go:build !unix

package process

import "os/exec"

// isolate leaves the child where it is: there are no process groups here.
func isolate(*exec.Cmd) {}

// kill kills the child.
func (c *child) kill() { c.cmd.Process.Kill() }

// family is nothing here: descendants cannot be looked for.
type family map[int]int64

func (c *child) meet()         {}
func (c *child) bornAt() int64 { return 0 }
