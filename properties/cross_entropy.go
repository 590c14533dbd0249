package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

func crossEntropy() *Property {
	return &Property{
		Name:      "cross-entropy",
		Functions: losses(),
		Why: "a cross-entropy is the log-sum-exp less the target's logit, and the log-softmax of the target with the sign changed, or the mean of " +
			"those with the weights: held against both, from the exact ones",
		Source: "the definition; djl#520, which leaves the log-sum-exp out; apple/ml-cross-entropy#52, losses below 0",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return onFinite(b, s, c) && (s.Function != function.CrossEntropy || c.Smoothing == 0)
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			es, v := numbers(b, s, c.Input)
			if v != nil {
				return v
			}
			l, logs := b.row.Answer(function.LogSumExp).Float64(0), b.row.Answer(function.LogSoftmax)
			var fromSum, fromLogs sum
			fromSum.add(1, es[0])
			fromLogs.add(1, es[0])
			for i, x := range c.X {
				w := side(s.Function, &c.Input, i)
				if w == 0 {
					continue
				}
				fromSum.add(-w, exactly(l))
				fromSum.add(w, exactly(x/c.T()))
				fromLogs.add(w, exactly(logs.Float64(i)))
			}
			if v := fromSum.isZero(0, es[0].y, "is not the log-sum-exp less the target's logit"); v != nil {
				return v
			}
			return fromLogs.isZero(0, es[0].y, "is not the target's log-softmax with the sign changed")
		},
	}
}

// exactly returns the estimate of an exact number that is known to a few ulps of
// float64.
func exactly(y float64) estimate { return estimate{y, float64(0x1p-50 * math.Abs(y))} }
