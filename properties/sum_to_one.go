package properties

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/allowance"
)

func sumToOne() *Property {
	return &Property{
		Name:      "sum-to-one",
		Functions: []function.Function{function.Softmax},
		Why: "the exponentials divided by their own sum add up to 1 but for what the additions, the divisions and the roundings lose, whatever " +
			"the exponential does; algorithms that do not divide by that sum are held to the sum of their allowances",
		Source:  "package allowance, SumToOne; the definition",
		Applies: onFinite,
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			a := b.evaluate(s, c.Input)
			b.y = resize(b.y, a.Len())
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			var sum, low, allowed, roundings float64 // sum + low is Σ y − 1, to 2^-106 a term
			sum = -1
			for i, got := range b.y {
				t := sum + got
				v := t - sum
				low += (sum - (t - v)) + (got - v)
				sum = t
				allowed += b.ys[i].Err
				roundings += s.DType.Spacing(got) / 2
			}
			if bound, ok := allowance.SumToOne(s.Model, s.DType, &b.exact); ok {
				allowed = min(allowed, bound+roundings)
			}
			if math.IsInf(allowed, 1) {
				return silent()
			}
			off := math.Abs(sum + low)
			// Each Err is good to a few ulps, and so is their sum.
			if allowed *= 1 + 0x1p-40; !(off <= allowed) {
				return &Violation{Index: -1, Size: off, Allowed: allowed,
					Message: fmt.Sprintf("the probabilities add up to 1 %+.6g, where %.6g is allowed", sum+low, allowed)}
			}
			return nil
		},
	}
}
