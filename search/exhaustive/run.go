package exhaustive

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/softulp/softulp/search/shard"
)

// block is the number of rows that a goroutine judges before it looks up.
const block = 1 << 16

// ErrInterrupted says that a run was ended before it was through.
var ErrInterrupted = errors.New("interrupted: an exhaustive run has no result before its end; its shards can be run one by one")

// work is a domain of numbered items, each of which has something that judges it.
type work struct {
	name string
	size uint64
	// start returns what judges items [lo, hi), and where its tally is.
	start func() (run func(lo, hi uint64) error, tally *Tally)
}

// over goes through a shard of the work on all CPUs. The outcome does not depend on
// their number.
func over(ctx context.Context, w work, sh shard.Shard, progress func(done uint64)) (*Tally, error) {
	lo, hi := sh.Range(w.size)
	total := new(Tally)
	var next atomic.Uint64
	var mu sync.Mutex
	var failed error
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			run, tally := w.start()
			for ctx.Err() == nil {
				from := lo + (next.Add(1)-1)*block
				if from >= hi {
					break
				}
				err := run(from, min(from+block, hi))
				mu.Lock()
				failed = errors.Join(failed, err)
				stop := failed != nil
				if progress != nil {
					progress(min(from+block, hi) - from)
				}
				mu.Unlock()
				if stop {
					break
				}
			}
			mu.Lock()
			defer mu.Unlock()
			total.Add(tally)
		})
	}
	wg.Wait()
	switch {
	case failed != nil:
		return nil, failed
	case total.Rows != hi-lo:
		if ctx.Err() == nil {
			return nil, fmt.Errorf("%s: %d rows of %d judged", w.name, total.Rows, hi-lo)
		}
		return nil, ErrInterrupted
	}
	return total, nil
}

// work returns the domain's rows to go through.
func (d *Domain) work(quickly bool) work {
	return work{d.Subject.Name, d.Size(), func() (func(lo, hi uint64) error, *Tally) {
		j := newJudge(d, quickly)
		return j.run, &j.Tally
	}}
}
