package allowance

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

// Overflows reports whether got and the exact answer, in dtype f, lie on different sides of
// the overflow threshold because of an error that is allowed.
func (a *Answer) Overflows(f dtype.Format, got float64) bool {
	if !a.MayOverflow {
		return false
	}
	if got == f.Overflow(a.Y < 0) || got != got && !f.HasInf() {
		return true
	}
	return math.Abs(got) >= a.Least && math.Abs(got) <= f.Max() && (got < 0) == (a.Y < 0)
}
