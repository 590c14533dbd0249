package gate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// JudgeOptions says how [Judge] judges programs from outside.
type JudgeOptions struct {
	Seed  uint64
	Rows  int    // generated rows for each dtype; 0 is the default
	Input *Input // the user's rows, instead of generated and real ones
	// Case, if not nil, is the one input that is judged, and CaseSeed what properties draw
	// from for it: what a counterexample's command asks for.
	Case     *function.Input
	CaseSeed uint64
	// MaxULP, if not 0, is what no answer may be farther off, whatever its allowance.
	MaxULP float64
	// Expect lists failures that are known, with their reasons.
	Expect []Expectation
	// Time, if not 0, bounds how long each entry is judged; what was judged until then
	// is its outcome, which then depends on the machine.
	Time    time.Duration
	Workers int // goroutines; 0 is one for each CPU. The outcome is the same
	// Command, if not nil, returns the command that judges the program again.
	Command func(p *Program) string
	// Progress, where present, is told how many of all rows are done.
	Progress func(done, total int)
}

// Judge judges programs, each along each of its axes: every row by its allowance and
// its profile, alone and in batches, and by every property. The outcome depends on the
// seed and the programs alone. When ctx is cancelled it returns what was done until
// then, with Interrupted set. Errors are of the options and of descriptions: whatever
// a program does is an outcome.
func Judge(ctx context.Context, programs []*Program, o JudgeOptions) (*Document, error) {
	start := time.Now()
	if len(programs) == 0 {
		return nil, fmt.Errorf("no program to judge")
	}
	doc := &Document{
		Schema: Schema, Seed: o.Seed, Profile: string(programs[0].profile()),
		Go: runtime.Version(), Arch: runtime.GOARCH, Date: start.UTC().Format(time.RFC3339),
	}
	for _, p := range programs {
		if err := p.check(); err != nil {
			return nil, err
		}
	}
	options := &Options{Seed: o.Seed, Rows: o.Rows, Input: o.Input, Workers: o.Workers, Widths: true}
	j := &judging{run: &run{ctx: ctx, o: options, doc: doc}, o: &o}
	var entries []*tally
	sources := map[dtype.Format][]source{}
	for _, p := range programs {
		if sources[p.DType] == nil {
			s, err := j.sources(p)
			if err != nil {
				return nil, err
			}
			sources[p.DType] = s
		}
		for _, axis := range p.axes() {
			entries = append(entries, newOutside(p, axis))
			for _, s := range sources[p.DType] {
				j.total += 2 * s.rows
			}
		}
	}
	var done []*tally
	for _, t := range entries {
		if ctx.Err() != nil {
			break
		}
		done = append(done, t)
		if err := j.timed(ctx, t, sources[t.DType()]); err != nil {
			return nil, err
		}
	}
	doc.Interrupted = ctx.Err() != nil
	for _, t := range done {
		doc.Cases += t.rows
		e := t.entry(options, doc.Interrupted)
		j.finish(&e, t)
		doc.Implementations = append(doc.Implementations, e)
	}
	j.unmet(doc)
	if doc.Interrupted {
		doc.Sources = slices.DeleteFunc(doc.Sources, func(s Source) bool { return s.Rows == 0 })
	}
	doc.Seconds = time.Since(start).Seconds()
	return doc, nil
}

// timed judges an entry for as long as it may take.
func (j *judging) timed(ctx context.Context, t *tally, sources []source) error {
	j.ctx = ctx
	if j.o.Time > 0 {
		var cancel context.CancelFunc
		j.ctx, cancel = context.WithTimeout(ctx, j.o.Time)
		defer cancel()
	}
	err := j.entry(t, sources)
	t.timedOut = ctx.Err() == nil && j.ctx.Err() != nil
	j.ctx = ctx
	return err
}

// judging is Judge at work.
type judging struct {
	*run
	o  *JudgeOptions
	mu sync.Mutex // guards the progress
}

// tick tells the progress of n rows.
func (j *judging) tick(n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done = min(j.done+n, j.total)
	if j.o.Progress != nil {
		j.o.Progress(j.done, j.total)
	}
}

func (p *Program) profile() reference.Profile {
	if p.Profile == "" {
		return reference.IEEE
	}
	return p.Profile
}

func (p *Program) axes() []Axis {
	if slices.Contains(p.Axes, First) {
		return []Axis{Last, First}
	}
	return []Axis{Last}
}

func newOutside(p *Program, axis Axis) *tally {
	o := &outside{Program: p, axis: axis}
	t := newTally(o.subject())
	t.out = o
	return t
}

// sources returns the rows to judge on.
func (j *judging) sources(p *Program) ([]source, error) {
	if c := j.o.Case; c != nil {
		return []source{list("row", "the row that is asked for", nil)}, nil
	}
	return j.run.o.sources(p.DType)
}

// entry judges one program along one axis. Properties are judged while the last answers
// to rows still are.
func (j *judging) entry(t *tally, sources []source) error {
	s := t.out.program()
	var last *part
	for _, source := range sources {
		cases, err := j.cases(source, t, s)
		if err != nil {
			return err
		}
		for len(cases) > 0 { // in parts, so that memory is bounded
			n, elements := 0, 0
			for n < len(cases) && elements < batchElements/2 {
				elements += len(cases[n].x)
				n++
			}
			next := j.ask(t, s, source, cases[:n])
			if err := last.finish(); err != nil {
				return err
			}
			last, cases = next, cases[n:]
		}
	}
	b := new(properties.Bench)
	j.hold(b, t, s)
	if err := last.finish(); err != nil {
		return err
	}
	t.small[0] = j.simple(b, s, "accuracy", t.badAccuracy, t.narrow[0])
	t.small[1] = j.simple(b, s, "edge-cases", t.badSpecial, t.narrow[1])
	return nil
}

// cases returns the rows of a source that the program can be asked for, with what goes
// with them.
func (j *judging) cases(source source, t *tally, s *properties.Subject) ([]caseRow, error) {
	about := j.about(source)
	if c := j.o.Case; c != nil {
		row := caseRow{source: source.name, x: c.X}
		row.Input = *c
		return []caseRow{row}, t.Function.Check(c)
	}
	var cases []caseRow
	for i := range source.rows {
		c := source.row(i, t.DType())
		c.draw(j.o.Seed, s.DType, []function.Function{s.Function})
		t.out.limit(&c.Input)
		about.MinK, about.MaxK = min(about.MinK, len(c.x)), max(about.MaxK, len(c.x))
		if why, widest := c.leaves(t.subject); why != judged {
			t.add(&c, &outcome{left: why, widest: widest})
			continue
		}
		cases = append(cases, c)
	}
	about.Rows = source.rows
	return cases, nil
}

// random returns a source of random numbers for a source of rows.
func (j *judging) random(t *tally, source source) *rand.Rand {
	return rand.New(rand.NewPCG(j.o.Seed, hash(source.name, string(t.Function), t.DType().String(), string(t.out.axis))))
}
