package reference

import (
	"fmt"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Round sets y to the answers of fn correctly rounded to f, as [Answer.Round]
// gives them one by one; y must have fn.Outputs(r.K()) elements. It allocates
// nothing beyond what the row keeps for the next one, unless the enclosure tier
// is asked (see [Row.Enclosed]).
func (r *Row) Round(fn function.Function, f dtype.Format, y []float64) error {
	a, err := r.bulk(fn, len(y))
	if err != nil {
		return err
	}
	if len(y) == 1 || !r.ordinary() {
		for i := range y {
			y[i] = a.Round(i, f)
		}
		return nil
	}
	clear(y) // leave counts numbers, of which there may be none yet
	switch {
	case fn == function.LogSoftmax:
		a.roundLeft(f, y, r.roundLogs(f, y))
	case fn == function.Softmax && f == dtype.Float64:
		a.roundLeft(f, y, r.evaluated().roundProducts(y, pair{1, 0}))
	case fn == function.Softmax:
		a.roundLeft(f, y, r.quickSoftmax(f, y))
	case f == dtype.Float64:
		a.roundLeft(f, y, r.roundGradient(fn, y))
	default:
		a.roundLeft(f, y, r.quickGradient(fn, f, y))
	}
	return nil
}

// bulk returns the answer of fn, which must have n outputs.
func (r *Row) bulk(fn function.Function, n int) (*Answer, error) {
	if err := r.Check(fn); err != nil {
		return nil, err
	}
	a := r.Answer(fn)
	if a.Len() != n {
		return nil, fmt.Errorf("%d elements for the %d outputs of %s", n, a.Len(), fn)
	}
	return a, nil
}

// Errors sets lo and hi to the ends of the intervals that [Answer.Error] gives for
// the elements of got, in ulps of f; all three must have fn.Outputs(r.K())
// elements.
func (r *Row) Errors(fn function.Function, f dtype.Format, got, lo, hi []float64) error {
	a, err := r.bulk(fn, len(got))
	if err != nil {
		return err
	}
	if len(lo) != len(got) || len(hi) != len(got) {
		return fmt.Errorf("%d and %d elements for the errors of %d answers", len(lo), len(hi), len(got))
	}
	if fn != function.Softmax || !r.ordinary() || f.MaxExp() <= 0 {
		for i, v := range got {
			lo[i], hi[i] = a.Error(i, f, v)
		}
		return nil
	}
	left := r.evaluated().errors(f, got, lo, hi)
	for i := 0; left > 0; i++ {
		if lo[i] != lo[i] {
			lo[i], hi[i] = a.Error(i, f, got[i])
			left--
		}
	}
	return nil
}

// Float64s sets y to what [Answer.Float64] gives for the outputs of fn; y must have
// fn.Outputs(r.K()) elements.
func (r *Row) Float64s(fn function.Function, y []float64) error {
	a, err := r.bulk(fn, len(y))
	if err != nil {
		return err
	}
	if fn != function.Softmax || !r.ordinary() {
		for i := range y {
			y[i] = a.Float64(i)
		}
		return nil
	}
	left := r.evaluated().float64s(y)
	for i := 0; left > 0; i++ {
		if y[i] != y[i] {
			y[i] = a.Float64(i)
			left--
		}
	}
	return nil
}

// ordinary reports whether the fast tier answers for most of the row's softmax: finite logits that
// are not all equal.
func (r *Row) ordinary() bool {
	return r.kind == finiteRow && r.maxima != r.finites && r.temperate()
}
