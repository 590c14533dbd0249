#ifndef ORACLE_H
#define ORACLE_H

#include <stdint.h>
#include <mpfr.h>
#include <flint/fmpq.h>
#if __has_include(<flint/arb.h>) /* since FLINT 3 */
#include <flint/arb.h>
#else
#include <arb.h>
#endif

_Static_assert(FLINT_BITS == 64, "significands of float64 are held in one limb");

enum {
	SOFTMAX,
	LOG_SOFTMAX,
	LOGSUMEXP,
	CROSS_ENTROPY,
	CROSS_ENTROPY_SOFT,
	SOFTMAX_VJP,
	LOG_SOFTMAX_VJP,
	CROSS_ENTROPY_GRAD,
	CROSS_ENTROPY_SOFT_GRAD,
	FUNCTIONS
};

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

/* What is asked: a function of k logits x, of which at least one is finite and
 * the others are finite or -inf, in a format. Functions that take a target or
 * vector have a target in [0, k), or k finite numbers v: the cotangent, or
 * weights that are not negative. The temperature is above 0 and finite, the
 * smoothing in [0, 1]. */
typedef struct {
	int fn;
	const format *f;
	slong k, target;
	double *x, *v;
	double temperature, smoothing;
} question;

/* find_function returns the function of that name, or -1. */
int find_function(const char *name);

/* What a function takes besides logits and temperature. */
int takes_target(int fn);
int takes_cotangent(int fn);
int takes_weights(int fn);
int takes_vector(int fn); /* one of the last two */

/* is_loss says that a function is a cross-entropy, is_logarithm that it holds a
 * logarithm: a loss, log-softmax or log-sum-exp. */
int is_loss(int fn);
int is_logarithm(int fn);

/* outputs returns the number of outputs: 1 or k. */
slong outputs(const question *q);

/* find_format returns the format of that name, or NULL. */
const format *find_format(const char *name);

/* pattern encodes ±n 2^q, with n < 2^p at q = q_min, 2^(p-1) <= n <= 2^p above
 * it. */
uint64_t pattern(const format *f, int negative, uint64_t n, slong q);

/* infinity encodes ±inf, or NaN where there is none. */
uint64_t infinity(const format *f, int negative);

/* round_arf rounds v, which is finite, to nearest, ties to even. */
uint64_t round_arf(const format *f, const arf_t v);

/* round_fmpq rounds the rational a likewise. */
uint64_t round_fmpq(const format *f, const fmpq_t a);

/* Less than 2^TINY from any rational that an answer here can be next to there is
 * no boundary of any format, but for that rational itself. Boundaries are
 * multiples of 2^-1075 (the midpoint below the smallest number of float64).
 * With K <= 2^24 logits and a temperature T = t 2^b, where t < 2^53 and b <
 * 1024 are integers, the rationals are
 *
 *	(cotangent or weight, times a count or K)/(n T), n a count, its square or K
 *	Σ weight (x_j-x_i)/(K T)
 *
 * Numerators are multiples of 2^-2148, so the distance to a boundary times K, t,
 * n and 2^1023 is one too, and is 0 or above 2^-(2148+24+53+48+1023) > 2^TINY. */
enum { TINY = -4000 };

/* round_beside rounds a number above (side 1) or below (side -1) such an a, by
 * less than 2^TINY. */
uint64_t round_beside(const format *f, const fmpq_t a, int side);

/* below_tiny says that |y| < 2^TINY for certain. */
int below_tiny(const arb_t y);

/* round_ball says whether all numbers of the ball y round to one pattern. */
int round_ball(const format *f, const arb_t y, slong prec, uint64_t *bits);

/* solve answers a question, with as many patterns as it has outputs, and for each
 * whether it is exactly 0. It returns the precision that it took, or minus that
 * where it was not enough. */
slong solve(const question *q, uint64_t *bits, char *zero);

/* bench prints nanoseconds an element of a softmax, for each system, dtype and
 * k, as lines of the Go benchmark format. */
void bench(void);

#endif
