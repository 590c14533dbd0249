#ifndef ROW_H
#define ROW_H

#include "oracle.h"

/* A formal sum of exponentials, Σ c e^(x/T) over its terms, with binary numbers
 * c and x. Once merged, the x are distinct and fall, and no c is 0: by the
 * Lindemann-Weierstrass theorem the sum is 0 then only if it has no terms. */
typedef struct {
	arf_t c, x;
} term;

typedef struct {
	term *terms;
	slong n, room;
} sum;

void sum_init(sum *s);
void sum_clear(sum *s);

/* sum_addmul adds c e^(x/T) b to s; merge s afterwards. */
void sum_addmul(sum *s, const arf_t c, const arf_t x, const sum *b);

/* sum_add adds c e^(x/T) to s; merge s afterwards. */
void sum_add(sum *s, const arf_t c, const arf_t x);

/* sum_merge adds up the coefficients of equal exponents. */
void sum_merge(sum *s);

typedef struct {
	const question *q;

	/* What is exact: how many logits are finite and how many are maximal, their
	 * maximum m, the temperature t, the weights w/scale (a cotangent, weights,
	 * or those that a target stands for) and their sum total/scale. And once
	 * asked for Σ e^((x_j-m)/t) and Σ w_j e^((x_j-m)/t). */
	slong finite, maximal, scale;
	arf_t m, t, total;
	arf_struct *w;
	sum power, weighted;

	/* The evaluation at one precision, as far as the function needs it: e_j =
	 * e^((x_j-m)/t), the sum tau of those below the maximum, s = maximal + tau,
	 * log s, the log-sum-exp, and the softmax times the cotangent. */
	arb_ptr e;
	arb_t tau, s, log_s, lse, dot;
} row;

void row_init(row *r, const question *q);
void row_clear(row *r);
void row_evaluate(row *r, slong prec);

/* row_sums makes the formal sums, of which weighted is for cotangents alone. */
void row_sums(row *r);

/* row_difference returns x_i - m. */
void row_difference(arf_t d, const row *r, slong i);

/* row_over_t encloses x/t. */
void row_over_t(arb_t y, const row *r, const arf_t x, slong prec);

/* row_rational returns c/(n D): D is 1 for softmax and t scale elsewhere. */
void row_rational(fmpq_t a, const row *r, const arf_t c, const arf_t n);

/* row_sum encloses a merged sum that has terms, divided by its first exponential,
 * and that exponential, first. */
void row_sum(arb_t y, arb_t first, const row *r, const sum *s, slong prec);

/* definition encloses output i by the textbook's formula. */
void definition(arb_t y, const row *r, slong i, slong prec);

/* logarithm answers a function that is R + P log Σ e^(...), with rational R and
 * P; quotient one that is a quotient of sums of exponentials. Both recognise what
 * is rational, and say whether the precision decides what is not. */
int logarithm(const row *r, slong i, slong prec, uint64_t *bits);
int quotient(row *r, slong i, slong prec, uint64_t *bits);

/* They say whether output i is exactly 0. */
int logarithm_is_zero(const row *r, slong i);
int quotient_is_zero(row *r, slong i);

#endif
