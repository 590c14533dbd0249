package allowance

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

// Overflows reports whether got and the exact answer, in dtype f, lie on different sides of
// the overflow threshold because of an error that is allowed, or whether an operation on
// the way may have overflowed.
func (a *Answer) Overflows(f dtype.Format, got float64) bool {
	if a.MayFail && got-got != 0 {
		return true
	}
	if !a.MayOverflow {
		return false
	}
	if got == f.Overflow(a.Y < 0) || got != got && !f.HasInf() {
		return true
	}
	return math.Abs(got) >= a.Least && math.Abs(got) <= f.Max() && (got < 0) == (a.Y < 0)
}
