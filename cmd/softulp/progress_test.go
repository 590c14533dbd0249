package main

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
)

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	p := &progress{w: &b, what: "judging"}
	p.set(0, 0) // nothing to do yet
	if b.Len() != 0 {
		t.Errorf("a bar for nothing: %q", b.String())
	}
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() { p.set(i+1, 100) })
	}
	wg.Wait()
	p.end()
	p.set(1, 100) // a latecomer
	p.end()
	s := b.String()
	if !strings.Contains(s, "judging") || !strings.Contains(s, "/100") {
		t.Errorf("no bar in %q", s)
	}
	if last := s[strings.LastIndex(s, "\r")+1:]; strings.TrimSpace(last) != "" {
		t.Errorf("the bar stays: %q", last)
	}
}

// TestProgressNotTerminal: a file gets no bar.
func TestProgressNotTerminal(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := newProgress(f, "judging")
	p.set(1, 2)
	p.set(2, 2)
	p.end()
	if info, err := f.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("%d bytes in the file, %v", info.Size(), err)
	}
}

func TestTerminalOf(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/stdout")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if width, colour := terminalOf(f); width != defaultWidth || colour {
		t.Errorf("a file: width %d, colour %v", width, colour)
	}
	if width, colour := terminalOf(&bytes.Buffer{}); width != defaultWidth || colour {
		t.Errorf("a buffer: width %d, colour %v", width, colour)
	}
}
