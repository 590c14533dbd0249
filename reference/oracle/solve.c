/* The three functions, evaluated with balls until every output is decided. */
#include <math.h>
#include <stdlib.h>
#include "oracle.h"

/* Precisions in bits: the first one, and the one beyond which a row is given up.
 * The cap is above what the committed hard cases need. */
enum { FIRST_PREC = 128, LAST_PREC = 1 << 17 };

/* A row: its logits, their maximum m, how many are finite and how many are
 * maximal, and the evaluation at one precision: e^(x_j-m) for those that are
 * below the maximum, their sum tau, and with s = maximal + tau, s and log s. */
typedef struct {
	const double *x;
	slong k, finite, maximal;
	arf_t m;
	arb_ptr e;
	arb_t tau, s, log_s;
} row;

static void difference(arf_t d, const row *r, slong i)
{
	arf_set_d(d, r->x[i]);
	arf_sub(d, d, r->m, ARF_PREC_EXACT, ARF_RND_DOWN);
}

static void evaluate(row *r, slong prec)
{
	arb_t d;
	slong j;

	arb_init(d);
	arb_zero(r->tau);
	for (j = 0; j < r->k; j++) {
		if (isinf(r->x[j]))
			continue;
		difference(arb_midref(d), r, j);
		if (arf_is_zero(arb_midref(d)))
			continue;
		arb_exp(r->e + j, d, prec);
		arb_add(r->tau, r->tau, r->e + j, prec);
	}
	arb_add_ui(r->s, r->tau, r->maximal, prec);
	if (r->maximal == 1)
		arb_log1p(r->log_s, r->tau, prec);
	else
		arb_log(r->log_s, r->s, prec);
	arb_clear(d);
}

/* answer_exact answers output i if it is rational. By the Lindemann-Weierstrass
 * theorem no others are, so raising the precision decides those. */
static int answer_exact(const row *r, int fn, const format *f, slong i, uint64_t *bits)
{
	if (fn != LOGSUMEXP && isinf(r->x[i])) {
		*bits = fn == SOFTMAX ? 0 : pattern(f, 1, f->overflow, f->q_min);
		return 1;
	}
	if (fn == SOFTMAX && r->maximal == r->finite) {
		*bits = round_reciprocal(f, r->finite);
		return 1;
	}
	if (r->finite > 1)
		return 0;
	*bits = fn == LOG_SOFTMAX ? 0 : round_arf(f, r->m);
	return fn != SOFTMAX;
}

/* answer answers output i from the evaluation at the given precision, if that
 * decides it. */
static int answer(const row *r, int fn, const format *f, slong i, slong prec, uint64_t *bits)
{
	int ok = 1, far = r->maximal < r->finite && below_tiny(r->tau);
	int power = (r->maximal & (r->maximal - 1)) == 0;
	arf_t a; /* what y is next to, if something is far below the maximum */
	arb_t y;

	arf_init(a);
	arb_init(y);
	if (fn == LOGSUMEXP) {
		arf_set(a, r->m);
		if (far && r->maximal == 1) {
			*bits = round_beside(f, a, 1);
		} else {
			arb_add_arf(y, r->log_s, a, prec);
			ok = round_ball(f, y, prec, bits);
		}
	} else if (fn == LOG_SOFTMAX) {
		difference(a, r, i);
		if (far && r->maximal == 1) {
			*bits = round_beside(f, a, -1);
		} else {
			arb_sub_arf(y, r->log_s, a, prec);
			arb_neg(y, y);
			ok = round_ball(f, y, prec, bits);
		}
	} else {
		difference(a, r, i);
		if (!arf_is_zero(a) && below_tiny(r->e + i)) {
			arf_zero(a);
			*bits = round_beside(f, a, 1);
		} else if (!arf_is_zero(a)) {
			arb_div(y, r->e + i, r->s, prec);
			ok = round_ball(f, y, prec, bits);
		} else if (far && power) { /* 1/(maximal + tau) */
			arf_set_ui(a, 1);
			arf_div_ui(a, a, r->maximal, 64, ARF_RND_DOWN); /* exact */
			*bits = round_beside(f, a, -1);
		} else {
			arb_inv(y, r->s, prec);
			ok = round_ball(f, y, prec, bits);
		}
	}
	arf_clear(a);
	arb_clear(y);
	return ok;
}

/* solve answers a whole row and returns the precision that it took, or minus
 * that where it was not enough. */
slong solve(const double *x, slong k, int fn, const format *f, uint64_t *bits)
{
	slong outputs = fn == LOGSUMEXP ? 1 : k, open = 0, prec, i;
	char *done = calloc(k, 1);
	double m = -INFINITY;
	row r = {.x = x, .k = k};

	for (i = 0; i < k; i++) {
		r.finite += !isinf(x[i]);
		if (x[i] > m)
			m = x[i];
	}
	for (i = 0; i < k; i++)
		r.maximal += x[i] == m;
	arf_init(r.m);
	arf_set_d(r.m, m);
	for (i = 0; i < outputs; i++)
		open += !(done[i] = answer_exact(&r, fn, f, i, &bits[i]));

	r.e = _arb_vec_init(k);
	arb_init(r.tau);
	arb_init(r.s);
	arb_init(r.log_s);
	for (prec = FIRST_PREC; open > 0; prec *= 2) {
		evaluate(&r, prec);
		for (i = 0; i < outputs; i++)
			if (!done[i] && answer(&r, fn, f, i, prec, &bits[i]))
				open -= done[i] = 1;
		if (open == 0 || prec >= LAST_PREC)
			break;
	}
	_arb_vec_clear(r.e, k);
	arb_clear(r.tau);
	arb_clear(r.s);
	arb_clear(r.log_s);
	arf_clear(r.m);
	free(done);
	return open == 0 ? prec : -prec;
}

