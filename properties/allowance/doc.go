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
// # Losses and gradients
//
// They are differences, which have no ratio to bound: their errors are absolute, of
// each operation in turn ([bounded], a running error analysis as Wilkinson's). A
// rounding is charged half the spacing of the largest number that the result can be,
// no more than the smaller addend in a sum, and nothing where the result is known to
// be exact: sums of small numbers that lie on a grid, products by powers of two,
// differences of numbers within a factor of two. What is known exactly is carried
// as such, so that zeros, one-hot vectors and probabilities that round to 1 cost
// nothing.
//
// Errors that one number has wherever it is used are charged once: the denominator's
// in Σ p_j g_j (see mean), p_i in p_i g_i − p_i d, p_j in p_j·(q_j/p_j). What may
// overflow on the way, or divide by zero, is said apart ([Answer.MayFail]).
//
// A temperature divides the logits first: z_i = fl(x_i/T) is known, and so is how far
// fl(z_i − m) is from the exact exponent (x_i − max x)/T. That takes the place of
// δ_i, and for powers of two it is as small.
//
// # Programs from outside
//
// A program from outside (impl.Model.Outside) promises bounds and keeps its operations to
// itself. Its allowances hold for every program that computes
//
//   - the maximum m exactly, and d_i = x_i − m rounded once to accumulate, or not at all; with a
//     temperature, of quotients by T, products with 1/T, or divided afterwards;
//   - e_i within exp_ulp ulps of e^d_i, another one of equal d's if it likes, and e^0 too
//     unless exp_zero_exact is declared; above the sum it may be another one than in it, but
//     for that of the maximum;
//   - their sum in an order that the model's sum allows;
//   - one of the usual last steps of its function: see anyForm;
//
// where each operation is as accurate as accumulate has it or more so. Rounding to a format
// that has all numbers of accumulate is off by no more than rounding to accumulate, as the
// nearest of more numbers is no farther. What is exact in accumulate is so in wider formats.
// What accumulate is known to lose may not be lost: nothing relies on it here, while the
// allowances of our own implementations do.
//
// What sum means:
//
//   - sequential: any binary tree of rounded additions (anyTree), so one accumulator from left to
//     right, from right to left or in any order, lanes, halves, sums in wider formats and
//     compensated ones; and sums that are rescaled where the maximum so far rises, as online,
//     lanes that are merged, or tiles (rescaling);
//   - pairwise: any tree in which no term goes through more additions than pairwiseDepth;
//   - blocked:m: likewise lanesDepth;
//   - exact: one rounding of the exact sum;
//   - compensated: Kahan's, Neumaier's, or one in twice the precision (compensation).
//
// All but the first say that there are three passes, unless the scheme is declared. What the default
// does not cover, and must be declared, is a product with the reciprocal of the sum and the
// exponential of x less a log-sum-exp (normalise), no shift (shift), log2 e folded in, a reference
// kept below the maximum, a logarithm of the softmax (scheme), a log-sum-exp less the logit
// (form), an arithmetic of fewer digits (accumulate) and flushing.
//
// A fused multiply-add rounds once where a product and an addition are allowed a rounding
// each. If the exact sum of a product and a number lies in the product's binade or below, its
// rounding is no larger than the product's would have been; if above, the power of two between
// is a number within the addend of it, so that the rounding is one that lostAdding allows.
//
// # Evaluation
//
// The allowances themselves are evaluated in float64 with + − × ÷ only, so they
// are the same on every architecture; [slack] covers their rounding. What rows of a program from
// outside are made of for the most part goes through loops written for speed, which tests hold to
// the plain form bit for bit: see ordinary.go.
//
// The package imports impl (for the model), function and dtype. Adding a scheme or a
// function takes one file and one line in [For].
package allowance
