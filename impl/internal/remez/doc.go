// Package remez finds minimax polynomials by Remez' second exchange algorithm
// (Cheney, "Introduction to Approximation Theory", chapter 3.8) in
// arbitrary-precision arithmetic. The kernels of package impl take their
// coefficients from it, through impl/internal/generate.
package remez
