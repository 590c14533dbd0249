package process

import "sync"

// maxTail is how much is kept of what a program writes to standard error.
const maxTail = 8 << 10

// tail keeps the end of what is written to it, whatever its length.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if end := p; len(end) >= maxTail {
		t.kept = append(t.kept[:0], end[len(end)-maxTail:]...)
		return len(p), nil
	}
	if over := len(t.kept) + len(p) - maxTail; over > 0 {
		t.kept = t.kept[:copy(t.kept, t.kept[over:])]
	}
	t.kept = append(t.kept, p...)
	return len(p), nil
}

// String returns what is kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
