package signal

import (
	"math"
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// TestSure: twice as many bits again give the same gradients, to far more digits than
// are shown.
func TestSure(t *testing.T) {
	for _, c := range depthCases(1) {
		if testing.Short() {
			c.network.weights = c.network.weights[:8]
		}
		e, p, err := c.network.sure()
		if err != nil {
			t.Fatal(err)
		}
		q := c.network.on(newBits(2 * e.b.prec)).pass()
		for l := range p.gradients {
			for i := range p.gradients[l] {
				if o := off(p.gradients[l][i], q.gradients[l][i]); o > -90 && p.gradients[l][i].Sign() != 0 {
					t.Errorf("%s: gradient %d of layer %d is off by 2^%g", c.name, i, l, o)
				}
			}
		}
	}
}

// TestStackReference: a layer's exact backward pass is the reference's VJP of softmax.
func TestStackReference(t *testing.T) {
	n := newStack(random(1, "test/stack"), 1, 8, 4, false)
	p := n.on(newBits(400)).pass()
	// The gradient with respect to the softmax, gain·Aᵀg, is a small binary number.
	in := function.Input{X: n.input, Cotangent: make([]float64, 8)}
	for j := range 8 {
		for i := range 8 {
			in.Cotangent[j] += n.gain * n.weights[0][i][j] * n.gradient[i]
		}
	}
	var row reference.Row
	if err := row.ResetInput(in, reference.IEEE); err != nil {
		t.Fatal(err)
	}
	for i, g := range p.gradients[0] {
		got := dtype.Float64.RoundBig(g)
		if want := row.Answer(function.SoftmaxVJP).Round(i, dtype.Float64); got != want {
			t.Errorf("gradient %d is %g, the reference's %g", i, got, want)
		}
	}
}

// TestStackExactly: weights and inputs are numbers of every dtype, and the gradient of
// opposing stacks adds up to 0.
func TestStackExactly(t *testing.T) {
	for _, c := range depthCases(7) {
		n := c.network
		all := append(append([]float64{n.gain}, n.input...), n.gradient...)
		var sum float64
		for _, g := range n.gradient {
			sum += g
		}
		for _, a := range n.weights {
			for _, row := range a {
				all = append(all, row...)
			}
		}
		for _, v := range all {
			for _, f := range dtype.All() {
				if !f.Representable(v) {
					t.Fatalf("%s: %g is no %s", c.name, v, f)
				}
			}
		}
		if c.name == "opposing, residual" && sum != 0 {
			t.Errorf("the gradient of the opposing layers adds up to %g", sum)
		}
	}
}

// TestStackDifferences: the exact gradient is that of central differences of the exact
// network.
func TestStackDifferences(t *testing.T) {
	const h = 0x1p-40
	for _, residual := range []bool{false, true} {
		n := newStack(random(2, "test/differences"), 3, 4, 2, residual)
		b := newBits(400)
		p := n.on(b).pass()
		value := func() *big.Float { // g·x_L
			q := n.on(b).pass()
			return b.dot(b.numbers(n.gradient), q.states[len(n.weights)])
		}
		for i, v := range n.input {
			n.input[i] = v + h
			up := value()
			n.input[i] = v - h
			up.Sub(up, value())
			n.input[i] = v
			up.Quo(up, b.number(2*h))
			if o := off(up, p.gradients[0][i]); o > -60 {
				t.Errorf("residual %v: gradient %d is 2^%g from the differences", residual, i, o)
			}
		}
	}
}

// TestComputeWide: in float64 the computed pass of a shallow stack is the exact one but
// for rounding errors, with and without the shift of the cotangent, and scaling by a power
// of two changes nothing.
func TestComputeWide(t *testing.T) {
	k, err := newKernels()
	if err != nil {
		t.Fatal(err)
	}
	a := impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}
	n := newStack(random(3, "test/compute"), 4, 8, 1, true)
	b := newBits(400)
	want := n.on(b).pass().gradients[0]
	plain, scaled := n.compute(k, a, 1), n.compute(k, a, 1024)
	for i, v := range plain.gradients[0] {
		if scaled.gradients[0][i] != 1024*v {
			t.Errorf("scaled by 1024, %g becomes %g", v, scaled.gradients[0][i])
		}
	}
	k.vjp.Compute = k.shiftedCotangent
	for _, p := range []*computedPass{plain, n.compute(k, a, 1)} {
		if e := b.relativeError(b.numbers(p.gradients[0]), want); e > 1e-14 {
			t.Errorf("relative error %g", e)
		}
	}
}

// TestComputeOverflow: a pass ends where something overflows.
func TestComputeOverflow(t *testing.T) {
	k, err := newKernels()
	if err != nil {
		t.Fatal(err)
	}
	a := impl.Arithmetic{Storage: dtype.Float16, Accumulate: dtype.Float32}
	n := newStack(random(3, "test/compute"), 4, 8, 1, true)
	if p := n.compute(k, a, 0x1p20); p.states[4] == nil || p.gradients[4] != nil || p.gradients[0] != nil {
		t.Error("a gradient of 2^20 and more fits float16")
	}
	n.gain = 0x1p20
	if p := n.compute(k, a, 1); p.states[0] == nil || p.states[1] != nil || p.gradients[4] != nil {
		t.Error("states of 2^20 and more fit float16")
	}
}

func TestRounds(t *testing.T) {
	b := newBits(100)
	v := []*big.Float{b.number(0x1p-25), b.number(-0x1p-26)}
	if !rounds(v, 1, dtype.Float16) || rounds(v, 2, dtype.Float16) || rounds(v, 1, dtype.Float32) {
		t.Error("2^-25 is where float16 ends")
	}
	if !math.IsInf(float(new(big.Float).SetInf(false)), 1) {
		t.Error("float of infinity")
	}
}
