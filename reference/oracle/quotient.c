/* Functions that are N/(M D), where N is a formal sum of exponentials, M is S =
 * Σ e^((x_j-m)/t) or its square, and D is rational. With E = e^((x_i-m)/t):
 *
 *	function          N                        M    D
 *	softmax           E                        S    1
 *	softmax VJP       E (w_i S - weighted)     S^2  t
 *	log-softmax VJP   w_i S - total E          S    t
 *	gradients         total E - w_i S          S    t scale
 *
 * No exponent is above 0. With c and n > 0 the coefficients of e^0 in N and in M,
 * the function is a + (n N - c M)/(n M D), a = c/(n D). If it is a rational number
 * y, then N - y D M is 0 and by the Lindemann-Weierstrass theorem all of its
 * coefficients are, c - y D n among them: so y = a, and n N - c M has no terms. */
#include <math.h>
#include "row.h"

/* numerator makes N. */
static void numerator(sum *n, row *r, slong i)
{
	int absent = isinf(r->q->x[i]); /* E is 0 */
	arf_t zero, one, d, c;

	arf_init(zero);
	arf_init(one);
	arf_init(d);
	arf_init(c);
	arf_one(one);
	if (!absent)
		row_difference(d, r, i);
	if (r->q->fn != SOFTMAX)
		row_sums(r);
	switch (r->q->fn) {
	case SOFTMAX:
		if (!absent)
			sum_add(n, one, d);
		break;
	case SOFTMAX_VJP:
		if (absent)
			break;
		arf_neg(c, one);
		sum_addmul(n, r->w + i, d, &r->power);
		sum_addmul(n, c, d, &r->weighted);
		break;
	case LOG_SOFTMAX_VJP:
		arf_neg(c, r->total);
		sum_addmul(n, r->w + i, zero, &r->power);
		if (!absent)
			sum_add(n, c, d);
		break;
	default:
		arf_neg(c, r->w + i);
		sum_addmul(n, c, zero, &r->power);
		if (!absent)
			sum_add(n, r->total, d);
	}
	sum_merge(n);
	arf_clear(zero);
	arf_clear(one);
	arf_clear(d);
	arf_clear(c);
}

/* leading returns the coefficient of e^0. */
static void leading(arf_t c, const sum *s)
{
	arf_zero(c);
	if (s->n > 0 && arf_is_zero(s->terms[0].x))
		arf_set(c, s->terms[0].c);
}

/* distance makes n N - c M, and returns c and n. */
static void distance(sum *rest, arf_t c, arf_t n, row *r, const sum *N)
{
	slong j;
	arf_t zero, minus_c;
	sum M;

	row_sums(r);
	arf_init(zero);
	arf_init(minus_c);
	leading(c, N);
	arf_set_si(n, r->maximal);
	if (r->q->fn == SOFTMAX_VJP)
		arf_mul(n, n, n, ARF_PREC_EXACT, ARF_RND_DOWN);
	sum_addmul(rest, n, zero, N);
	if (!arf_is_zero(c)) {
		arf_neg(minus_c, c);
		if (r->q->fn == SOFTMAX_VJP) {
			sum_init(&M);
			for (j = 0; j < r->power.n; j++)
				sum_addmul(&M, r->power.terms[j].c, r->power.terms[j].x, &r->power);
			sum_merge(&M);
			sum_addmul(rest, minus_c, zero, &M);
			sum_clear(&M);
		} else {
			sum_addmul(rest, minus_c, zero, &r->power);
		}
		sum_merge(rest);
	}
	arf_clear(zero);
	arf_clear(minus_c);
}

/* over encloses s/(M D n), and sets the sign of s if that is certain. */
static int over(arb_t y, const row *r, const sum *s, const arf_t n, slong prec)
{
	int sign;
	arb_t first;

	arb_init(first);
	row_sum(y, first, r, s, prec);
	sign = arb_is_positive(y) - arb_is_negative(y);
	arb_mul(y, y, first, prec);
	arb_div(y, y, r->s, prec);
	if (r->q->fn == SOFTMAX_VJP)
		arb_div(y, y, r->s, prec);
	if (r->q->fn != SOFTMAX) {
		arb_div_arf(y, y, r->t, prec);
		arb_div_si(y, y, r->scale, prec);
	}
	arb_div_arf(y, y, n, prec);
	arb_clear(first);
	return sign;
}

int quotient(row *r, slong i, slong prec, uint64_t *bits)
{
	const format *f = r->q->f;
	int ok, sign;
	arf_t c, n;
	arb_t y;
	fmpq_t a;
	sum N, rest;

	arf_init(c);
	arf_init(n);
	arb_init(y);
	fmpq_init(a);
	sum_init(&N);
	sum_init(&rest);
	numerator(&N, r, i);
	arf_one(n);
	ok = N.n > 0;
	if (ok) {
		over(y, r, &N, n, prec);
		ok = round_ball(f, y, prec, bits);
	}
	if (!ok) {
		distance(&rest, c, n, r, &N);
		row_rational(a, r, c, n);
		if (rest.n == 0) {
			*bits = round_fmpq(f, a);
			ok = 1;
		} else {
			sign = over(y, r, &rest, n, prec);
			ok = sign != 0 && below_tiny(y);
			if (ok)
				*bits = round_beside(f, a, sign);
		}
	}
	arf_clear(c);
	arf_clear(n);
	arb_clear(y);
	fmpq_clear(a);
	sum_clear(&N);
	sum_clear(&rest);
	return ok;
}

int quotient_is_zero(row *r, slong i)
{
	int zero;
	sum N;

	sum_init(&N);
	numerator(&N, r, i);
	zero = N.n == 0;
	sum_clear(&N);
	return zero;
}
