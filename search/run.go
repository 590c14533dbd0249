package search

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime"
	"sync"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/search/shard"
)

// ErrInterrupted says that a search was ended before it was through.
var ErrInterrupted = errors.New("interrupted")

// Options says how a search is run. Nothing of it changes the result.
type Options struct {
	// Checkpoint is the file that the state is kept in, "" for none. A search that finds
	// its state there goes on from it.
	Checkpoint string
	// Progress, where present, is told how many evaluations of all are done.
	Progress func(done, total int64)
}

// Search is a search for bad rows of a subject.
type Search struct {
	Subject *Subject
	Config  Config
	seeds   []point
}

// New returns a search. The seeds are inputs of the subject's function, of any dtype and
// width: those that are wider than WidestK, or that have no logit, are left out.
func New(s *Subject, c Config, seeds []function.Input) (*Search, error) {
	c.Name, c.Function, c.DType, c.Accumulate = s.Name, string(s.Function), s.DType.String(), s.Model.Accumulate.String()
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Objective == Sum && c.fn != function.Softmax {
		return nil, fmt.Errorf("objective %s: only a softmax adds up to 1, and %s is none", c.Objective, c.fn)
	}
	search := &Search{Subject: s}
	space := newSpace(c.fn, c.f)
	h := fnv.New64a()
	for i := range seeds {
		if k := len(seeds[i].X); k == 0 || k > WidestK || seeds[i].T() != 1 || s.Function.Check(&seeds[i]) != nil {
			continue
		}
		p := space.of(&seeds[i])
		fmt.Fprint(h, p.Keys, p.Target) // a hash never returns an error
		search.seeds = append(search.seeds, p)
	}
	c.Seeds, c.SeedsHash = len(search.seeds), fmt.Sprintf("%016x", h.Sum64())
	search.Config = c
	return search, nil
}

// Run searches a shard's islands, on all CPUs. When ctx is cancelled the error is
// ErrInterrupted, and the checkpoint says how far it has got.
func (s *Search) Run(ctx context.Context, sh shard.Shard, o Options) (*Entry, error) {
	lo, hi := sh.Range(Islands)
	states := make([]island, hi-lo)
	for i := range states {
		states[i] = island{Index: int(lo) + i, K: s.Config.k(int(lo) + i)}
	}
	file := &checkpoint{name: o.Checkpoint, Schema: checkpointSchema, Config: s.Config, Shard: sh, Islands: states}
	if err := file.load(); err != nil {
		return nil, err
	}
	total := int64(0)
	for i := range states {
		total += s.evaluations(int(lo) + i)
	}
	var mu sync.Mutex // guards all below
	var failed error
	next := 0
	progress := func() {
		if o.Progress == nil {
			return
		}
		done := int64(0)
		for i := range file.Islands {
			st := &file.Islands[i]
			done += st.Spent + st.Random + int64(st.Enumerated)
		}
		o.Progress(min(done, total), total)
	}
	workers := runtime.GOMAXPROCS(0)
	if s.Subject.Answer != nil {
		workers = 1
	}
	var wg sync.WaitGroup
	for range min(workers, len(states)) {
		wg.Go(func() {
			e := &evaluator{space: newSpace(s.Config.fn, s.Config.f), s: s.Subject, o: s.Config.Objective}
			for {
				mu.Lock()
				i := next
				next++
				stop := failed != nil || i >= len(states)
				var state island
				if !stop {
					state = file.Islands[i]
				}
				mu.Unlock()
				if stop {
					return
				}
				at := &searcher{island: &state, evaluator: e, c: &s.Config, budget: s.Config.budget(state.Index), seeds: s.seeds}
				for done := false; !done; {
					if ctx.Err() != nil {
						return
					}
					var err error
					done, err = at.guarded()
					mu.Lock()
					if err == nil {
						file.Islands[i] = state.clone()
						err = file.save(done && i == len(states)-1)
					}
					failed = errors.Join(failed, err)
					progress()
					stop := failed != nil
					mu.Unlock()
					if stop {
						return
					}
				}
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return nil, failed
	}
	if ctx.Err() != nil {
		if err := file.save(true); err != nil {
			return nil, err
		}
		return nil, ErrInterrupted
	}
	return s.entry(file.Islands)
}

// evaluations returns how many an island has to do.
func (s *Search) evaluations(island int) int64 {
	if s.Config.enumerable() {
		lo, hi := s.Config.slice(island)
		return int64(hi - lo)
	}
	return 2 * s.Config.budget(island)
}

// guarded is step, with a panic of the program as an error.
func (s *searcher) guarded() (done bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s panicked on %v: %v", s.s.Name, s.in.X, p)
		}
	}()
	return s.step()
}

// clone returns a copy that shares nothing with what a round changes in place. Points are
// never changed.
func (s *island) clone() island {
	c := *s
	c.Elite = append([]scored(nil), s.Elite...)
	return c
}
