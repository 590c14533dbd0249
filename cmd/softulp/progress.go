package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// defaultWidth is the width of a report that does not go to a terminal.
const defaultWidth = 100

// descriptor returns w's file descriptor if it is a terminal.
func descriptor(w io.Writer) (fd int, ok bool) {
	f, ok := w.(*os.File)
	if !ok {
		return 0, false
	}
	fd = int(f.Fd())
	return fd, term.IsTerminal(fd)
}

// terminalOf returns the width to lay text out for, and whether colours are
// wanted: on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb says not.
func terminalOf(w io.Writer) (width int, colour bool) {
	fd, ok := descriptor(w)
	if !ok {
		return defaultWidth, false
	}
	if columns, _, err := term.GetSize(fd); err == nil && columns > 0 {
		width = columns
	} else {
		width = defaultWidth
	}
	return width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// progress is a bar on a terminal. Its methods may be called from several
// goroutines.
type progress struct {
	mu   sync.Mutex
	w    io.Writer // nil: no bar
	what string    // is being done
	bar  *progressbar.ProgressBar
}

// newProgress returns a bar on w that says what is being done, if that is a
// terminal, and otherwise one that shows nothing.
func newProgress(w io.Writer, what string) *progress {
	if _, ok := descriptor(w); !ok {
		w = nil
	}
	return &progress{w: w, what: what}
}

// set shows that done of total are done.
func (p *progress) set(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w == nil || total <= 0 {
		return
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(p.w),
			progressbar.OptionSetDescription(p.what),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	p.bar.ChangeMax(total)
	// Reports of several goroutines may arrive out of order.
	if done = min(done, total); int64(done) > p.bar.State().CurrentNum {
		p.bar.Set(done) // its error is that of a terminal that has gone
	}
}

// end takes the bar off the terminal.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Clear()
		p.w, p.bar = nil, nil
	}
}
