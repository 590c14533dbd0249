package mutants

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// The passes of the correct losses and gradients, in the order of operations of
// package impl. A mutant changes one of them, or what it is given.

// classes is a row on its way to a loss or a gradient.
type classes struct {
	impl.Arithmetic
	in   function.Input
	z    []float64 // x/T
	m, s float64   // the maximum, the sum of exponentials
	p    []float64 // the softmax
}

// classesOf returns the row's softmax.
func classesOf(a impl.Arithmetic, in function.Input) *classes {
	c := &classes{Arithmetic: a, in: in, z: quotients(a, in.X, in.T())}
	c.m = largest(c.z)
	c.s = denominator(a, c.z, c.m)
	c.p = make([]float64, len(c.z))
	for i, v := range c.z {
		c.p[i] = a.Div(term(a, v, c.m), c.s)
	}
	return c
}

// quotients returns x/T, x itself where T is 1.
func quotients(a impl.Arithmetic, x []float64, t float64) []float64 {
	if t == 1 {
		return x
	}
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = a.Div(v, t)
	}
	return z
}

// undefined reports whether the row has no softmax.
func (c *classes) undefined() bool {
	return len(c.z) > 0 && (math.IsNaN(c.m) || math.IsInf(c.m, 0))
}

// loss returns that of class i, log s − (z_i − m).
func (c *classes) loss(i int) float64 { return c.Sub(c.Log(c.s), c.Sub(c.z[i], c.m)) }

// hard returns the loss of the target, smoothed: Σ is that of the losses of all
// classes, which uniform is multiplied by.
func (c *classes) hard(loss func(i int) float64) float64 {
	if c.in.Smoothing == 0 {
		return loss(c.in.Target)
	}
	return c.mixed(loss, c.in.Smoothing, c.uniform(), sumOf(c.Arithmetic, len(c.z), loss))
}

// mixed returns (1 − ε)·loss + uniform·Σ.
func (c *classes) mixed(loss func(i int) float64, eps, uniform, sum float64) float64 {
	if math.IsInf(sum, 1) {
		return sum
	}
	return c.Add(c.Mul(c.Sub(1, eps), loss(c.in.Target)), c.Mul(uniform, sum))
}

// uniform returns ε/K.
func (c *classes) uniform() float64 { return c.Div(c.in.Smoothing, float64(len(c.z))) }

// sumOf adds up n numbers from the first on.
func sumOf(a impl.Arithmetic, n int, of func(i int) float64) (s float64) {
	for i := range n {
		s = a.Add(s, of(i))
	}
	return s
}

// soft returns the loss of the weights, without the terms of weight 0.
func (c *classes) soft(loss func(i int) float64) float64 {
	if c.undefined() {
		return math.NaN()
	}
	var s float64
	for i, w := range c.in.Weights {
		if w != 0 {
			s = c.Add(s, c.Mul(w, loss(i)))
		}
	}
	return s
}

// labels returns q_i, smoothed.
func (c *classes) labels() []float64 {
	q := make([]float64, len(c.z))
	at := 1.0
	if c.in.Smoothing != 0 {
		for i := range q {
			q[i] = c.uniform()
		}
		at = c.Add(c.Sub(1, c.in.Smoothing), c.uniform())
	}
	q[c.in.Target] = at
	return q
}

// less returns p − q.
func (c *classes) less(q []float64) []float64 {
	y := make([]float64, len(q))
	for i, w := range q {
		y[i] = c.Sub(c.p[i], w)
	}
	return y
}

// minusSum returns p − q with the sum of the others in place of the target.
func (c *classes) minusSum(q []float64) []float64 {
	y, t := c.less(q), c.in.Target
	if c.p[t] > 0 {
		var s float64
		for i, v := range y {
			if i != t {
				s = c.Add(s, v)
			}
		}
		y[t] = c.Sub(0, s)
	}
	return y
}

// weighted returns p·Σ w − w.
func (c *classes) weighted(w []float64) []float64 {
	y, s := make([]float64, len(w)), sequential(c.Arithmetic, w)
	for i, v := range w {
		y[i] = c.Sub(c.product(i, s), v)
	}
	return y
}

// chained goes back through the logarithm and the softmax; quotient is q_i/p_i.
func (c *classes) chained(q []float64, quotient func(i int) float64) []float64 {
	g := make([]float64, len(q))
	for i, w := range q {
		if w != 0 {
			g[i] = -quotient(i)
		}
	}
	y, d := make([]float64, len(q)), c.dot(g)
	for i, v := range g {
		y[i] = c.Mul(c.p[i], c.Sub(v, d))
	}
	return y
}

// dot returns Σ p_i g_i.
func (c *classes) dot(g []float64) float64 {
	return sumOf(c.Arithmetic, len(g), func(i int) float64 { return c.Mul(c.p[i], g[i]) })
}

// product returns p_i·v, 0 where p_i is.
func (c *classes) product(i int, v float64) float64 {
	if c.p[i] == 0 {
		return 0
	}
	return c.Mul(c.p[i], v)
}

// softmaxVJP returns p_i (g_i − Σ p_j g_j).
func (c *classes) softmaxVJP(g []float64) []float64 {
	y, d := make([]float64, len(g)), c.dot(g)
	for i, v := range g {
		y[i] = c.product(i, c.Sub(v, d))
	}
	return y
}

// logSoftmaxVJP returns g_i − p_i Σ g_j.
func (c *classes) logSoftmaxVJP(g []float64) []float64 {
	y, s := make([]float64, len(g)), sequential(c.Arithmetic, g)
	for i, v := range g {
		y[i] = c.Sub(v, c.product(i, s))
	}
	return y
}

// put stores a gradient, divided by the temperature.
func (c *classes) put(y, v []float64) {
	for i, w := range v {
		if t := c.in.T(); t != 1 {
			w = c.Div(w, t)
		}
		y[i] = c.Store(w)
	}
}

// ofRow makes what a mutant that keeps nothing does with a row what Mutant.New wants.
func ofRow(a impl.Arithmetic, compute func(y []float64, c *classes)) func() func(y []float64, in function.Input) {
	return afterRow(a, func() func(y []float64, c, before *classes) {
		return func(y []float64, c, _ *classes) { compute(y, c) }
	})
}

// afterRow does the same for one that sees the row before, nil if there is none.
func afterRow(a impl.Arithmetic, fresh func() func(y []float64, c, before *classes)) func() func(y []float64, in function.Input) {
	return func() func(y []float64, in function.Input) {
		var before *classes
		compute := fresh()
		return func(y []float64, in function.Input) {
			c := classesOf(a, in)
			compute(y, c, before)
			before = c.kept()
		}
	}
}

// kept returns a copy of a row for after the call, when its vectors are the caller's
// again.
func (c *classes) kept() *classes {
	k := *c
	k.in.X, k.in.Cotangent, k.in.Weights, k.z = slices.Clone(c.in.X), slices.Clone(c.in.Cotangent), slices.Clone(c.in.Weights), slices.Clone(c.z)
	return &k
}
