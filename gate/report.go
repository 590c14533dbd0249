package gate

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/fuzz/worst"
	"github.com/softulp/softulp/reference"
)

// batchElements bounds the logits whose outcomes are held before they are
// added up.
const batchElements = 1 << 22

// Report judges every implementation that o asks for. The outcome depends on
// the seed alone, not on the number of CPUs. When ctx is cancelled it returns
// what was done until then, with Interrupted set.
func Report(ctx context.Context, o Options) (*Document, error) {
	start := time.Now()
	all, err := o.subjects()
	if err != nil {
		return nil, err
	}
	doc := &Document{
		Schema: Schema, Seed: o.Seed, Profile: string(reference.IEEE),
		Go: runtime.Version(), Arch: runtime.GOARCH, Date: start.UTC().Format(time.RFC3339),
	}
	known, err := worst.Known()
	if err != nil {
		return nil, err
	}
	run := &run{ctx: ctx, o: &o, doc: doc}
	tallies := make([]*tally, len(all))
	for i := range all {
		tallies[i] = newTally(&all[i])
	}
	plan := map[dtype.Format][]source{}
	for _, f := range dtype.All() {
		if !slices.ContainsFunc(all, func(s subject) bool { return s.arithmetic.Storage == f }) {
			continue
		}
		if plan[f], err = o.sources(f); err != nil {
			return nil, err
		}
		for _, s := range plan[f] {
			run.total += s.rows
		}
	}
	for _, f := range dtype.All() {
		var mine []*tally
		for _, t := range tallies {
			if t.arithmetic.Storage == f {
				mine = append(mine, t)
			}
		}
		for _, s := range plan[f] {
			if err := run.source(f, s, mine); err != nil {
				return nil, err
			}
		}
		run.properties(f, mine)
	}
	doc.Interrupted = run.done < run.total
	for _, t := range tallies {
		doc.Cases += t.rows
		e := t.entry(&o, doc.Interrupted)
		e.Known = knownCases(known, e.Name, t.Function)
		doc.Implementations = append(doc.Implementations, e)
	}
	if doc.Interrupted { // leave out what was not got to
		doc.Sources = slices.DeleteFunc(doc.Sources, func(s Source) bool { return s.Rows == 0 })
	}
	doc.Seconds = time.Since(start).Seconds()
	return doc, nil
}

// Findings returns the number of entries whose outcome is unexpected.
func (d *Document) Findings() int {
	n := 0
	for _, e := range d.Implementations {
		if e.Unexpected {
			n++
		}
	}
	return n
}

// run is a report in progress.
type run struct {
	ctx         context.Context
	o           *Options
	doc         *Document
	done, total int
}

// source judges the implementations of one dtype on one set of rows, a batch
// at a time.
func (r *run) source(f dtype.Format, s source, tallies []*tally) error {
	about := r.about(s)
	judged := 0
	for lo := 0; lo < s.rows && r.ctx.Err() == nil; {
		var batch []caseRow
		for elements := 0; lo < s.rows && elements < batchElements/16*max(1, 64/len(tallies)); lo++ {
			c := s.row(lo, f)
			elements += len(c.x) + 64
			batch = append(batch, c)
			about.MinK, about.MaxK = min(about.MinK, len(c.x)), max(about.MaxK, len(c.x))
		}
		before := r.done
		if err := r.batch(f, about, batch, tallies); err != nil {
			return err
		}
		judged += r.done - before
	}
	about.Rows = max(about.Rows, judged)
	if about.MaxK < 0 {
		about.MinK, about.MaxK = 0, 0
	}
	return nil
}

// about returns the document's entry for a source, which all dtypes share.
func (r *run) about(s source) *Source {
	for i := range r.doc.Sources {
		if r.doc.Sources[i].Name == s.name {
			return &r.doc.Sources[i]
		}
	}
	r.doc.Sources = append(r.doc.Sources, Source{Name: s.name, About: s.about, Real: s.real, MinK: math.MaxInt, MaxK: -1})
	return &r.doc.Sources[len(r.doc.Sources)-1]
}

// batch judges rows in parallel and adds the outcomes up in their order.
func (r *run) batch(f dtype.Format, about *Source, rows []caseRow, tallies []*tally) error {
	var fns []function.Function
	for _, t := range tallies {
		if !slices.Contains(fns, t.Function) {
			fns = append(fns, t.Function)
		}
	}
	outcomes := make([][]outcome, len(rows))
	errs := make([]error, len(rows))
	var next atomic.Int64
	var mu sync.Mutex // guards the tallies' histograms and r.done
	var wg sync.WaitGroup
	for range min(r.o.workers(), len(rows)) {
		wg.Go(func() {
			w := newWorker(r, f, fns, tallies)
			for r.ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(rows) {
					break
				}
				if outcomes[i], errs[i] = w.judge(&rows[i]); errs[i] != nil {
					continue
				}
				mu.Lock()
				r.done++
				if r.o.Progress != nil {
					r.o.Progress(r.done, r.total)
				}
				mu.Unlock()
			}
			mu.Lock()
			defer mu.Unlock()
			about.Answers += w.answers
			about.Enclosed += w.enclosed
			r.doc.Speed.add(w.speed)
			for j, t := range tallies {
				t.bins.add(&w.bins[j])
			}
		})
	}
	wg.Wait()
	for i, out := range outcomes {
		if errs[i] != nil {
			return errs[i]
		}
		for j := range out { // none, where the run was interrupted
			tallies[j].add(&rows[i], &out[j])
		}
	}
	return nil
}
