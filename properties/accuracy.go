package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

func accuracy() *Property {
	return &Property{
		Name: "accuracy",
		Why: "each answer is as close to the exact one as the algorithm's rounding errors, bounded one by one, allow; " +
			"what is infinite or NaN exactly must be so, and nothing else",
		Source:  "Higham, Accuracy and Stability of Numerical Algorithms; Blanchard, Higham, Higham 2021; package allowance",
		Applies: onFinite,
		Check:   checkAccuracy,
	}
}

func checkAccuracy(b *Bench, s *Subject, c *Case) *Violation {
	a := b.evaluate(s, c.Input)
	b.y = resize(b.y, a.Len())
	if v := s.run(b, b.y, c.Input); v != nil {
		return v
	}
	judged := false
	for i, got := range b.y {
		lo, hi := a.Error(i, s.DType, got)
		y := &b.ys[i]
		switch {
		case math.IsInf(lo, 1):
			if !y.Overflows(s.DType, got) {
				return &Violation{Index: i, Got: got, Exact: b.rounded[i], Message: "is of the wrong class"}
			}
		case same(got, b.rounded[i]):
		case got == 0 && b.rounded[i] == 0 && s.Function == function.Softmax:
			return &Violation{Index: i, Got: got, Exact: b.rounded[i], Message: "has the wrong sign of 0: no quotient of positive numbers has"}
		case y.Vacuous && s.Model.Outside: // what it declares says nothing here
			continue
		case y.Vacuous: // nothing is excluded, and that is no pass
			return &Violation{Index: i, Got: got, Exact: b.rounded[i], Size: hi, Allowed: math.Inf(1),
				Message: "cannot be judged, as the model allows any error here, in ulps"}
		case hi == 0:
		case hi == math.MaxFloat64: // beyond what ulps of a float64 can say
			if math.Abs(got-y.Y) > y.Err {
				return &Violation{Index: i, Got: got, Exact: b.rounded[i], Size: math.Abs(got - y.Y), Allowed: y.Err,
					Message: "is too far from the exact answer, as a number"}
			}
		default:
			if allowed := y.Allowed(got); hi > allowed && !a.Within(i, s.DType, got, allowed) {
				return &Violation{Index: i, Got: got, Exact: b.rounded[i], Size: hi, Allowed: allowed,
					Message: "is too many ulps off the exact answer"}
			}
		}
		judged = true
	}
	if !judged && len(b.y) > 0 {
		return silent()
	}
	return nil
}
