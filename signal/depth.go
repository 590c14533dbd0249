package signal

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// depth propagates a gradient back through stacks of softmax layers, exactly and in every
// arithmetic: what vanishes or explodes in the exact one is mathematics, and what differs
// from it in a computed one is arithmetic.
func depth() Experiment {
	return Experiment{
		Name:     "depth",
		Title:    "Vanishing and exploding gradients",
		Question: "In a stack of softmax layers, how much of a gradient's vanishing or exploding is mathematics, and how much is arithmetic?",
		Run:      runDepth,
	}
}

const (
	depthLayers = 64
	depthWidth  = 32

	flatGain, middlingGain, sharpGain, opposingGain = 0.5, 8, 64, 16
)

// depthCase is a kind of network.
type depthCase struct {
	name, about string
	network     *stack
}

// depthCases draws the networks: flat ones, whose softmaxes are nearly uniform, sharp ones,
// whose softmaxes are nearly one-hot, and between them those that are neither, in which
// gradients grow.
func depthCases(seed uint64) []depthCase {
	plain := func(name string, gain float64, residual bool) *stack {
		return newStack(random(seed, "depth/"+name), depthLayers, depthWidth, gain, residual)
	}
	return []depthCase{
		{"flat", "logits within 1 or so: gain 1/2", plain("flat", flatGain, false)},
		{"middling", "neither flat nor sharp: gain 8", plain("middling", middlingGain, false)},
		{"sharp", "one probability near 1: gain 64", plain("sharp", sharpGain, false)},
		{"flat, residual", "flat, with residual connections", plain("flat", flatGain, true)},
		{"middling, residual", "middling, with residual connections", plain("middling", middlingGain, true)},
		{"sharp, residual", "sharp, with residual connections", plain("sharp", sharpGain, true)},
		{"opposing, residual", "x - 16·softmax(x): each layer undoes what it is given", opposing(random(seed, "depth/opposing"), depthLayers, depthWidth, opposingGain)},
	}
}

// depthRun is what became of a case.
type depthRun struct {
	depthCase
	*exactStack
	exact  *exactPass
	norms  []*big.Float // of the exact gradient, by depth: layers behind it
	passes []depthPass  // by arithmetic
}

// depthPass is one arithmetic's pass.
type depthPass struct {
	a     impl.Arithmetic
	scale float64
	// By depth: norm of the computed gradient, and its distance from the exact one relative to
	// that one's norm. +Inf where it overflowed.
	norms  []*big.Float
	errors []float64
	// forward is the error that an exact backward pass has through the states that
	// were computed, backward that of the computed pass against that: both relative to
	// the exact gradient, at the greatest depth. NaN where the forward pass overflowed.
	forward, backward float64
	// dies is the depth from which the gradient is 0, or has overflowed, and
	// overflows which; 0 if it lives. due is where even the exact gradient would
	// be 0 if rounded to the storage dtype.
	dies, due int
	overflows bool
}

