package properties

import (
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func permutation() *Property {
	return &Property{
		Name: "permutation",
		Why: "the order of the logits, with what goes with each, changes no exact answer: a permuted row's answers are within their allowances " +
			"too, and the same where the sum is exact",
		Source:  "the definition; MIGraphX#1290, which subtracts the first logit",
		Applies: func(b *Bench, s *Subject, c *Case) bool { return onFinite(b, s, c) && len(c.X) > 1 },
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			order := c.rand().Perm(len(c.X))
			if v := accurate(b, s, arranged(c.Input, order, 0), "the row permuted"); v != nil {
				return v
			}
			if s.Model.Outside || s.Model.Sum != impl.Exact || s.Model.Scheme != impl.Plain || s.Function.TakesSides() {
				return nil
			}
			b.z = append(b.z[:0], b.y...)
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			for i, j := range order {
				if s.Function == function.LogSumExp {
					i, j = 0, 0
				}
				if !same(b.z[i], b.y[j]) {
					return &Violation{Index: j, Got: b.y[j], Exact: nan, Message: "changes with the order of the row, though the sum is exact"}
				}
			}
			return nil
		},
	}
}
