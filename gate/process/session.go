package process

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/softulp/softulp/gate"
)

// session is one run of the program, from its first line on.
type session struct {
	*child
	client *Client
	hello  *Hello
	lines  *lineReader
	words  tail   // what it wrote to standard error
	raw    []byte // of an answer

	once  sync.Once
	over  chan struct{} // closed when it is over, for the cause
	cause cause
	// written is closed when writing has ended, read when reading has, drained when
	// standard error has been read to its end.
	written, read, drained chan struct{}
}

// cause is why a session is over; its zero value is that there is no fault.
type cause struct {
	kind gate.FaultKind
	text string
	// alone says that the oldest request is to blame; else it may be any that was
	// on its way.
	alone bool
	// ended says that text lacks how the program ended.
	ended bool
}

// finish ends the session; the first cause counts.
func (s *session) finish(why cause) {
	s.once.Do(func() {
		s.cause = why
		close(s.over)
	})
}

// isOver reports whether the session is over.
func (s *session) isOver() bool {
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}

// start starts the program and reads its first line.
func (c *Client) start() (*session, error) {
	ch, err := startChild(&c.options)
	if err != nil {
		return nil, &gate.Fault{Kind: gate.FaultStart, Fatal: true, Message: err.Error()}
	}
	s := &session{
		child: ch, client: c, lines: newLineReader(ch.out),
		over: make(chan struct{}), written: make(chan struct{}), read: make(chan struct{}), drained: make(chan struct{}),
	}
	go func() {
		defer close(s.drained)
		io.Copy(io.MultiWriter(&c.stderr, &s.words), s.errOut)
	}()
	c.mu.Lock()
	dead := c.dead
	c.session = s
	c.mu.Unlock()
	if dead != nil {
		s.finish(cause{})
	}

	var line []byte
	var lineErr error
	got := make(chan struct{})
	go func() {
		defer close(got)
		line, lineErr = s.lines.read(func() int { return maxHello })
	}()
	var fault *gate.Fault
	timer := time.NewTimer(c.options.Timeout)
	defer timer.Stop()
	select {
	case <-got:
		if lineErr == nil {
			if s.hello, fault = parseHello(line); fault == nil {
				s.meet()
				go s.write()
				go s.answers()
				return s, nil
			}
			break
		}
		if lineErr == errLong {
			fault = &gate.Fault{Kind: gate.FaultProtocol, Message: fmt.Sprintf(
				"the adapter's first line has more than %d bytes, and begins with %s", maxHello, quoted(string(line)))}
			break
		}
		fault = &gate.Fault{Kind: gate.FaultStart, Message: "the adapter closed its standard output before it said anything, and still runs"}
		if s.ended(grace) {
			fault.Message = "the adapter ended before it said anything, " + s.status()
		}
		if len(line) > 0 {
			fault.Message += fmt.Sprintf("; its first line was not ended: %s", quoted(string(line)))
		}
	case <-timer.C:
		fault = &gate.Fault{Kind: gate.FaultHang, Message: fmt.Sprintf(
			"the adapter said nothing within %v: it has to write its first line, and flush it, before it reads", c.options.Timeout)}
	case <-s.over: // abandoned
		fault = &gate.Fault{}
	}
	s.end()
	<-got
	<-s.drained
	s.close()
	c.mu.Lock()
	c.session = nil
	dead = c.dead
	c.mu.Unlock()
	if dead != nil {
		return nil, dead
	}
	fault.Fatal = true
	fault.Message += s.lastWords()
	return nil, fault
}

// lastWords quotes the end of standard error, for a message.
func (s *session) lastWords() string {
	const most = 400
	if t := s.words.String(); t != "" {
		return "; standard error ends with " + quotedEnd(t, most)
	}
	return ""
}

