package properties

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/function"
)

func lipschitz() *Property {
	return &Property{
		Name:      "lipschitz",
		Functions: []function.Function{function.Softmax},
		Why: "two rows that are d apart in the Euclidean norm have softmaxes that are d/2 apart at most, as the Jacobian diag(s) − ss^T has rows " +
			"whose magnitudes add up to 2 s_i(1 − s_i) ≤ 1/2: computed ones are that near but for the norms of their allowances",
		Source:  "Gershgorin's theorem and the mean value theorem; Gao and Pavel 2017, proposition 4, has 1 in place of 1/2",
		Applies: onFinite,
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			near := c.Input
			near.X = moved(c.rand(), s, c.X)
			if !onFinite(b, s, &Case{Input: near}) {
				return silent()
			}
			p, v := withErrors(b, s, c.Input)
			if v != nil {
				return v
			}
			q, v := withErrors(b, s, near)
			if v != nil {
				return v
			}
			var off, step, errP, errQ norm
			for i := range p {
				off.add(p[i].y - q[i].y)
				if c.X[i] != near.X[i] { // −Inf stays
					step.add(c.X[i] - near.X[i])
				}
				errP.add(p[i].err)
				errQ.add(q[i].err)
			}
			// Each hypotenuse is good to a few ulps.
			if allowed := float64((step/2 + errP + errQ) * (1 + roundoff)); float64(off) > allowed+0x1p-1040 {
				return &Violation{Index: -1, Size: float64(off), Allowed: allowed,
					Message: fmt.Sprintf("the softmaxes of two rows %.6g apart are %.6g apart, where %.6g is allowed", step, off, allowed)}
			}
			return nil
		},
	}
}

// moved returns a row near x: each finite logit a little further, by as many numbers of
// the dtype or by a part of itself.
func moved(r *rand.Rand, s *Subject, x []float64) []float64 {
	by := math.Ldexp(1, -r.IntN(s.DType.Precision()))
	z := make([]float64, len(x))
	for i, v := range x {
		if z[i] = v; !math.IsInf(v, 0) {
			z[i] = s.DType.Round(v + float64(by*(r.Float64()-0.5)))
		}
	}
	return z
}

// norm is a Euclidean norm.
type norm float64

func (n *norm) add(v float64) { *n = norm(math.Hypot(float64(*n), v)) }
