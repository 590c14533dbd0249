package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

func merge() *Property {
	return &Property{
		Name:      "merge",
		Functions: []function.Function{function.LogSumExp},
		Why: "the log-sum-exp of a row is that of the log-sum-exps of its parts, as online and blocked algorithms have it: computed both " +
			"ways, the answers differ by no more than the allowances of the four",
		Source: "Milakov and Gimelshein 2018, section 3; e^x is convex, so an error in a part's log-sum-exp is not magnified",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return onFinite(b, s, c) && len(c.X) > 1
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			at := 1 + c.rand().IntN(len(c.X)-1)
			parts := [3][]float64{c.X, c.X[:at], c.X[at:]}
			var l, err [4]float64
			for k, x := range parts {
				if !onFinite(b, s, &Case{Input: function.Logits(x)}) {
					return silent()
				}
				if v := logSumExp(b, s, x, &l[k], &err[k]); v != nil {
					return v
				}
			}
			pair := l[1:3]
			if !onFinite(b, s, &Case{Input: function.Logits(pair)}) {
				return silent()
			}
			if v := logSumExp(b, s, pair, &l[3], &err[3]); v != nil {
				return v
			}
			off, allowed := math.Abs(l[3]-l[0]), (err[0]+max(err[1], err[2])+err[3])*(1+0x1p-40)
			if math.IsInf(allowed, 1) || math.IsInf(l[0], 0) || math.IsInf(l[3], 0) {
				return silent()
			}
			if !(off <= allowed) {
				return &Violation{Index: 0, Got: l[3], Exact: l[0], Size: off, Allowed: allowed,
					Message: "merged from two parts, differs from that of the row as a number"}
			}
			return nil
		},
	}
}

// logSumExp computes a row's and its allowance as a number.
func logSumExp(b *Bench, s *Subject, x []float64, l, err *float64) *Violation {
	in := function.Logits(x)
	b.evaluate(s, in)
	b.y = resize(b.y, 1)
	v := s.run(b, b.y, in)
	*l, *err = b.y[0], b.ys[0].Err
	if b.ys[0].Vacuous || b.ys[0].MayOverflow {
		*err = math.Inf(1)
	}
	return v
}
