package process

import (
	"fmt"
	"time"

	"github.com/softulp/softulp/gate"
)

// conduct sees sessions through, one after another, until the client is closed or nothing
// more can be asked.
func (c *Client) conduct(s *session) {
	defer close(c.done)
	for s != nil {
		c.watch(s)
		c.wind(s)
		s = c.again()
	}
	c.bury()
}

// watch returns when the session is over: when it says so, when the oldest request has
// waited too long, or when the client is closed and everything is answered.
func (c *Client) watch(s *session) {
	timer := time.NewTimer(c.options.Timeout)
	defer timer.Stop()
	exited := s.exited
	for {
		select {
		case <-exited:
			s.outlived()
			exited = nil
		case <-s.over:
			return
		case <-s.written: // closing, or the program does not read
			c.mu.Lock()
			rest := c.closing && len(c.queue) == 0
			c.mu.Unlock()
			if !rest {
				<-s.over
				return
			}
			// It has what is left of its life to say nothing.
			if s.ended(2 * grace) {
				s.outlived()
				<-s.over
			}
			s.finish(cause{})
			return
		case <-timer.C:
			left := c.patience(s)
			if left <= 0 {
				return
			}
			timer.Reset(left)
		}
	}
}

// outlived ends what a child that has ended itself leaves behind, which may hold its standard output.
// What was written is still read.
func (s *session) outlived() {
	s.kill()
	s.out.SetReadDeadline(time.Now().Add(grace))
}

// patience returns how long the oldest request may still wait, and ends the session if it
// may not.
func (c *Client) patience(s *session) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == 0 {
		return c.options.Timeout
	}
	left := time.Until(c.since.Add(c.options.Timeout))
	if left <= 0 {
		s.finish(cause{kind: gate.FaultHang, alone: true, text: fmt.Sprintf("the adapter did not answer within %v", c.options.Timeout)})
	}
	return left
}

// wind ends what is left of a session that is over, and sees who is to blame.
func (c *Client) wind(s *session) {
	why := s.cause
	quiet := why.ended && why.text == ""
	if why.ended {
		how := "the adapter closed its standard output, and still runs"
		if s.ended(grace) {
			how = fmt.Sprintf("the adapter ended (%s)", s.status())
		} else {
			why.kind = gate.FaultProtocol
		}
		why.text = how + why.text
	}
	s.end()
	c.mu.Lock()
	c.changed.Broadcast() // whoever writes looks whether it is over
	c.mu.Unlock()
	s.in.Close()
	<-s.written
	<-s.read
	<-s.drained
	s.close()

	c.mu.Lock()
	defer c.mu.Unlock()
	asked := c.next
	c.session, c.next = nil, 0
	if c.dead != nil || why.kind == "" {
		return
	}
	if quiet && c.closing && len(c.queue) == 0 {
		return // as it should
	}
	if why.kind == gate.FaultHang {
		c.hangs++
	}
	words := s.lastWords()
	f := gate.Fault{Kind: why.kind, Message: why.text}
	switch {
	case asked == 0:
		f.Message += ", when nothing was asked" + words
		c.note(f)
		if c.unsaid == nil {
			c.unsaid = &f
		}
	case why.alone || c.suspicion != nil:
		f.Message += fmt.Sprintf(", at %v", c.queue[0]) + words
		c.pop(&f)
	default:
		c.suspects = asked
		c.suspicion = &suspicion{fault: f, words: words, count: asked, first: c.queue[0]}
	}
}

// again waits until there is something to ask and starts the program again. It returns nil
// if there will be nothing, or the program does not start.
func (c *Client) again() *session {
	c.mu.Lock()
	for c.dead == nil && !c.closing && len(c.queue) == 0 {
		c.changed.Wait()
	}
	if c.dead != nil || len(c.queue) == 0 {
		c.mu.Unlock()
		return nil
	}
	if c.hangs >= maxHangs {
		c.giveUp(fmt.Sprintf("the adapter hung %s, and is given up", plural(c.hangs, "time")))
		c.mu.Unlock()
		return nil
	}
	if c.restarts >= c.options.MaxRestarts {
		c.giveUp(fmt.Sprintf("the adapter was started again %s, and is given up", plural(c.restarts, "time")))
		c.mu.Unlock()
		return nil
	}
	c.restarts++
	c.mu.Unlock()
	s, err := c.start()
	if err == nil {
		return s
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if f, ok := err.(*gate.Fault); ok {
		f.Message = "started again, " + f.Message
		c.note(*f)
		c.die(f)
	}
	return nil
}

// giveUp ends everything with a fatal fault. The lock is held.
func (c *Client) giveUp(text string) {
	f := gate.Fault{Kind: gate.FaultCrash, Fatal: true, Message: text}
	if n := len(c.faults); n > 0 {
		f.Kind = c.faults[n-1].Kind
		f.Message += "; last, " + c.faults[n-1].Message
	}
	c.note(f)
	c.die(&f)
}
