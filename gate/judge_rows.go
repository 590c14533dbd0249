package gate

import (
	"hash/fnv"
	"io"
	"math"
	"sync"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

// inFlight bounds the batches that a program has been asked for and that are not judged
// yet: enough for it to have work while exact answers are found.
const inFlight = 8

// DType is the dtype of the tally's answers.
func (t *tally) DType() dtype.Format { return t.arithmetic.Storage }

// judge asks for cases, the first time and again, and adds up what comes of it.
func (j *judging) judge(t *tally, s *properties.Subject, source source, cases []caseRow) error {
	shapes := make([]shape, len(cases))
	for i := range cases {
		shapes[i] = shape{len(cases[i].x), cases[i].Temperature, cases[i].Smoothing}
	}
	plan := place(shapes, j.random(t, source))
	outcomes := make([]*outcome, len(cases))
	answers := make([][]float64, len(cases))
	var first sync.WaitGroup // batches of the first time, which the others are held against
	for _, p := range plan {
		if !p.again {
			first.Add(1)
		}
	}

	type asked struct {
		number int
		placed
		batch *Batch
		wait  func() error
	}
	queue := make(chan asked, inFlight)
	differ := make([]*difference, len(plan))
	errs := make([]error, len(plan))
	var wg sync.WaitGroup
	var mu sync.Mutex // guards t.bins and j.done
	for range j.run.o.workers() {
		wg.Go(func() {
			exact := newExactRow()
			bins := new(measures)
			for a := range queue {
				err := a.wait()
				if !a.again {
					if err == nil {
						errs[a.number] = j.measure(t, &a.placed, a.batch, cases, outcomes, answers, exact, bins)
					}
					first.Done()
					j.tick(&mu, len(a.rows))
					continue
				}
				first.Wait()
				if err == nil {
					differ[a.number] = compare(&a.placed, a.batch, answers)
				}
				j.tick(&mu, len(a.rows))
			}
			mu.Lock()
			defer mu.Unlock()
			t.bins.add(bins)
			about := j.about(source)
			about.Answers += exact.counted
			about.Enclosed += exact.enclosed
		})
	}
	started := 0
	for n := range plan {
		if j.ctx.Err() != nil || t.out.isFatal() {
			break
		}
		b := plan[n].batch(s, t.out.axis, cases)
		queue <- asked{n, plan[n], b, t.out.start(b)}
		started++
	}
	for _, p := range plan[started:] { // nobody must wait for what was not asked
		if !p.again {
			first.Done()
		}
	}
	close(queue)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	for i, o := range outcomes {
		if o != nil {
			t.add(&cases[i], o)
		} else {
			t.unanswered++
		}
	}
	for n, d := range differ {
		if !plan[n].again || n >= started {
			continue
		}
		t.compared(&plan[n], d, cases)
	}
	return nil
}

// tick tells the progress of n rows.
func (j *judging) tick(mu *sync.Mutex, n int) {
	mu.Lock()
	defer mu.Unlock()
	j.done = min(j.done+n, j.total)
	if j.run.o.Progress != nil {
		j.run.o.Progress(j.done, j.total)
	}
}

// measure holds a batch's answers against the exact ones.
func (j *judging) measure(t *tally, p *placed, b *Batch, cases []caseRow, outcomes []*outcome, answers [][]float64, exact *exactRow, bins *measures) error {
	fns := []function.Function{t.Function}
	for n, i := range p.rows {
		if i == company {
			continue
		}
		y := b.Answer(n)
		exact.real, exact.chosen = cases[i].real, cases[i].known != nil
		if err := exact.reset(cases[i].input(t.Function), t.DType(), t.out.profile(), fns); err != nil {
			return err
		}
		if exact.row.IsFinite() {
			exact.describe(fns)
			exact.counted += len(y)
			exact.enclosed += exact.row.Enclosed()
		}
		o := &outcome{maxAt: -1, classAt: -1, badAt: -1}
		exact.measure(o, t.subject, y, bins, 0)
		if o.special {
			o.y = y
		}
		outcomes[i], answers[i] = o, y
	}
	return nil
}

// difference is an answer that was another one before.
type difference struct {
	row, index    int // of the case and in its answer
	place, of     int
	before, after float64
}

// compare holds a batch's answers against those of the first time.
func compare(p *placed, b *Batch, answers [][]float64) *difference {
	for n, i := range p.rows {
		if i == company || answers[i] == nil {
			continue
		}
		for k, got := range b.Answer(n) {
			if before := answers[i][k]; math.Float64bits(before) != math.Float64bits(got) && !(before != before && got != got) {
				return &difference{i, k, n, len(p.rows), before, got}
			}
		}
	}
	return nil
}

// hash returns a number for names, which are not empty.
func hash(names ...string) uint64 {
	h := fnv.New64a()
	for _, n := range names {
		io.WriteString(h, n+"\x00") // a hash never returns an error
	}
	return h.Sum64()
}
