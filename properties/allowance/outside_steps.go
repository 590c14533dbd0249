package allowance

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// The last steps of a program from outside whose model has no form are any of the usual ones, so
// that each allowance is the largest of theirs:
//
//   - losses: l − (x_t − m), the log-softmax of the target with the sign changed, and Σ w_i of
//     those, or l·Σ w_i − Σ w_i (x_i − m); with l = log s or log1p of the sum without the
//     maximum's term. Not m + l − x_t, which loses the digits of large logits, nor the
//     logarithm of a softmax: these are the forms lse-minus-logit and lse-minus-dot, and the scheme
//     log-of.
//   - softmax_vjp: p(g − d) and pg − pd with d = Σ p_j g_j, and what automatic differentiation
//     makes of e/s: e·(g/s − d/s).
//   - log_softmax_vjp: g − p·G with G = Σ g_j, and g − e·(G/s).
//   - cross_entropy_grad, cross_entropy_soft_grad: the softmax less the label, minus the sum
//     of the others at the target, and the log-softmax VJP of minus the label: p·Σ w − w.
//
// In the last three p is the softmax or the exponential of the log-softmax (x − m) − l. These
// are the ways of NumPy, SciPy, PyTorch, TensorFlow, JAX, ONNX Runtime, oneDNN, scikit-learn and
// GoMLX. A gradient that is made of a softmax that was stored in a narrow dtype declares that
// dtype as accumulate.

// anyForm reports whether a loss or a gradient may take any of the usual last steps.
func (c *calc) anyForm() bool {
	return c.m.Outside && c.m.Form == "" && c.m.Shift == impl.ShiftMax && c.m.Scheme != impl.LogOf && c.m.Scheme != impl.Clipped
}

// either returns the bound of a number that is computed in one way or in the other.
func either(a, b bounded) bounded {
	if !(a.error() < math.Inf(1)) || !(b.error() < math.Inf(1)) {
		return unbounded()
	}
	if b.isZero() || a.isZero() && b.known {
		a, b = b, a
	}
	u := b // whose v is kept
	off := math.Abs(a.v - b.v)
	u.w = max(a.w, b.w) + off
	u.e, u.r = max(a.e, b.e), max(a.r, b.r)
	u.least = min(a.least, b.least)
	u.over = a.over || b.over
	if a.known != b.known || a.c != b.c {
		u.known, u.c = false, 0
	}
	return u
}

// usual widens the bounds of a gradient's probabilities to those of exponentials of the
// log-softmax.
func (c *calc) usual(ps *probabilities) {
	if !c.anyForm() {
		return
	}
	l := c.denominatorLogError()
	for i, x := range c.X {
		if !math.IsInf(x, -1) {
			_, delta := c.difference(x, c.Max)
			ps.p[i] = either(ps.p[i], c.exponentialAs(i, l+delta))
		}
	}
}

// ownShift is what x − m adds to the error of an exponent where it is rounded before the
// logarithm of the sum is taken from it, in a program from outside.
func (c *calc) ownShift(x float64) float64 {
	if !c.m.Outside || c.m.Shift == impl.ShiftNone {
		return 0
	}
	_, delta := c.difference(x, c.Max)
	return delta
}

// usualVJP bounds p(g − d), pg − pd and e(g/s − d/s): in the last one each quotient is
// rounded, as each product is in the one before, and then the product.
func (c *calc) usualVJP(p, g, d bounded) bounded {
	direct := c.weigh(p, c.sub(g, d))
	if p.isZero() {
		return direct
	}
	apart := c.productFirst(p, g, d)
	apart.e += c.anotherRounding(p, g) + c.anotherRounding(p, d)
	return either(direct, apart)
}

// anotherRounding bounds what one more rounding on the way to a·b makes of it.
func (c *calc) anotherRounding(a, b bounded) float64 {
	if a.isZero() || b.isZero() {
		return 0
	}
	return float64(c.u*a.top()*b.top()*slack) + c.tiny + c.flush()
}

// share bounds p·G, and e·(G/s) where that is one of the usual steps.
func (c *calc) share(p, sum bounded) bounded {
	y := c.weigh(p, sum)
	if c.anyForm() {
		y.e += c.anotherRounding(p, sum)
		if y.e > 0 {
			y.known, y.c = false, 0
		}
	}
	return y
}

// dotApart bounds l·Σ w_i − Σ w_i (x_i − m).
func (c *calc) dotApart() bounded {
	weights, _ := c.addUp(len(c.X), func(i int) bounded { return number(c.Weights[i]) })
	dot, _ := c.addUp(len(c.X), func(i int) bounded {
		if c.Weights[i] == 0 {
			return number(0)
		}
		return c.mul(number(c.Weights[i]), c.exponent(i))
	})
	return c.sub(c.weigh(weights, c.logDenominator()), dot)
}

// smoothedLabels bounds Σ q_i ℓ_i with the smoothed labels q.
func (c *calc) smoothedLabels(loss func(i int) bounded) bounded {
	q := c.target()
	y, _ := c.addUp(len(c.X), func(i int) bounded { return c.weigh(q(i), loss(i)) })
	return y
}

// unrounded is a number of which it is known what rounding makes of it, in a program from
// outside, which may round it otherwise.
func (c *calc) unrounded(b bounded) bounded {
	if b.e == 0 {
		return b
	}
	return bounded{v: b.v, w: b.w, e: c.half(0, b.exactTop()) + b.w}
}
