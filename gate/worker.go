package gate

import (
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// worker judges the implementations of one dtype on one row after another, in memory
// that the next row uses again.
type worker struct {
	*run
	f       dtype.Format
	fns     []function.Function // of the tallies
	tallies []*tally

	exact  *exactRow
	sample *reference.Row
	y      []float64
	known  []float64 // the largest error of each tally so far

	// What comes out, besides outcomes.
	bins              []measures
	speed             Speed
	answers, enclosed int
}

func newWorker(r *run, f dtype.Format, fns []function.Function, tallies []*tally) *worker {
	return &worker{run: r, f: f, fns: fns, tallies: tallies, exact: newExactRow(), sample: new(reference.Row),
		bins: make([]measures, len(tallies)), known: make([]float64, len(tallies))}
}

// judge draws what goes with a row and returns what each implementation does on it.
func (w *worker) judge(c *caseRow) ([]outcome, error) {
	c.draw(w.o.Seed, w.f, w.fns)
	if n := len(c.x) + 1; len(w.y) < n {
		w.y = make([]float64, n)
	}
	out := make([]outcome, len(w.tallies))
	for j, t := range w.tallies {
		out[j].left, out[j].widest = c.leaves(t.subject)
	}
	w.exact.real, w.exact.chosen, w.exact.clock = c.real, c.known != nil, w.o.Clock
	for _, s := range c.shared(w.fns) {
		if err := w.evaluate(c, s); err != nil {
			return nil, err
		}
		for j, t := range w.tallies {
			if out[j].left == judged && slices.Contains(s.fns, t.Function) {
				out[j] = w.exact.judge(t.subject, w.y, &w.bins[j], w.known[j])
				w.known[j] = max(w.known[j], out[j].max)
			}
		}
	}
	return out, nil
}

// evaluate makes the exact answers those of an input.
func (w *worker) evaluate(c *caseRow, s sharing) error {
	if err := w.exact.reset(s.in, w.f, reference.IEEE, s.fns); err != nil {
		return err
	}
	if w.exact.row.IsFinite() {
		for _, fn := range s.fns {
			w.answers += fn.Outputs(len(c.x))
		}
		w.enclosed += w.exact.left
		w.exact.describe(s.fns)
	}
	if w.o.Clock && c.row%speedEvery == 0 && len(c.x) <= speedWidest {
		return compareTiers(&w.speed, w.sample, s.in, w.f, s.fns, w.y)
	}
	return nil
}
