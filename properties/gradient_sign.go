package properties

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func gradientSign() *Property {
	return &Property{
		Name:      "gradient-sign",
		Functions: gradients(),
		Why: "descent must not go uphill: of a cross-entropy's gradient, without smoothing, only the target's component is below 0, and it is " +
			"not above, as no probability is rounded to more than 1 or less than 0; other components may have the wrong sign only within " +
			"their allowances; and a component is exactly 0 where its probability is, or all cotangents or weights are",
		Source:  "0 ≤ s_i ≤ 1, and the monotonicity of IEEE 754 rounding; tensorflow#3739, labels from 1",
		Applies: onFinite,
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			a := b.evaluate(s, c.Input)
			b.y = resize(b.y, a.Len())
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			signs := signsOf(s, &c.Input)
			for i, got := range b.y {
				y, sign := &b.ys[i], signs(i)
				switch {
				case y.Overflows(s.DType, got):
				case got != got:
					return &Violation{Index: i, Got: got, Exact: b.rounded[i], Message: "has no sign"}
				case sign == mustBe0 && got != 0:
					return &Violation{Index: i, Got: got, Exact: b.rounded[i], Message: "is not 0"}
				case sign == atLeast0 && !(got >= 0), sign == atMost0 && !(got <= 0):
					return &Violation{Index: i, Got: got, Exact: b.rounded[i], Message: fmt.Sprintf("is not %s", sign)}
				case math.Signbit(got) != math.Signbit(y.Y) && !y.Vacuous && !y.MayOverflow && math.Abs(got)+math.Abs(y.Y) > float64(y.Err*(1+roundoff)):
					return &Violation{Index: i, Got: got, Exact: b.rounded[i], Size: math.Abs(got) + math.Abs(y.Y), Allowed: y.Err,
						Message: "has the wrong sign, by more than the allowance as a number"}
				}
			}
			return nil
		},
	}
}

// sign is what must hold of a gradient's component without any allowance.
type sign string

const (
	anySign  sign = "anything"
	mustBe0  sign = "0"
	atLeast0 sign = "0 or more"
	atMost0  sign = "0 or less"
)

// signsOf returns the sign of each component of a gradient, as the rounded arithmetic
// has it of every algorithm that divides exponentials by their sum.
func signsOf(s *Subject, in *function.Input) func(i int) sign {
	v, _ := s.Function.Vector(in)
	others := 0 // elements of the vector that are not 0
	if v != nil {
		for _, w := range *v {
			if w != 0 {
				others++
			}
		}
	}
	most := atMost0
	if s.Model.Normalise != impl.Divide || s.Model.Outside { // a product with 1/s, or e^(x − L), may be rounded to more than 1
		most = anySign
	}
	return func(i int) sign {
		masked := math.IsInf(in.X[i], -1)
		switch {
		case v != nil && others == 0, masked && s.Function == function.SoftmaxVJP:
			return mustBe0
		case s.Function == function.CrossEntropyGrad && in.Smoothing == 0, s.Function == function.CrossEntropySoftGrad:
			switch w := side(s.Function, in, i); {
			case w == 0 && masked:
				return mustBe0
			case w == 0:
				return atLeast0
			case v == nil || others == 1:
				return most
			}
		}
		return anySign
	}
}
