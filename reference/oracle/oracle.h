#ifndef ORACLE_H
#define ORACLE_H

#include <stdint.h>
#include <mpfr.h>
#if __has_include(<flint/arb.h>) /* since FLINT 3 */
#include <flint/arb.h>
#else
#include <arb.h>
#endif

_Static_assert(FLINT_BITS == 64, "significands of float64 are held in one limb");

enum { SOFTMAX, LOG_SOFTMAX, LOGSUMEXP };

/* A binary format: significand bits p, exponent q_min of the spacing of
 * subnormals, the first pattern that is not finite, whether that is NaN (there
 * are no infinities then), and the bits in storage. */
typedef struct {
	const char *name;
	int p, q_min;
	uint64_t overflow;
	int overflow_is_nan;
	int bits;
} format;

/* find_format returns the format of that name, or NULL. */
const format *find_format(const char *name);

/* pattern encodes ±n 2^q, with n < 2^p at q = q_min, 2^(p-1) <= n <= 2^p above
 * it. */
uint64_t pattern(const format *f, int negative, uint64_t n, slong q);

/* round_arf rounds v, which is finite, to nearest, ties to even. */
uint64_t round_arf(const format *f, const arf_t v);

/* round_reciprocal rounds 1/n, n >= 1. */
uint64_t round_reciprocal(const format *f, uint64_t n);

/* Less than 2^TINY from a dyadic number whose last bit is 2^-1074 or higher
 * there is no boundary of any format, on either side: the lowest bit of a
 * midpoint is 2^-1075 (float64). */
enum { TINY = -3000 };

/* round_beside rounds a number above (side 1) or below (side -1) such an a, by
 * less than 2^TINY. */
uint64_t round_beside(const format *f, const arf_t a, int side);

/* below_tiny says that |y| < 2^TINY for certain. */
int below_tiny(const arb_t y);

/* round_ball says whether all numbers of the ball y round to one pattern. */
int round_ball(const format *f, const arb_t y, slong prec, uint64_t *bits);

/* solve answers a row of k logits, of which at least one is finite and the
 * others are finite or -inf, with 1 (LOGSUMEXP) or k patterns. It returns the
 * precision that it took, or minus that where it was not enough. */
slong solve(const double *x, slong k, int fn, const format *f, uint64_t *bits);

/* bench prints nanoseconds an element of a softmax, for each system, dtype and
 * k, as lines of the Go benchmark format. */
void bench(void);

#endif
