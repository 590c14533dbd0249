// Oracle holds the reference against Arb, a library by other people that shares
// no code with it, and times it beside Arb and MPFR. Run it at the root of the
// repository:
//
//	go run ./reference/internal/oracle check [-rows N] [-seed S]
//	go run ./reference/internal/oracle bench
//
// Both compile the C program in reference/oracle first, and install Debian's
// libflint-arb-dev and libmpfr-dev if these are missing (as root or with
// CI=true). The exit status is 3 if there is nothing to check against; with
// CI=true that is a failure.
//
// # What check compares
//
// All nine functions, of seeded rows of all six dtypes, 1 to 64 logits and now and
// then up to 2000, and of every row of reference/testdata/hard.txt (of those with
// 10000 logits and more, only the function that they are hard for): each output,
// correctly rounded, bit for bit, and whether it is exactly 0. A row has a target,
// cotangent, weights, temperature and label smoothing; half of the families of rows are
// about these: groups of equal logits whose coefficients cancel, all of them or those of the
// largest, or nearly; sums of 0; answers next to a midpoint but for an exponential,
// or its square or cube; both ends of the format.
//
// Arb encloses the answer in a ball, as it is defined, and the C program raises the
// precision until all numbers of the ball round alike. Where they do not at first, it
// makes the sums of exponentials that the answer is made of: equal exponents are
// merged and their coefficients added up exactly, which recognises what is rational
// (by the Lindemann–Weierstrass theorem, no other way to be rational is left), takes
// away what cancels, and tells the side of a midpoint on which the rest lies. Rationals
// are rounded by integer arithmetic of its own. On the side of Go, each way to an
// answer that [tiers] lists is compared; the plain formulas for one in 64 of the
// narrow rows, where they can tell. The exit status is 1 if any bit differs, or if
// Arb leaves a row undecided.
//
// Not compared are rows with NaN or +Inf and rows without a finite logit, whose
// answers are conventions of a profile; the zeros' signs and NaN patterns on
// which both sides agreed beforehand (an exact zero is +0, a negative answer
// that underflows is −0, NaN is the canonical quiet one); errors in ulps and
// decimal expansions. MPFR takes no part in check.
//
// # What bench compares
//
// The time of a softmax, in ns an element on one thread: the Go benchmark
// BenchmarkExact beside one evaluation at 128 bits with Arb and with MPFR, which
// is what most answers need and proves none of them.
package main
