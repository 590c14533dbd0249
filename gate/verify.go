package gate

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// Answers are what some program has answered already: rows of one length and, for each,
// its outputs, all numbers of the dtype.
type Answers struct {
	Name string // what the rows are called: a file's base name
	*Batch
}

// VerifyOptions says how [Verify] judges answers. Of the program it takes the name, the
// function, the dtype, the model and the profile.
type VerifyOptions struct {
	Program
	Row     int     // the number of the first row, where these are rows out of more
	MaxULP  float64 // if not 0, what no answer may be farther off
	Workers int     // goroutines; 0 is one for each CPU. The outcome is the same
	// Command, if not nil, returns the command that judges a row again.
	Command func(row int) string
	// Progress, where present, is told how many of all rows are done.
	Progress func(done, total int)
}

// Verify judges answers that some program has given, by its allowance and its profile.
// When ctx is cancelled it returns what was done until then, with Interrupted set. Errors
// are of the input: a target that is none, weights below 0, numbers not of the dtype.
func Verify(ctx context.Context, a Answers, o VerifyOptions) (*Document, error) {
	start := time.Now()
	p := &o.Program
	doc := &Document{
		Schema: Schema, Profile: string(p.profile()),
		Go: runtime.Version(), Arch: runtime.GOARCH, Date: start.UTC().Format(time.RFC3339),
	}
	if err := a.check(&o); err != nil {
		return nil, err
	}
	options := &Options{Workers: o.Workers, Widths: true, Input: &Input{Name: a.Name, Rows: a.Rows, K: a.K}}
	j := &judging{run: &run{ctx: ctx, o: options, doc: doc}, o: &JudgeOptions{MaxULP: o.MaxULP}}
	axis := a.Axis
	if axis == "" {
		axis = Last
	}
	t := newOutside(p, axis)
	about := j.about(list(a.Name, "answers that were given", nil))
	about.MinK, about.MaxK, about.Rows = a.K, a.K, a.Rows
	// In parts, so that memory is bounded.
	part := max(1, min(1<<16, batchElements/4/a.K))
	for from := 0; from < a.Rows && ctx.Err() == nil; from += part {
		to := min(from+part, a.Rows)
		if err := j.verify(t, a, o.Row, from, to); err != nil {
			return nil, err
		}
		if o.Progress != nil {
			o.Progress(to, a.Rows)
		}
	}
	doc.Interrupted = t.rows < a.Rows
	about.Rows = t.rows
	doc.Cases = t.rows
	e := t.entry(options, doc.Interrupted)
	j.finish(&e, t)
	for _, w := range []*Worst{e.Worst, e.WorstClass} {
		if w != nil {
			w.Command = a.command(&o, w.Row, w.X, &w.Sides, w.Truncated)
		}
	}
	for i := range e.Checks {
		of := map[string]*found{"accuracy": t.badAccuracy, "edge-cases": t.badSpecial, "budget": t.worst}[e.Checks[i].Property]
		if c := e.Checks[i].Counterexample; c != nil && of != nil {
			c.Command = a.command(&o, of.row, c.X, &c.Sides, c.Truncated)
		}
	}
	doc.Implementations = []Implementation{e}
	doc.Seconds = time.Since(start).Seconds()
	return doc, nil
}

// check returns what is wrong with the answers' input.
func (a *Answers) check(o *VerifyOptions) error {
	n := a.Function.Outputs(a.K)
	switch {
	case a.Function != o.Function || a.DType != o.DType:
		return fmt.Errorf("answers of %s in %v, and a program of %s in %v", a.Function, a.DType, o.Function, o.DType)
	case a.Rows < 1 || a.K < 1 || len(a.X)/a.Rows != a.K || len(a.X)%a.Rows != 0:
		return fmt.Errorf("%d logits are not %d rows of %d, or there are none", len(a.X), a.Rows, a.K)
	case len(a.Y)/a.Rows != n || len(a.Y)%a.Rows != 0:
		return fmt.Errorf("%d answers for %d rows, where %s has %d for each", len(a.Y), a.Rows, a.Function, n)
	case a.Function.TakesTarget() && len(a.Target) != a.Rows:
		return fmt.Errorf("%d targets for %d rows", len(a.Target), a.Rows)
	}
	if v, name := a.Function.Vector(&function.Input{Cotangent: a.Cotangent, Weights: a.Weights}); v != nil && len(*v) != len(a.X) {
		return fmt.Errorf("%d %s for %d logits", len(*v), name, len(a.X))
	}
	for i := range a.Rows {
		in := a.Input(i)
		if err := a.Function.Check(&in); err != nil {
			return fmt.Errorf("row %d: %w", o.Row+i, err)
		}
	}
	return nil
}

// verify measures rows and adds up what comes of it, in their order.
func (j *judging) verify(t *tally, a Answers, first, from, to int) error {
	outcomes, errs := make([]*outcome, to-from), make([]error, j.run.o.workers())
	cases := make([]caseRow, to-from)
	for i := range cases {
		in := a.Input(from + i)
		cases[i] = caseRow{source: a.Name, row: first + from + i, x: in.X}
		cases[i].Input = in
	}
	fns := []function.Function{t.Function}
	about := j.about(list(a.Name, "", nil))
	var wg sync.WaitGroup
	var mu sync.Mutex // guards t.bins and about
	for w := range j.run.o.workers() {
		wg.Go(func() {
			exact, bins := newExactRow(), new(measures)
			for i := w; i < len(cases) && j.ctx.Err() == nil; i += j.run.o.workers() {
				if errs[w] = exact.reset(cases[i].input(t.Function), t.DType(), t.out.profile(), fns); errs[w] != nil {
					break
				}
				if exact.row.IsFinite() {
					exact.describe(fns)
					exact.counted += len(exact.rounded[t.Function])
					exact.enclosed += exact.left
				}
				o := &outcome{maxAt: -1, classAt: -1, badAt: -1}
				y := a.Answer(from + i)
				exact.measure(o, t.subject, y, bins, 0)
				if o.special {
					o.y = y
				}
				outcomes[i] = o
			}
			mu.Lock()
			defer mu.Unlock()
			t.bins.add(bins)
			about.Answers += exact.counted
			about.Enclosed += exact.enclosed
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	for i, o := range outcomes {
		if o == nil { // interrupted: the rows before it are what was judged
			break
		}
		t.add(&cases[i], o)
	}
	return nil
}

// command returns what shows a row again: its exact answers or, if it is too wide for a
// command line, the judgement on it alone.
func (a *Answers) command(o *VerifyOptions, row int, x []string, s *Sides, truncated bool) string {
	if truncated {
		if o.Command == nil {
			return ""
		}
		return o.Command(row)
	}
	c := fmt.Sprintf("softulp exact -f %s --dtype %v", o.Function, o.DType)
	if p := o.Program.profile(); p != reference.IEEE {
		c += " --profile " + string(p)
	}
	if s.Target != nil {
		c += fmt.Sprintf(" --target %d", *s.Target)
	}
	if s.Cotangent != nil {
		c += " --cotangent=" + strings.Join(s.Cotangent, ",")
	}
	if s.Weights != nil {
		c += " --weights=" + strings.Join(s.Weights, ",")
	}
	return c + " " + strings.Join(x, " ")
}
