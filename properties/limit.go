package properties

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// LimitAnswers returns what a model allows of the answers to a row with +Inf that the
// profile limit takes for the limit of finite ones: as many ulps as to the row of 0
// where that has +Inf and of −Inf elsewhere, whose answers, log-sum-exps apart, are the
// same numbers: 1/m, −log m and what follows from them. They are rounded on the way like
// any others. Nil of other rows and profiles, whose answers are exact.
func LimitAnswers(m impl.Model, fn function.Function, f dtype.Format, p reference.Profile, in function.Input) []allowance.Answer {
	infinite := false
	x := make([]float64, len(in.X))
	for i, v := range in.X {
		switch {
		case v != v:
			return nil
		case math.IsInf(v, 1):
			infinite = true
		default:
			x[i] = math.Inf(-1)
		}
	}
	if p != reference.Limit || !infinite {
		return nil
	}
	in.X = x
	row := new(reference.Row)
	if row.ResetInput(in, p) != nil || row.Check(fn) != nil {
		return nil
	}
	exact := new(allowance.Exact)
	Describe(exact, row, in)
	ys := Answers(nil, row.Answer(fn), f, nil)
	allowance.For(m, fn, f, exact, ys)
	return ys
}

// allows reports whether an answer may be as far off as it is.
func allows(ys []allowance.Answer, a *reference.Answer, f dtype.Format, i int, got float64) bool {
	return ys != nil && !ys[i].Vacuous && a.Within(i, f, got, ys[i].Allowed(got))
}
