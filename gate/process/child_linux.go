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

// family is what is known of a child's descendants: the numbers of those that were seen, and when
// each was born, since numbers are used again.
type family map[int]int64

// isolate gives the child a process group of its own, so that Ctrl-C in a terminal does
// not reach it and it can be ended with what it started, and has it ended should this process be killed.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// kill kills the child, its group, and every descendant. What is found is looked for again,
// for it may have forked meanwhile.
func (c *child) kill() {
	unsure := 0
	for range 500 {
		left, sure := c.descendants()
		for _, pid := range left {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		if unsure++; len(left) > 0 || sure {
			unsure = 0
		}
		if len(left) == 0 && (sure || unsure > 20) {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// meet remembers the descendants of now. Those that lose their parent later are known
// then, even where they have neither its group nor its environment.
func (c *child) meet() { c.descendants() }

// descendants returns the processes that live and are the child, of its group, have its
// mark, descend from one of these, or did so when they were last looked for. It is not sure
// if there is a process that has just been born and has no environment yet.
func (c *child) descendants() (left []int, sure bool) {
	names, _ := filepath.Glob("/proc/[0-9]*")
	leader, mark := c.cmd.Process.Pid, []byte(markName+"="+c.mark)
	sure = true
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []process
	found := map[int]bool{}
	for _, name := range names {
		p, ok := readProcess(name)
		if !ok {
			continue
		}
		all = append(all, p)
		born, known := c.family[p.pid]
		// The environment of other people's processes cannot be read.
		environ, err := os.ReadFile(name + "/environ")
		found[p.pid] = p.group == leader || known && born == p.born || err == nil && marked(environ, mark)
		if err == nil && len(environ) == 0 && p.born >= c.born {
			sure = false
		}
	}
	for grown := true; grown; {
		grown = false
		for _, p := range all {
			if !found[p.pid] && found[p.parent] {
				found[p.pid], grown = true, true
			}
		}
	}
	for _, p := range all {
		if found[p.pid] {
			c.family[p.pid] = p.born
			left = append(left, p.pid)
		}
	}
	return left, sure
}

// process is a line of the system's table of processes. Born is when it was, in ticks
// since the system was.
type process struct {
	pid, parent, group int
	born               int64
}

// readProcess reads about a process from its folder in /proc; no if it does not live.
func readProcess(name string) (p process, ok bool) {
	stat, err := os.ReadFile(name + "/stat")
	// "pid (name) state parent group ...", with anything in the name; the 22nd is when
	// it was born.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if err != nil || len(fields) < 20 || fields[0][0] == 'Z' || fields[0][0] == 'X' {
		return p, false
	}
	for i, into := range []*int{&p.parent, &p.group} {
		if *into, err = strconv.Atoi(string(fields[1+i])); err != nil {
			return p, false
		}
	}
	if p.born, err = strconv.ParseInt(string(fields[19]), 10, 64); err != nil {
		return p, false
	}
	p.pid, err = strconv.Atoi(filepath.Base(name))
	return p, err == nil
}

// bornAt returns when the child was born, 0 if that is not known.
func (c *child) bornAt() int64 {
	p, _ := readProcess("/proc/" + strconv.Itoa(c.cmd.Process.Pid))
	return p.born
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
