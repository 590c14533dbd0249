package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// Describe fills in, from the exact answers of a finite row, what its allowances
// are derived from, in memory that e has.
func Describe(e *allowance.Exact, row *reference.Row, in function.Input) {
	e.Input, e.Softmax, e.Max = in, resize(e.Softmax, len(in.X)), math.Inf(-1)
	if err := row.Float64s(function.Softmax, e.Softmax); err != nil {
		panic(err) // of the length above
	}
	at := 0
	for i, v := range in.X {
		if v > e.Max {
			e.Max, at = v, i
		}
	}
	e.Sum, e.LogSum = 1/e.Softmax[at], math.Abs(row.Answer(function.LogSoftmax).Float64(at))
}

// Answers returns ys, in memory that it has, with an element for each output of a:
// its value and its spacing in f, for allowance.For to fill in the rest. known has the
// values where they are known already, and is nil where not.
func Answers(ys []allowance.Answer, a *reference.Answer, f dtype.Format, known []float64) []allowance.Answer {
	ys = slices.Grow(ys[:0], a.Len())[:a.Len()]
	at, most := f.Spacings(), f.Max()/2
	for i := range ys {
		var y float64
		if known != nil {
			y = known[i]
		} else {
			y = a.Float64(i)
		}
		// The exact answer is within a few ulps of y, and so in its binade, unless that ends there.
		size := math.Abs(y)
		unit := at.At(float64(size * (1 - 0x1p-49)))
		if !(size > leastNormalSpacing && size < most && unit == at.At(float64(size*(1+0x1p-49)))) {
			unit = a.Spacing(i, f)
		}
		ys[i] = allowance.Answer{Y: y, Spacing: unit}
	}
	return ys
}

// leastNormalSpacing is above what has no normal spacing in float64.
const leastNormalSpacing = 0x1p-960
