package gate

import (
	"math"

	"github.com/softulp/softulp/function"
)

// count counts an answer of another class than the one due: NaN, an infinity, a number.
func (c *Classes) count(got, due float64) {
	switch {
	case got != got:
		c.NaN++
	case due != due:
		c.LostNaN++
	case math.IsInf(due, 0):
		c.Finite++
	default:
		c.Infinity++
	}
}

func (c *Classes) add(o Classes) {
	c.NaN += o.NaN
	c.LostNaN += o.LostNaN
	c.Infinity += o.Infinity
	c.Finite += o.Finite
	c.Flushed += o.Flushed
	c.ZeroSign += o.ZeroSign
}

// wrongZero reports whether answer i is a zero that is wrong in kind, and counts it: 0
// where a subnormal number is due and none but a flush explains it, or a probability
// of -0, which no sum of positive numbers gives. Of other functions the sign of 0 is a
// matter of how it was subtracted.
func (r *exactRow) wrongZero(o *outcome, s *subject, i int, got float64) bool {
	if got != 0 {
		return false
	}
	due := r.rounded[s.Function][i]
	switch {
	case due == 0:
		if s.Function != function.Softmax || math.Signbit(got) == math.Signbit(due) {
			return false
		}
		o.wrong.ZeroSign++
	case due != due || o.special || math.Abs(due) >= 2*r.f.MinNormal():
		return false // what was flushed may be due a little above the least normal number
	default:
		y := &r.ys[s.Function][i]
		if y.Vacuous || r.answers[s.Function].Within(i, r.f, got, y.Allowed(got)) {
			return false
		}
		o.wrong.Flushed++
	}
	return true
}

// Any reports whether there is any.
func (c *Classes) Any() bool { return *c != Classes{} }
