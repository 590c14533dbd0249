package properties

import (
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func single() *Property {
	return &Property{
		Name: "single",
		Why: "a row with one finite logit has the softmax 1, the log-softmax 0 and the log-sum-exp of that logit, exactly; a row of one logit " +
			"has a loss of 0, and gradients of 0",
		Source: "the definition; Lindemann–Weierstrass: no other row has an exact answer but those of equal logits",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			// With smoothing the target's q, 1 − ε + ε, is rounded.
			return onFinite(b, s, c) && singleIsExact(s) && count(c.X) == 1 && s.Model.Shift == "max" && s.Model.Scheme != "quantised" &&
				(!s.Function.TakesSides() || len(c.X) == 1 && (c.Smoothing == 0 || s.Function != function.CrossEntropyGrad))
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			a := b.evaluate(s, c.Input)
			b.y = resize(b.y, a.Len())
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			for i, got := range b.y {
				if s.Function == function.Softmax && got != b.rounded[i] || s.Function != function.Softmax && !same(got+0, b.rounded[i]+0) {
					return &Violation{Index: i, Got: got, Exact: b.rounded[i], Message: "is not exact in a row of one logit"}
				}
			}
			return nil
		},
	}
}

// singleIsExact reports whether e^0 and what is made of it are exact: e^0 over itself is 1,
// and all else of a program from outside rests on an e^0 of 1, which it may declare.
func singleIsExact(s *Subject) bool {
	m := &s.Model
	return !m.Outside || m.ExpZeroExact || s.Function == function.Softmax && m.Normalise == impl.Divide && m.Scheme == impl.Plain
}

// count returns the number of logits above −Inf.
func count(x []float64) int {
	n := 0
	for _, v := range x {
		if v >= -maxFloat {
			n++
		}
	}
	return n
}
