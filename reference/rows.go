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
	if r.kind != finiteRow || len(y) == 1 || r.maxima == r.finites || !r.temperate() {
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
	for i, v := range got {
		lo[i], hi[i] = a.Error(i, f, v)
	}
	return nil
}
