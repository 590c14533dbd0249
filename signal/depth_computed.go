package signal

import (
	"math/big"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// computedPass is the forward and the backward pass in an arithmetic.
type computedPass struct {
	// states and gradients hold numbers of the storage dtype. Where something
	// overflowed, what comes after it (before it, of gradients) is nil.
	states, gradients [][]float64
}

// kernels are the implementations that a stack is computed with.
type kernels struct{ softmax, vjp impl.Implementation }

// newKernels returns the softmax of most libraries and its VJP.
func newKernels() (k kernels, err error) {
	if k.softmax, err = impl.Find("shifted", function.Softmax); err != nil {
		return k, err
	}
	k.vjp, err = impl.Find("direct", function.SoftmaxVJP)
	return k, err
}

// shiftedCotangent is the VJP of softmax with what belongs to the largest logit subtracted
// from the cotangent first,
//
//	d_i = fl(c_i − c_m), y_i = fl(p_i·fl(d_i − Σ p_j d_j)),
//
// which changes nothing mathematically, as Σ p_j = 1. But where p_m is near 1 the mean of
// c is near c_m, and their difference, which is all that the largest logit's answer
// consists of, has few digits left. With d_m = 0 nothing cancels.
func (k kernels) shiftedCotangent(a impl.Arithmetic, y []float64, in function.Input) {
	inner := impl.Arithmetic{Storage: a.Accumulate, Accumulate: a.Accumulate}
	p := make([]float64, len(in.X))
	k.softmax.Compute(inner, p, function.Logits(in.X))
	top := 0
	for i, v := range in.X {
		if v > in.X[top] {
			top = i
		}
	}
	var mean float64
	for i, c := range in.Cotangent {
		mean = a.Add(mean, a.Mul(p[i], a.Sub(c, in.Cotangent[top])))
	}
	for i, c := range in.Cotangent {
		y[i] = a.Store(a.Mul(p[i], a.Sub(a.Sub(c, in.Cotangent[top]), mean)))
	}
}

// compute evaluates the stack in an arithmetic, with the gradient multiplied by scale
// first. States, softmaxes, gradients and what enters the VJP are stored; products with
// the weights are added up from left to right in the accumulation dtype, and what
// residual connections add is added there.
func (n *stack) compute(k kernels, a impl.Arithmetic, scale float64) *computedPass {
	layers := len(n.weights)
	p := &computedPass{states: make([][]float64, layers+1), gradients: make([][]float64, layers+1)}
	x := n.input
	p.states[0] = x
	s := make([]float64, len(x))
	for l, w := range n.weights {
		k.softmax.Compute(a, s, function.Logits(x))
		next := make([]float64, len(x))
		for i, row := range w {
			var h float64
			for j, v := range row {
				h = a.Add(h, a.Mul(v, s[j]))
			}
			h = a.Mul(h, n.gain)
			if n.residual {
				h = a.Add(h, x[i])
			}
			next[i] = a.Store(h)
		}
		if !finite(next) {
			return p
		}
		x = next
		p.states[l+1] = x
	}

	g := make([]float64, len(x))
	for i, v := range n.gradient {
		g[i] = a.Store(float64(v * scale))
	}
	if !finite(g) {
		return p
	}
	p.gradients[layers] = g
	for l := layers - 1; l >= 0; l-- {
		c := make([]float64, len(g))
		for j := range c {
			var sum float64
			for i, row := range n.weights[l] {
				sum = a.Add(sum, a.Mul(row[j], g[i]))
			}
			c[j] = a.Store(a.Mul(sum, n.gain))
		}
		if !finite(c) {
			return p
		}
		next := make([]float64, len(g))
		k.vjp.Compute(a, next, function.Input{X: p.states[l], Cotangent: c})
		if n.residual {
			for i := range next {
				next[i] = a.Store(a.Add(next[i], g[i]))
			}
		}
		if !finite(next) {
			return p
		}
		g = next
		p.gradients[l] = g
	}
	return p
}

// finite reports whether all elements are.
func finite(x []float64) bool {
	for _, v := range x {
		if v-v != 0 {
			return false
		}
	}
	return true
}

// zeros reports whether all elements are 0.
func zeros(x []float64) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}

// unscaled returns the elements of a gradient divided by the scale, exactly: both are
// binary, and the scale is a power of two.
func (b *bits) unscaled(g []float64, scale float64) []*big.Float {
	v := b.numbers(g)
	for i := range v {
		v[i].Quo(v[i], b.number(scale))
	}
	return v
}

// relativeError returns ‖got − want‖/‖want‖ for a want that is not 0.
func (b *bits) relativeError(got, want []*big.Float) float64 {
	e := b.norm(b.minus(got, want))
	f, _ := e.Quo(e, b.norm(want)).Float64()
	return f
}
