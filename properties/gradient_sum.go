package properties

import "fmt"

func gradientSum() *Property {
	return &Property{
		Name:      "gradient-sum",
		Functions: gradients(),
		Why: "adding a constant to every logit changes no probability and no loss, so what a gradient has along that direction, its sum, is 0: " +
			"computed ones add up to no more than their allowances",
		Source:  "the definition: Σ s_i (g_i − Σ s_j g_j) = 0, as Σ s_i = 1; libnd4j#440 and darknet PR#96, whose gradients have another sum",
		Applies: onFinite,
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			es, v := withErrors(b, s, c.Input)
			if v != nil {
				return v
			}
			var all sum
			for _, e := range es {
				all.add(1, e)
			}
			if v := all.isZero(-1, nan, ""); v != nil {
				v.Message = fmt.Sprintf("the components add up to %.6g, where %.6g is allowed", all.y+all.low, v.Allowed)
				return v
			}
			return nil
		},
	}
}
