package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func ties() *Property {
	return &Property{
		Name:      "ties",
		Functions: append([]function.Function{function.Softmax, function.LogSoftmax}, gradients()...),
		Why: "equal logits, with equal cotangents or weights and none of them the target, have equal answers, to the last bit: the same " +
			"operations on the same numbers, wherever in the row they stand, unless each answer is a sum of its own; programs from outside " +
			"may have two exponentials, by whose errors their answers may differ",
		Source: "the definition; NNPACK#174, where a vector's body and its tail differ; tinygrad#17088, gradients of ties",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return onFinite(b, s, c) && tiesAreJudged(s) && !(s.Function == function.SoftmaxVJP && s.Model.Form == impl.Jacobian)
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			b.y = resize(b.y, len(c.X))
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			tied := false
			off, most := orderOff(s), slices.Max(c.X)
			in := &c.Input
			for _, pair := range b.neighbours.of(s.Function, in) {
				i, j := pair[0], pair[1]
				if c.X[i] != c.X[j] || !same(side(s.Function, in, i), side(s.Function, in, j)) {
					continue
				}
				tied = true
				if s.Model.Outside {
					if size, allowed := math.Abs(b.y[i]-b.y[j]), off(max(b.y[i], b.y[j]), most-c.X[i]); size > allowed {
						return &Violation{Index: j, Got: b.y[j], Exact: nan, Size: size, Allowed: allowed,
							Message: "differs from the answer to an equal logit by more than two exponentials do, as a number"}
					}
					continue
				}
				if !same(b.y[i], b.y[j]) {
					return &Violation{Index: j, Got: b.y[j], Exact: nan, Message: "differs from the answer to an equal logit"}
				}
			}
			if !tied {
				return silent()
			}
			return nil
		},
	}
}

// tiesAreJudged reports whether answers to equal logits say anything of the program. One from
// outside may have another exponential for a vector than for what is left over of the row, so
// that its gradients differ too, within allowances that accuracy judges.
func tiesAreJudged(s *Subject) bool {
	m := &s.Model
	if !m.Outside {
		return true
	}
	return (s.Function == function.Softmax || s.Function == function.LogSoftmax) && comparesExponentials(m)
}
