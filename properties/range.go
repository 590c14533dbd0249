package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

const maxFloat = math.MaxFloat64

func rangeOf() *Property {
	return &Property{
		Name: "range",
		Why: "a probability lies in [0, 1], its logarithm is at most 0, a log-sum-exp of n finite logits lies between their maximum " +
			"and that plus log n, and a loss is at least 0: rounding is monotonic, so where the maximum is subtracted first no rounding leads " +
			"outside, except above max + log n by the allowance; a gradient is that of a probability in [0, 1], within its allowance",
		Source: "monotonicity of IEEE 754 rounding; Blanchard, Higham, Higham 2021, (1.5)",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return onFinite(b, s, c) && s.Model.Shift == impl.ShiftMax
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			a := b.evaluate(s, c.Input)
			b.y = resize(b.y, a.Len())
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			least, hi := 0.0, 1.0
			switch s.Function {
			case function.LogSoftmax:
				least, hi = math.Inf(-1), 0
			case function.LogSumExp:
				least, hi = b.exact.Max, math.Inf(1) // accuracy bounds it above
			case function.CrossEntropy, function.CrossEntropySoft:
				if hi = math.Inf(1); s.Model.Form == impl.LSEMinusDot {
					least = -b.ys[0].Err // a difference of two sums
				}
			}
			for i, got := range b.y {
				lo, top := least, hi
				if slices.Contains(gradients(), s.Function) {
					lo, top = gradientRange(s.Function, &c.Input, i)
					lo, top = lo-b.ys[i].Err, top+b.ys[i].Err
				}
				if s.Function == function.Softmax && s.Model.Normalise == impl.ExpMinusLog {
					top += b.ys[i].Err // x − L may be rounded to more than 0
				}
				if s.Function == function.LogSoftmax && s.Model.Scheme == impl.LogOf {
					top += b.ys[i].Err
				}
				if s.Model.Outside && !neverOutside(s) {
					lo, top = lo-b.ys[i].Err, top+b.ys[i].Err
				}
				if same(got, b.rounded[i]) || b.ys[i].Overflows(s.DType, got) {
					continue // beyond the dtype's range, exactly or nearly
				}
				if !(got >= lo && got <= top) {
					return &Violation{Index: i, Got: got, Exact: b.rounded[i], Message: "is outside the function's range"}
				}
			}
			return nil
		},
	}
}

// neverOutside reports whether no rounding leads a program from outside out of the range: a
// softmax that divides by a sum of rounded additions, which is at least each of the terms, and
// what is made of a sum that is at least an e^0 of 1.
func neverOutside(s *Subject) bool {
	m := &s.Model
	switch {
	case m.Scheme != impl.Plain || m.Sum == impl.Compensated:
		return false
	case s.Function == function.Softmax:
		return m.Normalise == impl.Divide
	}
	return m.ExpZeroExact && m.Form == ""
}
