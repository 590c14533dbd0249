package process

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// grace is how long a process may take for what should take no time: to end after it closed
// its output, or to say its last after it ended.
const grace = time.Second

// markName is the name of an environment variable that every descendant of an adapter
// inherits, by which those are found that left its group and lost their parent.
const markName = "SOFTULP_ADAPTER"

// child is a running adapter.
type child struct {
	cmd    *exec.Cmd
	mark   string // what markName is for it
	born   int64  // see bornAt
	in     *os.File
	out    *os.File
	errOut *os.File
	exited chan struct{} // closed when it has ended

	mu     sync.Mutex
	family family // see meet
}

// startChild starts a program in a process group of its own.
func startChild(o *Options) (*child, error) {
	c := &child{cmd: exec.Command(o.Argv[0], o.Argv[1:]...), exited: make(chan struct{}), family: family{}}
	c.mark = strings.TrimPrefix(os.Getenv(markName)+"/", "/") + rand.Text()
	c.cmd.Dir = o.Dir
	c.cmd.Env = o.Env
	if c.cmd.Env == nil {
		c.cmd.Env = os.Environ()
	}
	c.cmd.Env = append(c.cmd.Env[:len(c.cmd.Env):len(c.cmd.Env)], markName+"="+c.mark)
	isolate(c.cmd)

	var theirs, ours []*os.File
	for range 3 {
		r, w, err := os.Pipe()
		if err != nil {
			closeAll(theirs)
			closeAll(ours)
			return nil, fmt.Errorf("cannot make a pipe: %w", err)
		}
		if len(ours) == 0 { // its standard input
			r, w = w, r
		}
		ours, theirs = append(ours, r), append(theirs, w)
	}
	c.in, c.out, c.errOut = ours[0], ours[1], ours[2]
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = theirs[0], theirs[1], theirs[2]

	started := make(chan error)
	go func() {
		// Linux ends the child when the thread ends that started it (see isolate): it is
		// kept until the child has ended.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := c.cmd.Start()
		started <- err
		if err == nil {
			c.cmd.Wait() // c.cmd.ProcessState has what is of interest
			close(c.exited)
		}
	}()
	err := <-started
	closeAll(theirs)
	if err != nil {
		closeAll(ours)
		return nil, startError(o.Argv[0], err)
	}
	c.born = c.bornAt()
	return c, nil
}

// startError says why a program cannot be started.
func startError(name string, err error) error {
	// The path is named once.
	if e, ok := errors.AsType[*exec.Error](err); ok {
		err = e.Err
	} else if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return fmt.Errorf("cannot start %s: %v", quoted(name), err)
}

// ended waits until the child has ended, for at most so long, and reports whether it has.
func (c *child) ended(most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-c.exited:
		return true
	case <-timer.C:
		return false
	}
}

// status says how the child ended: "exit status 3", "signal: killed". It must have ended.
func (c *child) status() string {
	return c.cmd.ProcessState.String()
}

// end ends the child and its descendants. Nothing of it runs afterwards, and reads from it
// end.
func (c *child) end() {
	c.kill()
	c.ended(5 * grace) // what the kernel does not let go of ends later
	now := time.Now()
	// Should something else hold the other ends, reads end all the same.
	if c.out.SetReadDeadline(now.Add(grace)) != nil || c.errOut.SetReadDeadline(now.Add(grace)) != nil {
		c.close()
	}
}

// close closes the pipes.
func (c *child) close() { closeAll([]*os.File{c.in, c.out, c.errOut}) }

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}
