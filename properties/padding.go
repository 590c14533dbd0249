package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

func padding() *Property {
	return &Property{
		Name:   "padding",
		Why:    "a logit −Inf is an absent term: with some of them inserted, the other answers stay within their allowances, and theirs are 0 or −Inf exactly",
		Source: "the definition; section 7 of the profile table: −Inf among finite numbers",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return s.DType.HasInf() && onFinite(b, s, c) && len(c.X) <= 4096
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			r := c.rand()
			padded := make([]float64, 0, len(c.X)+16)
			for _, v := range c.X {
				for r.IntN(4) == 0 && len(padded) < cap(padded)-len(c.X) {
					padded = append(padded, math.Inf(-1))
				}
				padded = append(padded, v)
			}
			for range 1 + r.IntN(9) {
				padded = append(padded, math.Inf(-1))
			}
			return accurate(b, s, function.Logits(padded), "with −Inf inserted")
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
