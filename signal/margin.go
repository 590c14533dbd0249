package signal

import (
	"context"
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// margin measures cross-entropies and their gradients of two logits where the target is
// ahead by a margin from 0 to 120: at which margin have they lost half of their digits,
// and at which all of them?
func margin() Experiment {
	return Experiment{
		Name:     "margin",
		Title:    "Where cross-entropy and its gradient die",
		Question: "By how much may the target be ahead until the loss, and its gradient, are lost to rounding?",
		Run:      runMargin,
	}
}

const (
	lastMargin = 120
	// marginStep divides the spacing of float16 in [64, 128).
	marginStep = 1.0 / 16
)

// marginCurve is an algorithm's answer by margin: the loss, or the target's gradient.
type marginCurve struct {
	im impl.Implementation
	a  impl.Arithmetic
	// By margin, of those that the storage dtype has: the answer, the exact one as a float64, and the
	// distance of the two relative to the latter.
	margins, got, exact, errors []float64
	// half is the first margin at which the error is above 2^(-p/2), p being the bits of
	// the storage dtype; before is where it can be so by what the algorithm promises.
	// Both are +Inf if there is none up to lastMargin.
	half, before float64
	// zero is the exact margin from which the answer is 0.
	zero threshold
}

// ahead is the row of a target that is ahead by the margin.
func ahead(margin float64) function.Input {
	return function.Input{X: []float64{margin, 0}, Target: 0}
}

// measureMargins measures every algorithm of fn, in every arithmetic.
func measureMargins(ctx context.Context, fn function.Function) ([]*marginCurve, error) {
	var curves []*marginCurve
	for _, im := range impl.Of(fn) {
		for _, a := range im.Arithmetics {
			curves = append(curves, &marginCurve{im: im, a: a})
		}
	}
	return curves, each(ctx, len(curves), func(i int) error { return curves[i].measure(fn) })
}

func (c *marginCurve) measure(fn function.Function) error {
	f := c.a.Storage
	tolerance := math.Sqrt(math.Ldexp(1, -f.Precision()))
	c.half, c.before = math.Inf(1), math.Inf(1)
	y := make([]float64, fn.Outputs(2))
	var row reference.Row
	for m := 0.0; m <= lastMargin; m += marginStep {
		if !f.Representable(m) {
			continue
		}
		in := ahead(m)
		if err := row.ResetInput(in, reference.IEEE); err != nil {
			return err
		}
		c.im.Compute(c.a, y, in)
		answer := row.Answer(fn)
		exact := answer.Round(0, dtype.Float64)
		lo, hi := answer.Error(0, f, y[0])
		e := (lo + hi) / 2 * f.Spacing(exact) / math.Abs(exact)
		c.margins, c.got = append(c.margins, m), append(c.got, y[0])
		c.exact, c.errors = append(c.exact, exact), append(c.errors, e)
		if e > tolerance && m < c.half {
			c.half = m
		}
		if m < c.before && c.promise(m, math.Abs(exact)) > tolerance {
			c.before = m
		}
	}
	p := probe{fn: fn, input: ahead, zero: true}
	c.zero = smallest(f, p.computed(c.im, c.a))
	return nil
}

// promise bounds the relative error at a margin, where the exact answer is ±y. With e = e^-m the
// sum s = fl(1 + fl(e)) is off by u at most, beside the error of the exponential, and
// p = fl(1/s), in [1/2, 1] where the spacing is u, by u/2 more. So, to first order,
//
//   - log s is off by u, or by half a spacing of m more where it is added to m;
//   - p − 1, which is exact, and log p are off by 3u/2;
//   - through the Jacobian c − d = −(1 + δ)((1 − p)/p − δ') with |δ'| ≤ u: off by 5u/2;
//   - what log1p or the other probabilities give is off by a few u of itself;
//   - a loss that is clipped ends at −log(1 − 1e-7);
//   - e and the answer may be subnormal, or 0: half a spacing ω of each dtype.
func (c *marginCurve) promise(m, y float64) float64 {
	model, acc, st := c.im.Model(c.a), c.a.Accumulate, c.a.Storage
	u := acc.UnitRoundoff()
	off := 0.0
	switch {
	case model.Scheme == impl.Log1p, model.Form == impl.MinusSum:
	case model.Form == impl.LSEMinusLogit:
		off = u + float64(acc.Spacing(m)/2)
	case model.Form == impl.Jacobian:
		off = 2.5 * u
	case model.Scheme == impl.LogOf, model.Scheme == impl.Clipped, model.Form == impl.PMinusOne:
		off = 1.5 * u
	default:
		off = u
	}
	if model.Scheme == impl.Clipped {
		if least := -c.a.Log(c.a.Round(1 - 1e-7)); least > y {
			off += least - y
		}
	}
	off += float64(acc.MinSubnormal()/2) + float64(st.MinSubnormal()/2)
	// Second order, and a few roundings of what is right up to those.
	few := float64(8 * u)
	return float64(off/y*(1+few)) + few + st.UnitRoundoff()
}

// at returns the index of a margin that is a multiple of the step.
func (c *marginCurve) at(m float64) int {
	for i, v := range c.margins {
		if v == m {
			return i
		}
	}
	return -1
}

// find returns the curve of an algorithm in an arithmetic.
func findCurve(curves []*marginCurve, name, arithmetic string) *marginCurve {
	for _, c := range curves {
		if c.im.Name == name && c.a.String() == arithmetic {
			return c
		}
	}
	return nil
}

func runMargin(ctx context.Context, _ uint64) (*Result, error) {
	losses, err := measureMargins(ctx, function.CrossEntropy)
	if err != nil {
		return nil, err
	}
	gradients, err := measureMargins(ctx, function.CrossEntropyGrad)
	if err != nil {
		return nil, err
	}
	classes, err := measureClasses(ctx)
	if err != nil {
		return nil, err
	}
	behind, err := measureBehind()
	if err != nil {
		return nil, err
	}
	r := new(Result)
	r.marginFindings(losses, gradients)
	r.behindFindings(behind)
	r.classFindings(classes)
	r.marginTables(losses, gradients)
	r.behindTable(behind)
	r.classTable(classes)
	r.marginFigures(losses, gradients, behind)
	return r, nil
}

// marginFindings are the sentences about a target that is ahead.
func (r *Result) marginFindings(losses, gradients []*marginCurve) {
	minus := findCurve(gradients, "p-minus-one", "float32")
	sum := findCurve(gradients, "minus-sum", "float32")
	e := func(c *marginCurve, m float64) float64 { return c.errors[c.at(m)] }
	dead := minus.at(17)
	r.find("float32-p-minus-one", e(minus, 10) > 2e-4 && e(minus, 10) < 1e-3 && e(minus, 16) > 0.03 && e(minus, 16) < 0.1 &&
		minus.got[dead] == 0 && minus.exact[dead] < 0 && e(sum, 17) < 1e-6,
		"In float32 the gradient of cross-entropy as p - 1 is off by %s at a margin of 10 and by %s at 16, and at 17 it is %s, though it is %s, and minus the sum of the others gives it to %s.",
		figures(e(minus, 10)), figures(e(minus, 16)), figures(minus.got[dead]), figures(minus.exact[dead]), figures(e(sum, 17)))

	fused, log1p := findCurve(losses, "fused", "float32"), findCurve(losses, "log1p", "float32")
	r.find("float32-loss", fused.got[fused.at(17)] == 0 && e(log1p, 17) < 1e-6,
		"In float32 the loss itself is off by %s at a margin of 10, by %s at 16, and at 17 it is %s without log1p; with it the loss is off by %s.",
		figures(e(fused, 10)), figures(e(fused, 16)), figures(fused.got[fused.at(17)]), figures(e(log1p, 17)))

	near := 0.0
	for i, m := range minus.margins {
		if m <= 1 {
			near = max(near, minus.errors[i])
		}
	}
	r.find("near", near < 1e-6, "Up to a margin of 1 the gradient as p - 1 is off by %s at most in float32.", figures(near))
	r.find("log1p-suffices", log1p.half > 80 && sum.half > 80,
		"With log1p the loss keeps half of its digits in float32 up to a margin of %s, and so does the gradient as minus the sum of the others, up to %s: until both leave the range of float32.",
		marginText(log1p.half), marginText(sum.half))
	wide, wideMinus := findCurve(losses, "fused", "float64"), findCurve(gradients, "p-minus-one", "float64")
	r.find("float64-only-later", wide.zero.c > fused.zero.c && wide.zero.c < 40 && wideMinus.zero.c < 40,
		"In float64 it only happens later: the loss without log1p and p - 1 have lost half of their digits at a margin of %s and %s, and are 0 from %s on.",
		marginText(wide.half), marginText(wideMinus.half), digits5(wide.zero.c))

	late, early := 0.0, 0
	var count int
	for _, c := range append(losses[:len(losses):len(losses)], gradients...) {
		if math.IsInf(c.before, 1) && math.IsInf(c.half, 1) {
			continue
		}
		count++
		if c.half < c.before {
			early++
		}
		late = max(late, c.half-c.before)
	}
	r.find("half-lost", early == 0 && count > 0,
		"Of %d algorithms in an arithmetic none loses half of its digits before the margin from which what it promises allows that, and each does so within %s of it.", count, figures(late))

	half, own, brain := findCurve(gradients, "p-minus-one", "float16+float32"), findCurve(gradients, "p-minus-one", "float16"), findCurve(gradients, "p-minus-one", "bfloat16")
	r.find("narrow-gradients", own.zero.c < half.zero.c && brain.zero.c < own.zero.c,
		"Computed in 16 bits throughout, p - 1 is 0 from a margin of %s on in float16 and of %s in bfloat16, where the gradient is %s and %s; with float32 inside it is 0 from %s on in float16.",
		digits5(own.zero.c), digits5(brain.zero.c), figures(gradientAt(own)), figures(gradientAt(brain)), digits5(half.zero.c))
}

// gradientAt returns the exact gradient at the first margin measured at which the computed
// one is 0.
func gradientAt(c *marginCurve) float64 {
	for i, y := range c.got {
		if y == 0 && c.margins[i] > 0 {
			return c.exact[i]
		}
	}
	return math.NaN()
}

// marginText shows a margin that may not exist up to lastMargin.
func marginText(m float64) string {
	if math.IsInf(m, 1) {
		return fmt.Sprintf("> %d", lastMargin)
	}
	return digits5(m)
}
