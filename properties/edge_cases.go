package properties

import (
	"fmt"

	"github.com/softulp/softulp/properties/allowance"
)

func edgeCases() *Property {
	return &Property{
		Name:   "edge-cases",
		Why:    "rows with NaN, with +Inf, of nothing but −Inf and of no element are answered as the profile says",
		Source: "section 7 of the design: NumPy, SciPy and PyTorch have the profile ieee, attention kernels masked-zero",
		Applies: func(_ *Bench, s *Subject, c *Case) bool {
			return !finite(c.X) && (s.Expected == nil || s.Expected(c.Input) == "")
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			a := b.evaluate(s, c.Input)
			b.y = resize(b.y, a.Len())
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			var limit []allowance.Answer
			for i, got := range b.y {
				if _, hi := a.Error(i, s.DType, got); hi > 0 {
					if limit == nil {
						limit = LimitAnswers(s.Model, s.Function, s.DType, s.Profile, c.Input)
					}
					if allows(limit, a, s.DType, i, got) {
						continue
					}
					return &Violation{Index: i, Got: got, Exact: b.rounded[i],
						Message: fmt.Sprintf("is not what the profile has: %g", b.rounded[i])}
				}
			}
			return nil
		},
	}
}
