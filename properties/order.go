package properties

import (
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func order() *Property {
	return &Property{
		Name:      "order",
		Functions: []function.Function{function.Softmax, function.LogSoftmax},
		Why: "the larger of two logits has the larger answer: subtraction, division and rounding are monotonic, so answers may be in the " +
			"wrong order only by the exponential's own error, and in a log-softmax that takes none of each logit not at all",
		Source: "monotonicity of IEEE 754 rounding; the exponential's error as the model states it",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return onFinite(b, s, c) && len(c.X) > 1 && s.Model.Shift == impl.ShiftMax && s.Model.Scheme != impl.Quantised &&
				(s.Function == function.Softmax || s.Model.Scheme != impl.LogOf)
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			b.y = resize(b.y, len(c.X))
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			// Of exponentials within h = 2u·ExpULP/(1 − 2u·ExpULP) of e^d the smaller may
			// come out larger by (1+h)²; a product with 1/s and the rounding to storage
			// add a rounding on either side.
			acc, sto := s.Model.Accumulate, s.DType
			h := float64(2 * acc.UnitRoundoff() * s.Model.ExpULP)
			h /= 1 - h
			slack := float64((1+h)*(1+h)) - 1
			slack += float64(4*acc.UnitRoundoff()) + float64(4*sto.UnitRoundoff())
			tiny := float64((s.Model.ExpULP+2)*acc.MinSubnormal()) + 2*sto.MinSubnormal()
			if s.Model.FlushSubnormals {
				tiny += acc.MinNormal()
			}
			if s.Function == function.LogSoftmax {
				slack, tiny = 0, 0
			}
			for _, pair := range neighbours(s.Function, &c.Input) {
				above, below := b.y[pair[0]], b.y[pair[1]]
				if below > above+float64(slack*below)+tiny {
					return &Violation{Index: pair[1], Got: below, Exact: nan, Size: below - above, Allowed: float64(slack*below) + tiny,
						Message: "is larger than the answer to a larger logit, as a number"}
				}
			}
			return nil
		},
	}
}
