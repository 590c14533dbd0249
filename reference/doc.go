// Package reference computes exact answers: for a row of binary numbers the
// softmax, log-softmax, log-sum-exp, cross-entropies and their gradients as real
// numbers known to any precision, correctly rounded to any dtype.
//
// There are three ways to the same answer, which tests hold against each
// other.
//
// The plain tier ([Plain]) evaluates the textbook formulas at a generous fixed
// precision.
//
// The enclosure tier ([Answer.At]) encloses each answer in an open interval that
// is narrowed until the question at hand (a rounding, a comparison, an error in
// ulps) is decided. That always ends: by the Lindemann–Weierstrass theorem an
// answer is either transcendental, so that it is no number of any dtype and no
// midpoint between two, or it is a rational that is recognised from the inputs
// alone, before any evaluation (see [Answer]). Numbers inside the enclosures are
// integers of package math/big that count units of a power of two ("fixed
// point"); every error bound is a count of such units, stated where it arises.
//
// The fast tier, which answers first wherever a [Row] is asked, evaluates the
// row in double-double arithmetic, with relative errors proved to be below
// 2^-84 (expError, tailError, logError), and answers where those leave no doubt:
// for nearly every answer of ordinary rows. Where terms of either sign are added, in
// gradients, the bound is absolute; the sums are arranged so that nothing cancels that always
// does, as the target's component of a gradient next to a large margin would. Each step's bound is
// proved in a comment beside it, tests measure how much of it is used, and every
// product is protected from fusion, so that no architecture changes a bit.
//
// The package imports dtype and function, never impl: the judge does not know
// what it judges.
package reference
