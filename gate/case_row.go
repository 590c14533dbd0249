package gate

import (
	"hash/fnv"
	"io"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/fuzz/worst"
	"github.com/softulp/softulp/properties/sides"
)

// caseRow is a row, where it comes from, and what goes with it.
type caseRow struct {
	source string
	row    int
	hazard string
	real   bool // logits of a trained model
	x      []float64
	sides.Drawn
	target *int       // the right class, where it is known
	known  *worst.Row // of a worst case
	// widest is the largest K on which functions that take more than logits are
	// judged, 0 where that is any.
	widest int
}

// draw draws what functions take besides the row: from the seed, the source and the
// row's number, whichever functions those are.
func (c *caseRow) draw(seed uint64, f dtype.Format, fns []function.Function) {
	h := fnv.New64a()
	io.WriteString(h, c.source) // a hash never returns an error
	r := rand.New(rand.NewPCG(seed, h.Sum64()+uint64(c.row)))
	c.Drawn = sides.DrawModerate(f, r, c.x, fns...)
	if c.target != nil {
		c.Label(*c.target)
	}
	if c.known != nil {
		c.Replay(c.known.Function, c.known.Input)
	}
}

// input returns the row as a function takes it: without a temperature, if it takes
// logits only.
func (c *caseRow) input(fn function.Function) function.Input {
	if fn.TakesSides() {
		return c.Input
	}
	return function.Logits(c.x)
}

// about says what the row aims at, and what goes with it.
func (c *caseRow) about(fn function.Function) string {
	aim := c.Aim(fn)
	if c.hazard != "" && aim != "" {
		return c.hazard + ", " + aim
	}
	return c.hazard + aim
}

// leaving says why a row is not judged.
type leaving uint8

const (
	judged  leaving = iota
	tooWide         // for the algorithm, or for functions that take more than logits
	noInput         // of the function: no logit can be the target
)

// leaves returns why an implementation is not judged on the row, and the largest K on
// which it is, 0 where that is any.
func (c *caseRow) leaves(s *subject) (why leaving, widest int) {
	widest = s.Widest
	if s.Function.TakesSides() && c.widest > 0 && (widest == 0 || c.widest < widest) {
		widest = c.widest
	}
	in := c.input(s.Function)
	switch {
	case widest > 0 && len(c.x) > widest:
		return tooWide, widest
	case s.Function.Check(&in) != nil:
		return noInput, widest
	}
	return judged, widest
}

// A sharing is functions that are asked about one input.
type sharing struct {
	in  function.Input
	fns []function.Function
}

// shared returns the inputs that the row is judged on: one for all functions, or two
// where those that take more than logits have a temperature. Functions that have
// something against theirs are left out, and so are they where the row is too wide.
func (c *caseRow) shared(fns []function.Function) []sharing {
	logits, more := sharing{in: function.Logits(c.x)}, sharing{in: c.Input}
	for _, fn := range fns {
		switch {
		case !fn.TakesSides():
			logits.fns = append(logits.fns, fn)
		case (c.widest == 0 || len(c.x) <= c.widest) && fn.Check(&c.Input) == nil:
			more.fns = append(more.fns, fn)
		}
	}
	switch {
	case len(more.fns) == 0:
		return []sharing{logits}
	case len(logits.fns) == 0:
		return []sharing{more}
	case c.T() == 1:
		return []sharing{{c.Input, append(logits.fns, more.fns...)}}
	}
	return []sharing{logits, more}
}
