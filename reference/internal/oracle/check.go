package main

import (
	"fmt"
	"io"
	"iter"

	"github.com/softulp/softulp/function"
)

// batchLogits is about how many logits a batch holds: both sides work on one
// batch at the same time.
const batchLogits = 1 << 16

// maxShown is the number of findings of one kind that are printed: for one
// tier, function and family of rows.
const maxShown = 3

// checker compares the reference with an oracle.
type checker struct {
	oracle *oracle
	tiers  []tier
	w      io.Writer // where findings go
	tally  tally
}

// run compares all rows. The error says why it could not; findings are in the
// tally.
func (c *checker) run(rows iter.Seq[row]) error {
	var batch []row
	size := 0
	for r := range rows {
		batch = append(batch, r)
		if size += len(r.in.X); size < batchLogits {
			continue
		}
		if err := c.compare(batch); err != nil {
			return err
		}
		batch, size = batch[:0], 0
	}
	return c.compare(batch)
}

// replies are the oracle's answers for one row, one for each function asked for.
type replies []reply

// compare compares the rows of a batch.
func (c *checker) compare(batch []row) error {
	written := make(chan error, 1)
	go func() { written <- c.ask(batch) }()
	type readResult struct {
		all []replies
		err error
	}
	read := make(chan readResult, 1)
	go func() {
		all, err := c.listen(batch)
		read <- readResult{all, err}
	}()
	answers := make([][][]outputs, len(batch)) // by row, tier, function
	var refused error
	for i, r := range batch {
		if answers[i], refused = c.answer(r); refused != nil {
			refused = fmt.Errorf("%s: %w", r.origin, refused)
			break
		}
	}
	got := <-read
	if got.err != nil {
		at := batch[len(got.all)] // the row that it did not answer
		return fmt.Errorf("%s: %w", c.show(at, at.asked[0]), got.err)
	}
	if err := <-written; err != nil {
		return fmt.Errorf("asking the oracle: %w", err)
	}
	if refused != nil {
		return refused
	}
	for i, r := range batch {
		c.judge(r, got.all[i], answers[i])
	}
	return nil
}

// ask writes the questions of a batch.
func (c *checker) ask(batch []row) error {
	var b []byte
	for _, r := range batch {
		for _, fn := range r.asked {
			if b = r.appendQuestion(b, fn); len(b) < 1<<16 {
				continue
			}
			if _, err := c.oracle.in.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	_, err := c.oracle.in.Write(b)
	return err
}

// listen reads the answers for a batch, or those before an error.
func (c *checker) listen(batch []row) ([]replies, error) {
	var all []replies
	for _, r := range batch {
		var of replies
		for range r.asked {
			r, err := c.oracle.read()
			if err != nil {
				return all, err
			}
			of = append(of, r)
		}
		all = append(all, of)
	}
	return all, nil
}

// answer returns the reference's answers for a row, by tier and function. No tier
// sees what another has evaluated for the row.
func (c *checker) answer(r row) ([][]outputs, error) {
	var all [][]outputs
	for _, t := range c.tiers {
		row, err := t.row(r.in)
		if err != nil {
			return nil, err
		}
		var byFunction []outputs
		for _, fn := range r.asked {
			o, err := t.round(row, r.in, fn, r.f)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", t.name, fn, err)
			}
			byFunction = append(byFunction, o)
		}
		all = append(all, byFunction)
	}
	return all, nil
}

// judge compares the answers for one row, and counts them.
func (c *checker) judge(r row, of replies, answers [][]outputs) {
	c.tally.row(r)
	for i, fn := range r.asked {
		c.tally.question(fn, of[i])
		if !of[i].decided {
			c.report(r, fn, "", fmt.Sprintf("UNDECIDED at %d bits", of[i].prec))
			continue
		}
		for j, t := range c.tiers {
			o := answers[j][i]
			if len(o.y) != len(of[i].bits) {
				c.tally.differences++
				c.report(r, fn, t.name, fmt.Sprintf("DIFFERENCE %d outputs, Arb %d", len(o.y), len(of[i].bits)))
				continue
			}
			if j == 0 {
				c.tally.answers[cell{fn, r.f}] += len(o.y)
			}
			c.judgeOutputs(r, fn, t.name, o, of[i])
		}
	}
}

// judgeOutputs compares the outputs of one tier.
func (c *checker) judgeOutputs(r row, fn function.Function, tier string, o outputs, arb reply) {
	different, first := 0, 0
	for i, v := range o.y {
		if o.known != nil && !o.known[i] {
			continue
		}
		c.tally.compared[tier]++
		if r.f.Encode(v) != arb.bits[i] || o.zero != nil && o.zero[i] != arb.zero[i] {
			if different == 0 {
				first = i
			}
			different++
		}
	}
	if different == 0 {
		return
	}
	c.tally.differences += different
	exact := ""
	if o.zero != nil && o.zero[first] != arb.zero[first] {
		exact = fmt.Sprintf(", exactly 0: %s %v, Arb %v", tier, o.zero[first], arb.zero[first])
	}
	c.report(r, fn, tier, fmt.Sprintf("DIFFERENCE in %d of %d outputs, output %d: %s %#x (%x), Arb %#x (%x)%s", different, len(o.y), first,
		tier, r.f.Encode(o.y[first]), o.y[first], arb.bits[first], r.f.Decode(arb.bits[first]), exact))
}

// report prints a finding about a row, unless there were enough of its kind.
func (c *checker) report(r row, fn function.Function, tier, what string) {
	k := kind{tier, fn, r.origin}
	if r.hard {
		k.origin = ""
	}
	c.tally.findings[k]++
	if c.tally.findings[k] <= maxShown {
		fmt.Fprintf(c.w, "%s: %s\n", what, c.show(r, fn))
	}
}

// show returns the question, which the C program takes as it is, and where the row
// comes from; rows from a file are shown by their line.
func (c *checker) show(r row, fn function.Function) string {
	if r.hard {
		return fmt.Sprintf("%s (%s %v, %d logits)", r.origin, fn, r.f, len(r.in.X))
	}
	b := r.appendQuestion(nil, fn)
	return fmt.Sprintf("%s (%s)", b[:len(b)-1], r.origin)
}