func runDepth(ctx context.Context, seed uint64) (*Result, error) {
	cases := depthCases(seed)
	runs := make([]*depthRun, len(cases))
	err := each(ctx, len(cases), func(i int) (err error) {
		runs[i], err = runCase(ctx, cases[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	scaled, err := lossScaled(runs[0])
	if err != nil {
		return nil, err
	}
	cancelled, err := measureCancellation(ctx, seed)
	if err != nil {
		return nil, err
	}
	r := new(Result)
	r.depthFindings(runs, scaled, cancelled)
	r.depthTables(runs, scaled)
	r.depthFigures(runs)
	return r, nil
}

// runCase measures one network in every arithmetic.
func runCase(ctx context.Context, c depthCase) (*depthRun, error) {
	k, err := newKernels()
	if err != nil {
		return nil, err
	}
	e, exact, err := c.network.sure()
	if err != nil {
		return nil, err
	}
	run := &depthRun{depthCase: c, exactStack: e, exact: exact}
	for d := range depthLayers + 1 {
		run.norms = append(run.norms, e.b.norm(exact.gradients[depthLayers-d]))
	}
	for _, a := range impl.Arithmetics() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		run.passes = append(run.passes, run.measure(run.compute(k, a, 1), a, 1))
	}
	return run, nil
}

// cancellation is the relative error of float64's gradient in sharp networks, with the VJP as
// most libraries have it and with the cotangent shifted: the median of several networks, as in
// one a gradient may cancel elsewhere too.
type cancellation struct {
	networks        int
	direct, shifted float64
}

func measureCancellation(ctx context.Context, seed uint64) (c cancellation, err error) {
	k, err := newKernels()
	if err != nil {
		return c, err
	}
	better := k
	better.vjp.Compute = k.shiftedCotangent
	c.networks = 9
	direct, shifted := make([]float64, c.networks), make([]float64, c.networks)
	err = each(ctx, c.networks, func(i int) error {
		n := newStack(random(seed, fmt.Sprintf("depth/cancellation/%d", i)), depthLayers, depthWidth, sharpGain, false)
		e, exact, err := n.sure()
		if err != nil {
			return err
		}
		a := impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}
		direct[i] = e.b.relativeError(e.b.numbers(n.compute(k, a, 1).gradients[0]), exact.gradients[0])
		shifted[i] = e.b.relativeError(e.b.numbers(n.compute(better, a, 1).gradients[0]), exact.gradients[0])
		return nil
	})
	slices.Sort(direct)
	slices.Sort(shifted)
	c.direct, c.shifted = direct[c.networks/2], shifted[c.networks/2]
	return c, err
}

// measure compares a computed pass with the exact one.
func (run *depthRun) measure(computed *computedPass, a impl.Arithmetic, scale float64) depthPass {
	b, exact := run.b, run.exact
	p := depthPass{a: a, scale: scale, forward: math.NaN(), backward: math.NaN()}
	for d := range depthLayers + 1 {
		g, want := computed.gradients[depthLayers-d], exact.gradients[depthLayers-d]
		if p.due == 0 && rounds(want, scale, a.Storage) {
			p.due = d
		}
		if g == nil {
			if p.dies == 0 {
				p.dies, p.overflows = max(d, 1), true
			}
			p.norms = append(p.norms, b.zero().SetInf(false))
			p.errors = append(p.errors, math.Inf(1))
			continue
		}
		if p.dies == 0 && zeros(g) {
			p.dies = d
		}
		v := b.unscaled(g, scale)
		p.norms = append(p.norms, b.norm(v))
		p.errors = append(p.errors, b.relativeError(v, want))
	}
	if computed.states[depthLayers] == nil {
		return p
	}
	var states [][]*big.Float
	for _, x := range computed.states {
		states = append(states, b.numbers(x))
	}
	through := run.backward(states)[0]
	p.forward = b.relativeError(through, exact.gradients[0])
	if g := computed.gradients[0]; g != nil {
		d := b.norm(b.minus(b.unscaled(g, scale), through))
		p.backward, _ = d.Quo(d, run.norms[depthLayers]).Float64()
	} else {
		p.backward = math.Inf(1)
	}
	return p
}

// rounds reports whether scale·g is 0 when it is rounded to the format.
func rounds(g []*big.Float, scale float64, f dtype.Format) bool {
	for _, v := range g {
		v := new(big.Float).Set(v)
		if f.RoundBig(v.Mul(v, big.NewFloat(scale))) != 0 {
			return false
		}
	}
	return true
}

// lossScaled runs a case in float16 storage with the gradient multiplied by the largest
// power of two with which nothing overflows: dynamic loss scaling.
func lossScaled(run *depthRun) ([]depthPass, error) {
	k, err := newKernels()
	if err != nil {
		return nil, err
	}
	var passes []depthPass
	for _, a := range impl.Arithmetics() {
		if a.Storage.Max() > 1e6 {
			continue
		}
		for scale := 0x1p30; scale >= 1; scale /= 2 {
			if p := run.compute(k, a, scale); p.gradients[0] != nil {
				passes = append(passes, run.measure(p, a, scale))
				break
			}
		}
	}
	return passes, nil
}
