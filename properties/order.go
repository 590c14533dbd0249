package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

func order() *Property {
	return &Property{
		Name:      "order",
		Functions: []function.Function{function.Softmax, function.LogSoftmax},
		Why: "the larger of two logits has the larger answer: subtraction, division and rounding are monotonic, so answers may be in the " +
			"wrong order only by the exponential's own error, and in a log-softmax that takes none of each logit not at all",
		Source: "monotonicity of IEEE 754 rounding; the exponential's error as the model states it",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return onFinite(b, s, c) && len(c.X) > 1 && (!s.Model.Outside || comparesExponentials(&s.Model)) && s.Model.Shift == impl.ShiftMax && s.Model.Scheme != impl.Quantised &&
				(s.Function == function.Softmax || s.Model.Scheme != impl.LogOf)
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			b.y = resize(b.y, len(c.X))
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			off, most := orderOff(s), slices.Max(c.X)
			for _, pair := range b.neighbours.of(s.Function, &c.Input) {
				above, below := b.y[pair[0]], b.y[pair[1]]
				if allowed := off(below, most-c.X[pair[1]]); below > above+allowed {
					return &Violation{Index: pair[1], Got: below, Exact: nan, Size: below - above, Allowed: allowed,
						Message: "is larger than the answer to a larger logit, as a number"}
				}
			}
			return nil
		},
	}
}

// comparesExponentials reports whether the answers of a program from outside differ from each
// other as orderOff has it: not where exponents have a logarithm, or a product, in them.
func comparesExponentials(m *impl.Model) bool {
	return m.Shift == impl.ShiftMax && m.Normalise != impl.ExpMinusLog && m.Scheme != impl.Base2 && m.Scheme != impl.LogOf
}

// orderOff returns how far the answers to two logits may be in the wrong order, given the
// larger of them and how far the smaller logit is below the maximum.
//
// Of exponentials within h = 2u·ExpULP/(1 − 2u·ExpULP) of e^d the smaller may come out larger by
// (1+h)²; a product with 1/s and the rounding to storage add a rounding on either side.
// Programs from outside may round one difference and not the other, in the exponent and in a
// logarithm, or work with a reference up to 8 log 2 below the maximum.
func orderOff(s *Subject) func(y, d float64) float64 {
	acc, sto, m := s.Model.Accumulate, s.DType, &s.Model
	if s.Function == function.LogSoftmax && !m.Outside {
		return func(float64, float64) float64 { return 0 }
	}
	h := float64(2 * acc.UnitRoundoff() * m.ExpULP)
	h /= 1 - h
	relative := float64((1+h)*(1+h)) - 1
	relative += float64(4*acc.UnitRoundoff()) + float64(4*sto.UnitRoundoff())
	tiny := float64((m.ExpULP+2)*acc.MinSubnormal()) + 2*sto.MinSubnormal()
	if m.FlushSubnormals {
		tiny += acc.MinNormal()
	}
	if s.Function == function.LogSoftmax { // the roundings of x − m, of the last sum and to storage
		return func(y, d float64) float64 {
			return float64(2*acc.UnitRoundoff()*(d+math.Abs(y))) + float64(2*sto.UnitRoundoff()*math.Abs(y)) + tiny
		}
	}
	return func(y, d float64) float64 {
		if !m.Outside {
			return float64(relative*y) + tiny
		}
		return float64((relative+float64(4*acc.UnitRoundoff()*(min(d, 1<<20)+8)))*y) + tiny
	}
}
