package properties

import (
	"math"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func shiftInvariance() *Property {
	return &Property{
		Name: "shift-invariance",
		Why: "adding a constant to every logit changes no probability, no loss and no gradient, and adds it to the log-sum-exp: where x + c is " +
			"exact, no temperature divides it and the maximum is subtracted first, every later operation is on the same numbers, and the answers " +
			"are the same to the last bit",
		Source: "the definition; FasterTransformer#43 and many others, which subtract nothing",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return onFinite(b, s, c)
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			z := shifted(b, s, c)
			if z == nil {
				return silent()
			}
			in := c.Input
			in.X = z
			if v := accurate(b, s, in, "the row shifted"); v != nil {
				return v
			}
			if !seesDifferencesOnly(s) || c.T() != 1 || s.Expected != nil && s.Expected(in) != "" {
				return nil
			}
			b.z = append(b.z[:0], b.y...)
			b.y = resize(b.y, len(b.z))
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			for i, got := range b.y {
				if !same(got, b.z[i]) {
					return &Violation{Index: i, Got: got, Exact: nan, Message: "changes where every logit is shifted by the same number, exactly"}
				}
			}
			return nil
		},
	}
}

// seesDifferencesOnly reports whether a program computes with the logits less their
// maximum alone.
func seesDifferencesOnly(s *Subject) bool {
	if s.Model.Outside && s.Function != function.Softmax {
		return false // a reference of its own, of more digits, may do as well
	}
	if s.Model.Shift != impl.ShiftMax || s.Function == function.LogSumExp || s.Model.Normalise == impl.ExpMinusLog ||
		s.Model.Form == impl.LSEMinusLogit || s.Model.Form == impl.LSEMinusDot {
		return false
	}
	switch s.Model.Scheme {
	case impl.Plain, impl.Online, impl.Log1p:
		return true
	case impl.LogOf, impl.Clipped:
		return s.Function != function.LogSoftmax
	}
	return false
}

// shifted returns c's row plus a constant that every sum with is exact, or nil if
// none is found.
func shifted(b *Bench, s *Subject, c *Case) []float64 {
	r := c.rand()
	b.w = resize(b.w, len(c.X))
	for range 6 {
		by := math.Ldexp(float64(1+r.IntN(255)), r.IntN(24)-8)
		if r.IntN(2) == 0 {
			by = -by
		}
		if r.IntN(4) == 0 { // to the other side of 0, or to it
			by = -c.X[r.IntN(len(c.X))]
		}
		if shiftBy(b.w, c.X, by, s) {
			return b.w
		}
	}
	return nil
}

// shiftBy sets z to x + by and reports whether that is exact, and in the dtype.
func shiftBy(z, x []float64, by float64, s *Subject) bool {
	if by == 0 || math.IsInf(by, 0) {
		return false
	}
	for i, v := range x {
		t := v + by
		z[i] = t
		if math.IsInf(v, -1) {
			continue
		}
		if u := t - v; u != by || t-u != v || t-by != v || math.Abs(t) > s.DType.Max() || !s.DType.Representable(t) {
			return false
		}
	}
	return true
}
