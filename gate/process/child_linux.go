package process

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// isolate gives the child a process group of its own, so that Ctrl-C in a terminal does
// not reach it and it can be ended with what it started, and has it ended should this process be killed.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// kill kills the child, its group, and every descendant: those that it has by their
// parents, and those that lost their parent and made a group of their own by the mark in
// their environment. What is found is looked for again, for it may have forked meanwhile.
func (c *child) kill() {
	for range 200 {
		left := c.descendants()
		if len(left) == 0 {
			return
		}
		for _, pid := range left {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		time.Sleep(time.Millisecond)
	}
}

// descendants returns the processes that live and are the child, of its group, have its
// mark, or descend from one of these.
func (c *child) descendants() []int {
	names, _ := filepath.Glob("/proc/[0-9]*")
	leader, mark := c.cmd.Process.Pid, []byte(markName+"="+c.mark)
	var pids, left []int
	parent, found := map[int]int{}, map[int]bool{}
	for _, name := range names {
		pid, err := strconv.Atoi(filepath.Base(name))
		if err != nil {
			continue
		}
		// "pid (name) state parent group ...": the name may hold anything.
		stat, err := os.ReadFile(name + "/stat")
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		if err != nil || len(fields) < 3 || fields[0][0] == 'Z' || fields[0][0] == 'X' {
			continue
		}
		pids = append(pids, pid)
		parent[pid], _ = strconv.Atoi(string(fields[1]))
		group, _ := strconv.Atoi(string(fields[2]))
		// The environment of other people's processes cannot be read.
		environ, err := os.ReadFile(name + "/environ")
		found[pid] = group == leader || err == nil && marked(environ, mark)
	}
	for grown := true; grown; {
		grown = false
		for _, pid := range pids {
			if !found[pid] && found[parent[pid]] {
				found[pid], grown = true, true
			}
		}
	}
	for _, pid := range pids {
		if found[pid] {
			left = append(left, pid)
		}
	}
	return left
}

// marked reports whether an environment, as /proc shows it, has the mark, or one that was
// made of it by an adapter that itself starts adapters.
func marked(environ, mark []byte) bool {
	for _, v := range bytes.Split(environ, []byte{0}) {
		if rest, ok := bytes.CutPrefix(v, mark); ok && (len(rest) == 0 || rest[0] == '/') {
			return true
		}
	}
	return false
}
