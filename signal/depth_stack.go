package signal

import (
	"fmt"
	"math/big"
)

// stack is a network of softmax layers, each with weights of its own:
//
//	x_{l+1} = gain·A_l·softmax(x_l)   (+ x_l, with residual connections)
//
// and the gradient g of some loss with respect to its last output. Weights, input and
// gradient are multiples of 1/4 up to 7/4, and gain is a power of two, so that every
// format has them exactly: all arithmetics compute the very same network.
type stack struct {
	weights  [][][]float64 // by layer, row and column
	gain     float64
	residual bool
	input    []float64
	gradient []float64
}

// newStack draws a stack.
func newStack(s source, layers, width int, gain float64, residual bool) *stack {
	n := &stack{gain: gain, residual: residual, input: quarters(s, width), gradient: quarters(s, width)}
	for range layers {
		var a [][]float64
		for range width {
			a = append(a, quarters(s, width))
		}
		n.weights = append(n.weights, a)
	}
	return n
}

// quarters draws n multiples of 1/4 up to 7/4.
func quarters(s source, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(s.IntN(15)-7) / 4
	}
	return x
}

// opposing returns the stack in which each layer undoes what it is given,
//
//	x_{l+1} = x_l − gain·softmax(x_l),
//
// which is descent on the log-sum-exp of x. The elements of its gradient add up to 0: what
// a gradient has in common in all elements passes through such a layer as it is.
func opposing(s source, layers, width int, gain float64) *stack {
	n := newStack(s, layers, width, gain, true)
	for _, a := range n.weights {
		for i := range a {
			for j := range a[i] {
				a[i][j] = 0
			}
			a[i][i] = -1
		}
	}
	for i := 0; i+1 < width; i += 2 {
		n.gradient[i+1] = -n.gradient[i]
	}
	return n
}

// exactStack is a stack in big.Floats.
type exactStack struct {
	*stack
	b       *bits
	weights [][][]*big.Float
	gain    *big.Float
}

// on returns the stack in numbers of b's bits.
func (n *stack) on(b *bits) *exactStack {
	e := &exactStack{stack: n, b: b, gain: b.number(n.gain)}
	for _, a := range n.weights {
		var rows [][]*big.Float
		for _, row := range a {
			rows = append(rows, b.numbers(row))
		}
		e.weights = append(e.weights, rows)
	}
	return e
}

// exactPass is the forward and the backward pass evaluated with many bits.
type exactPass struct {
	// states are x_0 … x_L, gradients those with respect to them.
	states, gradients [][]*big.Float
}

// sure evaluates the stack with bits enough for its gradients to be right to a relative
// 2^-sureBits: with twice as many they are the same up to that.
func (n *stack) sure() (*exactStack, *exactPass, error) {
	const sureBits = 100
	e := n.on(newBits(400))
	p := e.pass()
	for e.b.prec < 1<<14 {
		twice := n.on(newBits(2 * e.b.prec))
		q := twice.pass()
		b, same := twice.b, true
		for l := range p.gradients {
			d := b.norm(b.minus(p.gradients[l], q.gradients[l]))
			same = same && d.Cmp(b.zero().SetMantExp(b.norm(q.gradients[l]), -sureBits)) <= 0
		}
		if same {
			return e, p, nil
		}
		e, p = twice, q
	}
	return nil, nil, fmt.Errorf("a gradient is not known to %d bits when evaluated with %d", sureBits, e.b.prec)
}

// pass evaluates the stack forward and backward.
func (e *exactStack) pass() *exactPass {
	p := new(exactPass)
	x := e.b.numbers(e.input)
	p.states = append(p.states, x)
	for _, a := range e.weights {
		s := e.b.softmax(x)
		next := make([]*big.Float, len(x))
		for i, row := range a {
			h := e.b.dot(row, s)
			h.Mul(h, e.gain)
			if e.residual {
				h.Add(h, x[i])
			}
			next[i] = h
		}
		x = next
		p.states = append(p.states, x)
	}
	p.gradients = e.backward(p.states)
	return p
}

// backward returns the gradients with respect to all states of a forward pass, of which
// the states need not be the exact ones.
func (e *exactStack) backward(states [][]*big.Float) [][]*big.Float {
	b, layers := e.b, len(e.weights)
	g := b.numbers(e.gradient)
	all := make([][]*big.Float, layers+1)
	all[layers] = g
	column := make([]*big.Float, len(g))
	for l := layers - 1; l >= 0; l-- {
		// c = gain·Aᵀg, then the VJP of softmax: s_i (c_i − Σ s_j c_j).
		c := make([]*big.Float, len(g))
		for j := range c {
			for i, row := range e.weights[l] {
				column[i] = row[j]
			}
			c[j] = b.dot(column, g)
			c[j].Mul(c[j], e.gain)
		}
		s := b.softmax(states[l])
		mean := b.dot(s, c)
		next := make([]*big.Float, len(g))
		for i := range next {
			v := b.zero().Sub(c[i], mean)
			v.Mul(v, s[i])
			if e.residual {
				v.Add(v, g[i])
			}
			next[i] = v
		}
		g = next
		all[l] = g
	}
	return all
}

// numbers returns the elements of x as big.Floats.
func (b *bits) numbers(x []float64) []*big.Float {
	v := make([]*big.Float, len(x))
	for i := range x {
		v[i] = b.number(x[i])
	}
	return v
}

// dot returns Σ x_i y_i.
func (b *bits) dot(x, y []*big.Float) *big.Float {
	sum, product := b.zero(), b.zero()
	for i := range x {
		sum.Add(sum, product.Mul(x[i], y[i]))
	}
	return sum
}

// minus returns x − y.
func (b *bits) minus(x, y []*big.Float) []*big.Float {
	d := make([]*big.Float, len(x))
	for i := range d {
		d[i] = b.zero().Sub(x[i], y[i])
	}
	return d
}

// norm returns √(Σ x_i²).
func (b *bits) norm(x []*big.Float) *big.Float {
	square := b.dot(x, x)
	return square.Sqrt(square)
}

// softmax returns that of x: e^(x_i − m)/Σ e^(x_j − m).
func (b *bits) softmax(x []*big.Float) []*big.Float {
	m := x[0]
	for _, v := range x {
		if v.Cmp(m) > 0 {
			m = v
		}
	}
	s := make([]*big.Float, len(x))
	sum := b.zero()
	for i, v := range x {
		s[i] = b.exp(b.zero().Sub(v, m))
		sum.Add(sum, s[i])
	}
	for i := range s {
		s[i].Quo(s[i], sum)
	}
	return s
}
