package remedy

import "github.com/softulp/softulp/impl"

// adam divides a running mean of the gradient by the root of a running mean of
// its squares, so that the size of a step does not depend on that of the
// gradient, as long as it is well above epsilon.
//
//	m = fl(fl(β1·m) + fl((1−β1)·g))
//	v = fl(fl(β2·v) + fl((1−β2)·fl(g²)))
//	d = fl(−rate·fl(fl(m/(1−β1^t)) / fl(fl(√fl(v/(1−β2^t))) + ε)))
func adam() Method {
	return Method{
		Name:   "Adam",
		About:  "A running mean of the gradient over the root of one of its squares.",
		Source: "Kingma and Ba, Adam: a method for stochastic optimization, 2015, algorithm 1",
		New: func(rows, columns int) Rule {
			return NewAdam(rows*columns, 0.01)
		},
	}
}

// The constants of Adam that its paper proposes.
const (
	AdamBeta1   = 0.9
	AdamBeta2   = 0.999
	AdamEpsilon = 1e-8
)

// Adam is the rule's state: the two running means, in the storage dtype, and the
// powers of the two β.
type Adam struct {
	rate         float64
	m, v         []float64
	beta1, beta2 float64
}

// NewAdam returns the rule for n weights.
func NewAdam(n int, rate float64) *Adam {
	return &Adam{rate, make([]float64, n), make([]float64, n), 1, 1}
}

// Change implements [Rule].
func (s *Adam) Change(a impl.Arithmetic, d, _, g []float64) {
	s.beta1 = float64(s.beta1 * AdamBeta1)
	s.beta2 = float64(s.beta2 * AdamBeta2)
	b1, b2 := a.Round(AdamBeta1), a.Round(AdamBeta2)
	c1, c2 := a.Round(1-AdamBeta1), a.Round(1-AdamBeta2)
	fix1, fix2 := a.Round(1-s.beta1), a.Round(1-s.beta2)
	rate, epsilon := a.Round(-s.rate), a.Round(AdamEpsilon)
	for i, v := range g {
		m := a.Add(a.Mul(b1, s.m[i]), a.Mul(c1, v))
		sq := a.Add(a.Mul(b2, s.v[i]), a.Mul(c2, a.Mul(v, v)))
		s.m[i], s.v[i] = a.Store(m), a.Store(sq)
		d[i] = a.Mul(rate, a.Div(a.Div(m, fix1), a.Add(sqrt(a, a.Div(sq, fix2)), epsilon)))
	}
}
