package gate

import (
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// Of the rows of a run, every speedEvery-th that has at most speedWidest logits is
// answered by both tiers against the clock: a second or so in all.
const (
	speedEvery  = 53
	speedWidest = 512
)

// compareTiers adds the time that each tier takes to round the answers of a row.
func compareTiers(s *Speed, row *reference.Row, in function.Input, f dtype.Format, fns []function.Function, y []float64) error {
	start := time.Now()
	if err := row.ResetInput(in, reference.IEEE); err != nil || !row.IsFinite() {
		return err
	}
	for _, fn := range fns {
		if err := row.Round(fn, f, y[:fn.Outputs(len(in.X))]); err != nil {
			return err
		}
	}
	fast := time.Since(start)
	start = time.Now()
	alone := new(reference.Row) // which has evaluated nothing
	if err := alone.ResetInput(in, reference.IEEE); err != nil {
		return err
	}
	for _, fn := range fns {
		a := alone.Answer(fn)
		for i := range a.Len() {
			a.At(i).Round(f)
		}
		s.Answers += a.Len()
	}
	s.Enclosure += time.Since(start)
	s.Fast += fast
	s.Rows++
	return nil
}

// add adds what another goroutine measured.
func (s *Speed) add(o Speed) {
	s.Rows += o.Rows
	s.Answers += o.Answers
	s.Fast += o.Fast
	s.Enclosure += o.Enclosure
}
