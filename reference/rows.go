package reference

import (
	"fmt"
	"math"

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
	switch {
	case fn != function.Softmax || r.kind != finiteRow || r.maxima == r.finites || r.in.T() != 1:
		for i := range y {
			y[i] = a.Round(i, f)
		}
	case f == dtype.Float64:
		r.roundSoftmax(a, y)
	default:
		if r.quickSoftmax(f, y) == 0 {
			break
		}
		for i, v := range y {
			if v != v {
				y[i] = a.Round(i, f)
			}
		}
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

// roundSoftmax rounds to float64: softmaxPair's product and the rounding test of
// approx.round, written out for what is not special.
func (r *Row) roundSoftmax(a *Answer, y []float64) {
	f := r.evaluated()
	ih, il := f.inv.hi, f.inv.lo
	// With the roundings of low parts of at most 2^-52 in the test and before it.
	margin := f.softmaxErr() + 0x1p-102
	eh, el := f.eh[:len(y)], f.el[:len(y)]
	left := 0
	for i, h := range eh {
		p := float64(h * ih)
		q := math.FMA(h, ih, -p) + (float64(h*il) + float64(el[i]*ih))
		w := float64(p * margin)
		lo, hi := p+(q-w), p+(q+w)
		y[i] = lo
		if lo != hi || h == 0 {
			y[i] = math.NaN()
			left++
		}
	}
	for i := 0; left > 0; i++ {
		if y[i] != y[i] {
			y[i] = a.Round(i, dtype.Float64)
			left--
		}
	}
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
