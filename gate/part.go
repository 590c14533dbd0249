package gate

import (
	"sync"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

// inFlight bounds the batches that a program has been asked for and has not answered:
// enough for it to have work while others are made.
const inFlight = 8

// part is cases that a program is asked for together, in three steps at once: one goroutine
// asks, another receives the answers in the order in which they were asked for, and others
// judge them. What comes of it does not depend on which is ahead.
type part struct {
	*judging
	t      *tally
	source source
	cases  []caseRow
	plan   []placed

	answers  [][]float64   // to each case, of the first time
	outcomes []*outcome    // of each case
	again    []*comparison // of each placement that was asked for again and answered
	judges   []judge
	running  sync.WaitGroup
}

// judge is a goroutine that judges answers, with memory of its own.
type judge struct {
	exact *exactRow
	bins  measures
	err   error
}

// asked is a placement that the program has been asked for.
type asked struct {
	number int
	batch  *Batch
	wait   func() error
}

// ask asks for cases, the first time and again. It returns when all is answered that was
// asked; answers may still be judged then: see finish.
func (j *judging) ask(t *tally, s *properties.Subject, source source, cases []caseRow) *part {
	shapes := make([]shape, len(cases))
	for i := range cases {
		shapes[i] = shape{len(cases[i].x), cases[i].Temperature, cases[i].Smoothing}
	}
	p := &part{judging: j, t: t, source: source, cases: cases, plan: place(shapes, j.random(t, source)),
		answers: make([][]float64, len(cases)), outcomes: make([]*outcome, len(cases)), judges: make([]judge, j.run.o.workers())}
	p.again = make([]*comparison, len(p.plan))

	answered := make(chan int, len(p.plan)) // so that nothing waits for those who judge
	for i := range p.judges {
		p.running.Go(func() { p.judge(&p.judges[i], answered) })
	}
	queue, used := make(chan asked, inFlight), make(chan *Batch, inFlight)
	var receiving sync.WaitGroup
	receiving.Go(func() { p.receive(queue, answered, used) })
	for n := range p.plan {
		if j.ctx.Err() != nil || t.out.isFatal() {
			break
		}
		b := new(Batch)
		select {
		case b = <-used:
		default:
		}
		p.plan[n].fill(b, s, t.out.axis, cases)
		queue <- asked{n, b, t.out.start(b)}
	}
	close(queue)
	receiving.Wait()
	close(answered)
	return p
}

// receive waits for answers, those of the first time before the others, which are held
// against them. Batches that are no longer needed are used again.
func (p *part) receive(queue <-chan asked, answered chan<- int, used chan<- *Batch) {
	for a := range queue {
		placed := &p.plan[a.number]
		switch err := a.wait(); {
		case err != nil:
			p.tick(len(placed.rows))
			continue // it may not be through with the batch
		case placed.again:
			p.again[a.number] = compare(placed, a.batch, p.answers)
			p.tick(len(placed.rows))
		default:
			for n, i := range placed.rows {
				if i != company {
					p.answers[i] = a.batch.Answer(n)
				}
			}
			a.batch.Y = nil // which is kept
			answered <- a.number
		}
		select {
		case used <- a.batch:
		default:
		}
	}
}

// judge holds answers of the first time against the exact ones.
func (p *part) judge(w *judge, answered <-chan int) {
	w.exact = newExactRow()
	for number := range answered {
		rows := p.plan[number].rows
		for _, i := range rows {
			if i != company && w.err == nil {
				p.outcomes[i], w.err = w.measure(p, i)
			}
		}
		p.tick(len(rows))
	}
}

// measure holds the answer to a case against the exact one.
func (w *judge) measure(p *part, i int) (*outcome, error) {
	fns := []function.Function{p.t.Function}
	c, y, exact := &p.cases[i], p.answers[i], w.exact
	exact.real, exact.chosen = c.real, c.known != nil
	if err := exact.reset(c.input(p.t.Function), p.t.DType(), p.t.out.profile(), fns); err != nil {
		return nil, err
	}
	if exact.row.IsFinite() {
		exact.describe(fns)
		exact.counted += len(y)
		exact.enclosed += exact.left
	}
	o := &outcome{maxAt: -1, classAt: -1, badAt: -1}
	exact.measure(o, p.t.subject, y, &w.bins, 0)
	if o.special {
		o.y = y
	}
	return o, nil
}

// finish waits until all answers are judged, and adds up what came of it: nothing of no part.
func (p *part) finish() error {
	if p == nil {
		return nil
	}
	p.running.Wait()
	about := p.about(p.source)
	for i := range p.judges {
		w := &p.judges[i]
		if w.err != nil {
			return w.err
		}
		p.t.bins.add(&w.bins)
		about.Answers += w.exact.counted
		about.Enclosed += w.exact.enclosed
	}
	for i, o := range p.outcomes {
		if o != nil {
			p.t.add(&p.cases[i], o)
		} else {
			p.t.unanswered++
		}
	}
	for n, c := range p.again {
		if c != nil {
			p.t.compared(&p.plan[n], c, p.cases)
		}
	}
	return nil
}
