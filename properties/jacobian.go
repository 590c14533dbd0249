package properties

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/function"
	"gonum.org/v1/gonum/mat"
)

// jacobianWidest is the width of the widest rows whose Jacobian is looked at: a
// program is run for each column.
const jacobianWidest = 8

func jacobian() *Property {
	return &Property{
		Name:      "jacobian",
		Functions: []function.Function{function.SoftmaxVJP, function.LogSoftmaxVJP},
		Why: "the products with unit cotangents are the columns of the Jacobian, and that with any other is their sum with its elements for " +
			"weights; the softmax's, diag(s) − ss^T, is symmetric, has rows that add up to 0, and is positive semidefinite: x^T J x is the " +
			"variance of x under s; all within the norms of the allowances",
		Source:  "the definition; Weyl's inequality for the eigenvalues, and the norm of the residual for computed ones (Parlett 1998, theorem 4.5.1)",
		Applies: func(b *Bench, s *Subject, c *Case) bool { return onFinite(b, s, c) && len(c.X) <= jacobianWidest },
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			in := c.Input
			product, v := numbers(b, s, in)
			if v != nil {
				return v
			}
			columns := make([][]estimate, len(in.X))
			for j := range in.X {
				in.Cotangent = make([]float64, len(in.X))
				in.Cotangent[j] = 1
				if columns[j], v = numbers(b, s, in); v != nil {
					return v
				}
			}
			for i, e := range product {
				var off sum
				off.add(1, e)
				for j, g := range c.Cotangent {
					off.add(-g, columns[j][i])
				}
				if v := off.isZero(i, e.y, "is not the sum of the products with the unit cotangents"); v != nil {
					return v
				}
			}
			if s.Function == function.LogSoftmaxVJP {
				return nil
			}
			if v := isSymmetric(columns); v != nil {
				return v
			}
			return isSemidefinite(columns)
		},
	}
}

// isSymmetric holds each element of a Jacobian against its mirror image, and the sum
// of each row against 0.
func isSymmetric(columns [][]estimate) *Violation {
	for i := range columns {
		var row sum
		for j := range columns {
			row.add(1, columns[j][i])
			var off sum
			off.add(1, columns[j][i])
			off.add(-1, columns[i][j])
			if v := off.isZero(i, columns[j][i].y, "is, for one unit cotangent, not what its mirror image in the Jacobian is"); v != nil {
				return v
			}
		}
		if v := row.isZero(i, nan, "is the row of a Jacobian whose elements do not add up to 0"); v != nil {
			return v
		}
	}
	return nil
}

// isSemidefinite holds the least eigenvalue of the symmetric part of a Jacobian against 0.
// With J = exact + E, ‖E‖₂ ≤ ‖E‖_F, no eigenvalue is below −‖E‖_F (Weyl); and a computed λ
// with the vector v has one within ‖Jv − λv‖/‖v‖, whatever the routine.
func isSemidefinite(columns [][]estimate) *Violation {
	n := len(columns)
	var size, allowed norm
	for _, column := range columns {
		for _, e := range column {
			size.add(e.y)
			allowed.add(e.err)
		}
	}
	// Scaled, so that no product below underflows; what is left below 2^-300 is left
	// out, of which the routine makes eigenvalues that are none.
	_, exp := math.Frexp(float64(size))
	j := mat.NewSymDense(n, nil)
	for i := range n {
		for k := range i + 1 {
			if w := math.Ldexp(columns[k][i].y, -exp)/2 + math.Ldexp(columns[i][k].y, -exp)/2; math.Abs(w) >= 0x1p-300 {
				j.SetSym(i, k, w)
			}
		}
	}
	var eigen mat.EigenSym
	if size == 0 || !eigen.Factorize(j, true) {
		return nil
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	v := vectors.ColView(0) // of the least
	least := eigen.Values(nil)[0]
	var residual mat.VecDense
	residual.MulVec(j, v)
	residual.AddScaledVec(&residual, -least, v)
	// And the roundings of the residual, 4n of 2^-53.
	bound := float64(mat.Norm(&residual, 2)/mat.Norm(v, 2)) + float64(0x1p-44*max(1, math.Abs(least)))
	if !(bound < 1) { // the routine failed
		return silent()
	}
	bound = math.Ldexp(bound, exp) + float64(allowed*(1+roundoff))
	if least = math.Ldexp(least, exp); -least > bound {
		return &Violation{Index: -1, Size: -least, Allowed: bound,
			Message: fmt.Sprintf("the Jacobian has an eigenvalue of %.6g, where %.6g is allowed", least, -bound)}
	}
	return nil
}
