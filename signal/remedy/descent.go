package remedy

import "github.com/softulp/softulp/impl"

// DescentRate suits a softmax regression on inputs in [0, 1]^64 with a constant.
const DescentRate = 0.25

// descent is plain gradient descent.
//
//	d = fl(−rate·g)
func descent() Method {
	return Method{
		Name:   "descent",
		About:  "Plain gradient descent: minus the gradient times a rate.",
		Source: "Cauchy, Comptes rendus 25, 1847",
		New:    func(int, int) Rule { return Descent{DescentRate} },
	}
}

// Descent is plain gradient descent at a rate.
type Descent struct{ Rate float64 }

// Change implements [Rule].
func (s Descent) Change(a impl.Arithmetic, d, _, g []float64) {
	rate := a.Round(-s.Rate)
	for i, v := range g {
		d[i] = a.Mul(rate, v)
	}
}
