package process

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

func inSessionOfItsOwn(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// lives reports whether there is a process of that number that is not dead.
func lives(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !bytes.Contains(stat, []byte(") Z "))
}

// living returns the command lines and environments' roles of processes that have the
// mark in their environment and live.
func living(t testing.TB, mark string) (found []string) {
	names, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, name := range names {
		environ, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(environ, []byte(mark)) || filepath.Base(filepath.Dir(name)) == "self" {
			continue
		}
		stat, _ := os.ReadFile(filepath.Join(filepath.Dir(name), "stat"))
		if i := bytes.LastIndexByte(stat, ')'); i >= 0 && bytes.HasPrefix(stat[i:], []byte(") Z")) {
			continue
		}
		for _, v := range bytes.Split(environ, []byte{0}) {
			if bytes.HasPrefix(v, []byte(roleName)) {
				found = append(found, filepath.Dir(name)+" "+string(v))
			}
		}
	}
	return found
}
