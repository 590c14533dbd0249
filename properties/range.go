package properties

import (
	"math"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

const maxFloat = math.MaxFloat64

func rangeOf() *Property {
	return &Property{
		Name: "range",
		Why: "a probability lies in [0, 1], its logarithm is at most 0, and a log-sum-exp of n finite logits lies between their maximum " +
			"and that plus log n: rounding is monotonic, so where the maximum is subtracted first no rounding leads outside, except " +
			"above max + log n by the allowance",
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
			lo, hi := 0.0, 1.0
			switch s.Function {
			case function.LogSoftmax:
				lo, hi = math.Inf(-1), 0
			case function.LogSumExp:
				lo, hi = b.exact.Max, math.Inf(1) // accuracy bounds it above
			}
			for i, got := range b.y {
				top := hi
				if s.Function == function.Softmax && s.Model.Normalise == impl.ExpMinusLog {
					top += b.ys[i].Err // x − L may be rounded to more than 0
				}
				if s.Function == function.LogSoftmax && s.Model.Scheme == impl.LogOf {
					top += b.ys[i].Err
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
