// Package allowance derives, from what an implementation promises
// ([impl.Model]), how far each of its answers may be from the exact one: for
// every element of every input, rigorously, underflow included. No tolerance
// is tuned by hand; an answer beyond its allowance is a bug, by theorem.
//
// # Conventions
//
// u is the unit roundoff of the arithmetic. In round-to-nearest, fl(a) = a(1+δ)
// with |δ| ≤ u/(1+u), and fl(a) = a/(1+δ') with |δ'| ≤ u (Jeannerod and Rump,
// "On relative errors of floating-point operations", Math. Comp. 87, 2018,
// theorem 2.1 for the first; the second because |fl(a)−a| is at most half the
// spacing at fl(a)). So a rounding multiplies by a factor in [1/(1+u), 1+u],
// and factors multiply: bounds on ratios have no terms of higher order to drop.
//
// A computed quantity v̂ is bounded against the exact v as
// v/(1+down) ≤ v̂ ≤ v(1+up), both written as excesses over 1 so that nothing is
// lost when they are as small as float64's own u.
//
// The exponential of the model is within ExpULP ulps: a ratio of at most
// h = 1/(1 − 2u·ExpULP), plus ExpULP smallest subnormals; less where the exact
// exponential is known not to lie just above a power of two. Where the model says
// so, e^0 is 1, and sums of ones are integers, exactly, as long as what else is
// added is lost beside them: there a division shows by itself.
//
// The shift: fl(x_j − m) differs from x_j − m by a δ_j that is known exactly,
// so that e^(x_j−m) is off by a factor between e^-|δ_j| and e^|δ_j|. It is 0 for
// logits on a dyadic grid. This takes the place of u·(m − x_j), and its mean
// under softmax that of u·log n, in section 5 of the design.
//
// The allowances themselves are evaluated in float64 with + − × ÷ only, so they
// are the same on every architecture; [slack] covers their rounding.
//
// The package imports impl (for the model), function and dtype. Adding a scheme
// takes one file and one line in [For].
package allowance
