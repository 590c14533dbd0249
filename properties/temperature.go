package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

func temperature() *Property {
	return &Property{
		Name: "temperature",
		Why: "half the temperature is twice each logit, exactly: probabilities are then as their squares, differences of log-probabilities " +
			"double, and a log-sum-exp at most doubles and misses that by log n at most, all within the allowances of the two rows; and twice " +
			"the logits at twice the temperature have the same loss and half the gradient",
		Source: "the definition; Hinton, Vinyals and Dean 2015, (1); the p-norms of e^x decrease with p",
		Applies: func(b *Bench, s *Subject, c *Case) bool {
			return onFinite(b, s, c) && (len(c.X) > 1 || s.Function.TakesSides())
		},
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			warm, cold, t := c.Input, c.Input, c.T()
			cold.X = scaledBy(s, c.X, 2)
			if cold.X == nil || c.rand().IntN(2) == 0 {
				if half := scaledBy(s, c.X, 0.5); half != nil {
					warm.X, cold.X, t = half, c.X, t/2
				}
			}
			if cold.X == nil {
				return silent()
			}
			if s.Function.TakesSides() { // the quotients x/T stay as they are
				warm.Temperature, cold.Temperature = t, 2*t
			}
			for _, in := range []function.Input{warm, cold} {
				if s.Function.Check(&in) != nil || !onFinite(b, s, &Case{Input: in}) {
					return silent()
				}
			}
			p, v := withErrors(b, s, warm)
			if v != nil {
				return v
			}
			q, v := withErrors(b, s, cold)
			if v != nil {
				return v
			}
			switch s.Function {
			case function.Softmax:
				return squares(p, q)
			case function.LogSoftmax:
				return differencesDouble(p, q)
			case function.LogSumExp:
				return normDecreases(p[0], q[0], len(c.X))
			case function.CrossEntropy, function.CrossEntropySoft:
				return isTimes(p, q, 1, "is not the loss of twice the logits at twice the temperature")
			}
			return isTimes(p, q, 2, "is not twice the gradient of twice the logits at twice the temperature")
		},
	}
}

// isTimes holds each p against n times q.
func isTimes(p, q []estimate, n float64, message string) *Violation {
	for i := range p {
		if math.IsInf(p[i].y, 0) { // where the exact one is
			continue
		}
		var off sum
		off.add(1, p[i])
		off.add(-n, q[i])
		if v := off.isZero(i, p[i].y, message); v != nil {
			return v
		}
	}
	return nil
}

// scaledBy returns the row times a power of two, or nil if that is not exact.
func scaledBy(s *Subject, x []float64, by float64) []float64 {
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = v * by
		if !s.DType.Representable(z[i]) || z[i]/by != v || math.IsInf(z[i], 0) != math.IsInf(v, 0) {
			return nil
		}
	}
	return z
}

// squares holds probabilities against the squares of those at twice the
// temperature: s_i(2x) = s_i(x)²/Σ s_j(x)².
func squares(p, q []estimate) *Violation {
	var least, most float64 // Σ s_j²
	for _, e := range p {
		lo, hi := max(0, e.y-e.err), e.y+e.err
		least += float64(lo * lo)
		most += float64(hi * hi)
	}
	for i, e := range q {
		lo, hi := max(0, p[i].y-p[i].err)/math.Sqrt(most), (p[i].y+p[i].err)/math.Sqrt(least)
		lo, hi = float64(lo*lo)*(1-roundoff)-e.err, float64(hi*hi)*(1+roundoff)+e.err
		lo, hi = lo-0x1p-1073, hi+0x1p-1073 // squares that underflow
		if e.y < lo || e.y > hi {
			return &Violation{Index: i, Got: e.y, Exact: nan,
				Message: "is not the square of the probability at twice the temperature, normalised"}
		}
	}
	return nil
}

// differencesDouble holds differences of log-probabilities against those at twice
// the temperature.
func differencesDouble(p, q []estimate) *Violation {
	top := 0
	for i := range p {
		if p[i].y > p[top].y {
			top = i
		}
	}
	for i := range q {
		if math.IsInf(q[i].y, -1) {
			continue
		}
		off := math.Abs((q[i].y - q[top].y) - 2*(p[i].y-p[top].y))
		allowed := q[i].err + q[top].err + 2*(p[i].err+p[top].err)
		allowed += float64(0x1p-50 * (math.Abs(q[i].y) + math.Abs(q[top].y) + 2*math.Abs(p[i].y) + 2*math.Abs(p[top].y)))
		if off > allowed {
			return &Violation{Index: i, Got: q[i].y, Exact: nan, Size: off, Allowed: allowed,
				Message: "is not twice as far from the largest as at twice the temperature, as a number"}
		}
	}
	return nil
}

// normDecreases holds log-sum-exps of n logits: L(2x) ≤ 2L(x) ≤ L(2x) + log n.
func normDecreases(p, q estimate, n int) *Violation {
	slack := q.err + 2*p.err + float64(0x1p-50*(math.Abs(q.y)+2*math.Abs(p.y)+1))
	gap := 2*p.y - q.y
	if gap < -slack || gap > math.Log(float64(n))*(1+roundoff)+slack {
		return &Violation{Index: 0, Got: q.y, Exact: nan, Size: gap, Allowed: slack,
			Message: "of twice the logits is not within log n below twice the log-sum-exp, by more than the allowance as a number"}
	}
	return nil
}
