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
	if a.Y < 0 {
		got = -got // Least is on the side of Y
	}
	switch {
	case got != got:
		return !f.HasInf()
	case math.IsInf(got, -1): // on the other side
		return a.Least <= -f.Max()
	}
	return got >= a.Least
}
