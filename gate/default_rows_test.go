package gate

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestDefaultRows holds honest algorithms against the rows of a report: what
// fails is explained, what is explained fails.
func TestDefaultRows(t *testing.T) {
	if testing.Short() {
		t.Skip("judges all default rows")
	}
	d := report(t, Options{Seed: 1, Implementations: []string{"shifted", "online", "naive", "log-of-softmax"},
		Functions: []function.Function{function.Softmax, function.LogSoftmax},
		DTypes:    []dtype.Format{dtype.Float8E4M3FN}}) // .ci/run judges all of them
	if d.Findings() != 0 {
		t.Errorf("%d findings", d.Findings())
	}
	expected := 0
	for _, e := range d.Implementations {
		if e.Unexpected {
			t.Errorf("%s %s: %s: %s", e.Function, e.Name, e.Verdict, e.Sentence)
		}
		if e.Expected != "" {
			expected++
			if e.Verdict != Fail {
				t.Errorf("%s %s: %s, but expected: %s", e.Function, e.Name, e.Verdict, e.Expected)
			}
		}
	}
	if expected == 0 {
		t.Error("naive never fails")
	}
}

// TestReportMemory judges many narrow rows, whose outcomes may take 2 KiB each
// at most.
func TestReportMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("judges 50000 rows")
	}
	o := Options{Input: matrixOf(50000, 2), Implementations: []string{"shifted"},
		Functions: []function.Function{function.Softmax}, DTypes: []dtype.Format{dtype.Float32}}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				peak.Store(max(peak.Load(), now.HeapAlloc))
			}
		}
	}()
	e := report(t, o).Implementations[0]
	close(stop)
	<-done
	if e.Rows != 50000 || e.Verdict != Pass {
		t.Errorf("%d rows, %s: %s", e.Rows, e.Verdict, e.Sentence)
	}
	used := int64(peak.Load()) - int64(before.HeapAlloc)
	t.Logf("peak %d MiB above the input", used>>20)
	if used > 96<<20 {
		t.Errorf("peak of %d MiB above the input, want at most 96", used>>20)
	}
}
