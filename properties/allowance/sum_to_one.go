package allowance

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// SumToOne bounds |Σ ŷ_i − 1| for a softmax, before each ŷ_i is rounded to storage,
// whatever the exponential does: with ê_j the computed exponentials and ŝ their
// computed sum,
//
//	Σ ê_i/ŝ = 1 + (Σ ê_j − ŝ)/ŝ
//
// so that only the additions' errors count, the normalisation's, and what
// underflows. ok is false where the answers are not the same exponentials over
// their sum: schemes that rescale, exp(x − L), and programs from outside, which may have
// other exponentials in the sum.
func SumToOne(m impl.Model, storage dtype.Format, e *Exact) (bound float64, ok bool) {
	if m.Outside || m.Scheme != impl.Plain && m.Scheme != impl.Base2 && m.Scheme != impl.Tree || m.Normalise == impl.ExpMinusLog {
		return 0, false
	}
	c := newCalc(m, storage, e)
	s := c.sum()
	over, under := s.ratios()
	extra, absolute := c.normalisation(over)
	t := compose(float64(s.lost*(1+under)), extra)
	return float64((t + float64(absolute*float64(len(e.X)))) * slack), t < math.Inf(1)
}
