package properties

import (
	"github.com/softulp/softulp/function"
)

func padding() *Property {
	return &Property{
		Name: "padding",
		Why: "a logit −Inf is an absent term: with some of them inserted, of weight 0, the other answers stay within their allowances, and theirs " +
			"are exactly those of the function where the softmax is 0; label smoothing counts them, so there is none",
		Source: "the definition; section 7 of the profile table: −Inf among finite numbers",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return s.DType.HasInf() && onFinite(b, s, c) && len(c.X) <= 4096
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			r := c.rand()
			from := make([]int, 0, len(c.X)+16)
			for i := range c.X {
				for r.IntN(4) == 0 && len(from) < cap(from)-len(c.X) {
					from = append(from, absent)
				}
				from = append(from, i)
			}
			for range 1 + r.IntN(9) {
				from = append(from, absent)
			}
			cotangent := 0.0
			if s.Function == function.SoftmaxVJP { // times a probability of 0
				cotangent = c.Cotangent[r.IntN(len(c.X))]
			}
			in := arranged(c.Input, from, cotangent)
			in.Smoothing = 0
			return accurate(b, s, in, "with −Inf inserted")
		},
	}
}

// accurate judges the accuracy on another input, made from a case as what says.
func accurate(b *Bench, s *Subject, in function.Input, what string) *Violation {
	c := Case{Input: in}
	if !onFinite(b, s, &c) {
		return silent()
	}
	v := checkAccuracy(b, s, &c)
	if v != nil {
		v.Message += " (" + what + ")"
	}
	return v
}
