package process

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/softulp/softulp/gate"
)

// DefaultTimeout is how long a request waits.
const DefaultTimeout = 10 * time.Second

// maxHangs is how often a program may leave a request without an answer: each time costs
// Options.Timeout, and a crash costs nothing.
const maxHangs = 3

// defaultRestarts is how often a program is started again.
const defaultRestarts = 8

// A window of requests is on its way at a time: enough to keep the program busy, and bounded, so that
// memory is.
const (
	windowRequests = 16
	windowBytes    = 32 << 20 // of base64; a larger request goes alone
)

// maxFaults is how many faults are kept.
const maxFaults = 100

// Options says which program is started, and how long it is waited for.
type Options struct {
	Argv    []string      // see Split
	Env     []string      // nil is the environment of this process
	Dir     string        // "" is the folder of this process
	Timeout time.Duration // for the first line, and for each answer; 0 is DefaultTimeout
	// MaxRestarts is how often a program that crashed, hung or lost the thread is started
	// again; 0 is 8, and a negative number none.
	MaxRestarts int
}

// Client asks a program that runs in a child process. Its methods may be called from
// several goroutines.
type Client struct {
	options Options
	hello   *Hello
	stderr  tail
	stop    func() bool   // of the context's watch
	done    chan struct{} // closed when conduct has returned

	mu      sync.Mutex
	changed sync.Cond // of what follows
	// queue has the requests that are not settled, in the order of Start; next is how
	// many of them the running session was given.
	queue  []*task
	next   int
	bytes  int // of the queue on the wire
	lastID int64
	sentID int64     // the last request that was written in full
	since  time.Time // since when queue[0] has been waited for
	// suspects is how many requests at the head of the queue are asked one at a time,
	// since one of them may have ended the program; suspicion has why, the first of
	// them, and whether it happened again.
	suspects  int
	suspicion *suspicion

	session  *session // that runs, or nil
	restarts int
	hangs    int
	faults   []gate.Fault
	unsaid   error // the first fault that no wait returned
	closing  bool
	dead     error // why nothing more can be asked
}

// task is a request and what became of it.
type task struct {
	id    int64
	batch *gate.Batch
	bytes int
	done  chan struct{}
	err   error
}

// suspicion is a crash while several requests were on their way.
type suspicion struct {
	fault    gate.Fault
	words    string // the end of standard error
	count    int
	first    *task
	answered bool // first has an answer, which is held back
	repeated bool
}

// String names a request.
func (t *task) String() string { return fmt.Sprintf("request %d, %v", t.id, t.batch) }

// Start starts a program and waits for its first line. An error is a *gate.Fault, or that
// of the context.
func Start(ctx context.Context, o Options) (*Client, error) {
	if len(o.Argv) == 0 {
		return nil, &gate.Fault{Kind: gate.FaultStart, Fatal: true, Message: "there is no program to start"}
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxRestarts == 0 {
		o.MaxRestarts = defaultRestarts
	}
	c := &Client{options: o, done: make(chan struct{})}
	c.changed.L = &c.mu
	c.stop = context.AfterFunc(ctx, func() { c.abandon(ctx.Err()) })
	if err := ctx.Err(); err != nil {
		c.stop()
		return nil, err
	}
	s, err := c.start()
	if err != nil {
		c.stop()
		return nil, err
	}
	c.hello = s.hello
	go c.conduct(s)
	return c, nil
}

// Hello returns what the program said of itself.
func (c *Client) Hello() *Hello { return c.hello }

// Start asks for the answers to a batch; it blocks while too many are on their way. wait
// returns nil when b.Y is filled in, a *gate.Declined, a *gate.Fault, or the error of the
// context.
func (c *Client) Start(b *gate.Batch) (wait func() error) {
	t := &task{batch: b, bytes: wireBytes(b), done: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.dead == nil && !c.closing && len(c.queue) > 0 && (len(c.queue) >= windowRequests || c.bytes+t.bytes > windowBytes) {
		c.changed.Wait()
	}
	c.lastID++
	t.id = c.lastID
	if c.dead == nil && c.closing {
		return func() error { return errClosed }
	}
	if c.dead != nil {
		t.err = c.dead
		close(t.done)
	} else {
		if len(c.queue) == 0 {
			c.since = time.Now()
		}
		c.queue = append(c.queue, t)
		c.bytes += t.bytes
		c.changed.Broadcast()
	}
	return func() error {
		<-t.done
		return t.err
	}
}

var errClosed = errors.New("the adapter is closed: nothing more can be asked")

// Faults returns the faults met so far, the first hundred of them. Those that belong to no
// request are here only: look again after Close.
func (c *Client) Faults() []gate.Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]gate.Fault(nil), c.faults...)
}

// Stderr returns the end of what the program wrote to standard error, escaped, in quotes; ""
// if it wrote nothing.
func (c *Client) Stderr() string {
	if s := c.stderr.String(); s != "" {
		return quotedEnd(s, maxTail)
	}
	return ""
}

// Close ends the program: its standard input is closed, and if it does not end by itself
// soon it is killed, with all that it started. The error is a fault that belongs to no request, if there
// was one: that program is not to be trusted.
func (c *Client) Close() error {
	c.mu.Lock()
	c.closing = true
	c.changed.Broadcast()
	c.mu.Unlock()
	<-c.done
	c.stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.unsaid
}

// abandon ends everything for a reason that is no fault of the program.
func (c *Client) abandon(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.die(err)
}

// die has every request, and those to come, end with an error. The lock is held.
func (c *Client) die(err error) {
	if c.dead != nil {
		return
	}
	c.dead = err
	if c.session != nil {
		c.session.finish(cause{})
	}
	c.changed.Broadcast()
}

// bury settles what is left, once nothing reads or writes batches any more.
func (c *Client) bury() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.suspicion; s != nil && s.answered {
		s.first.err = c.dead
		close(s.first.done)
	}
	for _, t := range c.queue {
		t.err = c.dead
		close(t.done)
	}
	c.suspicion, c.queue, c.bytes = nil, nil, 0
}

// note keeps a fault. The lock is held.
func (c *Client) note(f gate.Fault) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, f)
	}
}

// pop takes the oldest request off the queue, with what became of it. The lock is held.
func (c *Client) pop(err error) {
	t := c.queue[0]
	c.queue = c.queue[1:]
	c.bytes -= t.bytes
	c.next = max(c.next-1, 0)
	c.since = time.Now()
	t.err = err
	if f, ok := errors.AsType[*gate.Fault](err); ok {
		f.Request = t.String()
		c.note(*f)
	}
	held := false
	if s := c.suspicion; s != nil {
		c.suspects--
		if f, ok := err.(*gate.Fault); ok && f.Kind != gate.FaultAnswer {
			s.repeated = true
		} else if t == s.first {
			s.answered, held = true, true
		}
		if c.suspects == 0 {
			c.clear(s)
		}
	}
	if !held {
		close(t.done)
	}
	c.changed.Broadcast()
}

// clear ends a suspicion: every request of it has been asked alone. The lock is held.
func (c *Client) clear(s *suspicion) {
	c.suspicion = nil
	if !s.answered {
		return
	}
	if !s.repeated {
		f := s.fault
		f.Request = s.first.String()
		if s.count == 1 {
			f.Message += fmt.Sprintf(", at %v; asked again it was answered: it does not happen each time", s.first)
		} else {
			f.Message += fmt.Sprintf(", with %d requests on their way, the first of them %v; asked again one at a time they were answered: it does not happen each time",
				s.count, s.first)
		}
		f.Message += s.words
		c.note(f)
		s.first.err = &f
	}
	close(s.first.done)
}