// write writes the requests, one after another.
func (s *session) write() {
	defer close(s.written)
	c := s.client
	var e encoder
	w := bufio.NewWriterSize(s.in, 64<<10)
	for {
		t := c.toWrite(s)
		if t == nil {
			s.meet() // it ends now
			s.in.Close()
			return
		}
		err := e.write(w, t.id, t.batch)
		if err == nil {
			err = w.Flush()
		}
		if err == nil {
			c.sent(t)
			continue
		}
		// It crashed, which reading finds, or does not want to read any more; what it still
		// answers is taken.
		s.in.Close()
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-s.over:
		case <-timer.C:
			s.finish(cause{kind: gate.FaultProtocol, text: "the adapter closed its standard input, and still runs"})
		}
		return
	}
}

// toWrite returns the next request to write, nil if there will be none.
func (c *Client) toWrite(s *session) *task {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		if s.isOver() {
			return nil
		}
		if c.next < len(c.queue) && (c.suspects == 0 || c.next == 0) {
			c.next++
			c.sentID = c.queue[c.next-1].id - 1
			if c.next == 1 {
				c.since = time.Now()
			}
			c.changed.Broadcast()
			return c.queue[c.next-1]
		}
		if c.closing && len(c.queue) == 0 {
			return nil
		}
		c.changed.Wait()
	}
}

// sent says that a request was written in full.
func (c *Client) sent(t *task) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sentID = t.id
	c.changed.Broadcast()
}

// answers reads the answers.
func (s *session) answers() {
	defer close(s.read)
	for {
		line, err := s.lines.read(s.client.limit)
		switch {
		case err == nil:
			if !s.client.take(s, line) {
				return
			}
			continue
		case err == errLong:
			s.finish(cause{kind: gate.FaultProtocol, alone: true, text: fmt.Sprintf(
				"the adapter wrote a line of more than %d bytes, the most that is read here, which begins with %s", s.lines.most, quoted(string(line)))})
		case len(line) > 0:
			s.finish(cause{kind: gate.FaultCrash, ended: true, text: ", in the middle of the line " + quoted(string(line))})
		default:
			s.finish(cause{kind: gate.FaultCrash, ended: true})
		}
		return
	}
}

// limit returns how long the line may be that begins now: the answer that is due, as much
// again, and what is left for an error.
func (c *Client) limit() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == 0 {
		return maxHello
	}
	_, encoded := answerBytes(c.queue[0].batch)
	return min(2*encoded+maxHello, maxLine)
}

// take takes a line of the program, and reports whether the session goes on.
func (c *Client) take(s *session, line []byte) bool {
	a, err := parseAnswer(line)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		err = c.due(a.id)
	}
	if err != nil {
		s.finish(cause{kind: gate.FaultProtocol, alone: true, text: "the adapter wrote " + err.Error()})
		return false
	}
	// Whoever waits may change the batch as soon as the request is off the queue: it must
	// not be written any more then. It nearly never is.
	for c.sentID < a.id && !s.isOver() {
		c.changed.Wait()
	}
	if s.isOver() {
		return false
	}
	t := c.queue[0]
	c.mu.Unlock()
	err = a.settle(t.batch, &s.raw)
	c.mu.Lock()
	if f, ok := errors.AsType[*gate.Fault](err); ok {
		f.Message += fmt.Sprintf(", to %v", t)
	}
	c.pop(err)
	return true
}

// due says what is wrong with an answer of that id now. The lock is held.
func (c *Client) due(id int64) error {
	switch {
	case c.next == 0 && id >= 1 && id <= c.lastID-int64(len(c.queue)):
		return fmt.Errorf("another answer to request %d, which was answered", id)
	case c.next == 0:
		return fmt.Errorf("an answer to request %d before anything was asked", id)
	case id == c.queue[0].id:
		return nil
	case id >= 1 && id < c.queue[0].id:
		return fmt.Errorf("another answer to request %d in place of the one to request %d", id, c.queue[0].id)
	case id > c.queue[0].id && id <= c.queue[c.next-1].id:
		return fmt.Errorf("the answer to request %d before the one to request %d: answers are due in the order of the requests", id, c.queue[0].id)
	}
	return fmt.Errorf("an answer with the id %d in place of %d: nobody asked that", id, c.queue[0].id)
}
