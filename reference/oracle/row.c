/* A row: what is exact about it, and its evaluation at one precision. */
#include <math.h>
#include "row.h"

/* set_weights fills in w, total and scale. The weights that a target stands for,
 * (1 - smoothing)[j = target] + smoothing/k, are binary numbers times k. */
static void set_weights(row *r)
{
	const question *q = r->q;
	slong j;
	arf_t smoothing;

	r->scale = takes_target(q->fn) ? q->k : 1;
	if (!takes_target(q->fn) && !takes_vector(q->fn))
		return;
	arf_init(smoothing);
	arf_set_d(smoothing, q->smoothing);
	r->w = flint_calloc(q->k, sizeof *r->w); /* zeros */
	for (j = 0; j < q->k; j++) {
		if (takes_vector(q->fn)) {
			arf_set_d(r->w + j, q->v[j]);
		} else {
			if (j == q->target) {
				arf_sub_ui(r->w + j, smoothing, 1, ARF_PREC_EXACT, ARF_RND_DOWN);
				arf_mul_si(r->w + j, r->w + j, -q->k, ARF_PREC_EXACT, ARF_RND_DOWN);
			}
			arf_add(r->w + j, r->w + j, smoothing, ARF_PREC_EXACT, ARF_RND_DOWN);
		}
		arf_add(r->total, r->total, r->w + j, ARF_PREC_EXACT, ARF_RND_DOWN);
	}
	arf_clear(smoothing);
}

void row_init(row *r, const question *q)
{
	double m = -INFINITY;
	slong j;

	*r = (row){.q = q};
	for (j = 0; j < q->k; j++) {
		r->finite += !isinf(q->x[j]);
		if (q->x[j] > m)
			m = q->x[j];
	}
	for (j = 0; j < q->k; j++)
		r->maximal += q->x[j] == m;
	arf_init(r->m);
	arf_init(r->t);
	arf_init(r->total);
	arf_set_d(r->m, m);
	arf_set_d(r->t, q->temperature);
	set_weights(r);
	r->e = _arb_vec_init(q->k);
	arb_init(r->tau);
	arb_init(r->s);
	arb_init(r->log_s);
	arb_init(r->lse);
	arb_init(r->dot);
}

void row_clear(row *r)
{
	slong j;

	if (r->w != NULL)
		for (j = 0; j < r->q->k; j++)
			arf_clear(r->w + j);
	flint_free(r->w);
	arf_clear(r->m);
	arf_clear(r->t);
	arf_clear(r->total);
	if (r->power.n > 0) {
		sum_clear(&r->power);
		sum_clear(&r->weighted);
	}
	_arb_vec_clear(r->e, r->q->k);
	arb_clear(r->tau);
	arb_clear(r->s);
	arb_clear(r->log_s);
	arb_clear(r->lse);
	arb_clear(r->dot);
}

void row_sums(row *r)
{
	slong j;
	arf_t d, one;

	if (r->power.n > 0)
		return;
	arf_init(d);
	arf_init(one);
	arf_one(one);
	sum_init(&r->power);
	sum_init(&r->weighted);
	for (j = 0; j < r->q->k; j++) {
		if (isinf(r->q->x[j]))
			continue;
		row_difference(d, r, j);
		sum_add(&r->power, one, d);
		if (takes_cotangent(r->q->fn))
			sum_add(&r->weighted, r->w + j, d);
	}
	sum_merge(&r->power);
	sum_merge(&r->weighted);
	arf_clear(d);
	arf_clear(one);
}

void row_difference(arf_t d, const row *r, slong i)
{
	arf_set_d(d, r->q->x[i]);
	arf_sub(d, d, r->m, ARF_PREC_EXACT, ARF_RND_DOWN);
}

void row_over_t(arb_t y, const row *r, const arf_t x, slong prec)
{
	arb_set_arf(y, x);
	if (!arf_is_one(r->t))
		arb_div_arf(y, y, r->t, prec);
}

void row_rational(fmpq_t a, const row *r, const arf_t c, const arf_t n)
{
	fmpq_t d;

	fmpq_init(d);
	arf_get_fmpq(a, c);
	arf_get_fmpq(d, n);
	fmpq_div(a, a, d);
	if (r->q->fn != SOFTMAX) {
		arf_get_fmpq(d, r->t);
		fmpq_div(a, a, d);
		fmpq_set_si(d, r->scale, 1);
		fmpq_div(a, a, d);
	}
	fmpq_clear(d);
}

/* exponential encloses e^(x/t), x <= 0. The quotient is taken to an absolute error
 * of about 2^-prec. */
static void exponential(arb_t y, const row *r, const arf_t x, slong prec)
{
	slong e;

	if (arf_is_zero(x)) {
		arb_one(y);
		return;
	}
	e = arf_abs_bound_lt_2exp_si(x) - arf_abs_bound_lt_2exp_si(r->t);
	row_over_t(y, r, x, prec + (e > 0 ? e : 0) + 8);
	arb_exp(y, y, prec);
}

void row_evaluate(row *r, slong prec)
{
	const question *q = r->q;
	slong j;
	arf_t d;
	arb_t t;

	arf_init(d);
	arb_init(t);
	arb_zero(r->tau);
	arb_zero(r->dot);
	for (j = 0; j < q->k; j++) {
		if (isinf(q->x[j]))
			continue; /* e_j is 0 */
		row_difference(d, r, j);
		exponential(r->e + j, r, d, prec);
		if (!arf_is_zero(d))
			arb_add(r->tau, r->tau, r->e + j, prec);
	}
	arb_add_ui(r->s, r->tau, r->maximal, prec);
	if (takes_cotangent(q->fn)) {
		for (j = 0; j < q->k; j++) {
			arb_div(t, r->e + j, r->s, prec);
			arb_mul_arf(t, t, r->w + j, prec);
			arb_add(r->dot, r->dot, t, prec);
		}
	}
	if (is_logarithm(q->fn)) {
		arb_log(r->log_s, r->s, prec);
		row_over_t(r->lse, r, r->m, prec);
		arb_add(r->lse, r->lse, r->log_s, prec);
		if (r->maximal == 1)
			arb_log1p(r->log_s, r->tau, prec); /* narrower */
	}
	arf_clear(d);
	arb_clear(t);
}

void row_sum(arb_t y, arb_t first, const row *r, const sum *s, slong prec)
{
	slong j;
	arf_t d;
	arb_t t;

	arf_init(d);
	arb_init(t);
	arb_set_arf(y, s->terms[0].c);
	for (j = 1; j < s->n; j++) {
		arf_sub(d, s->terms[j].x, s->terms[0].x, ARF_PREC_EXACT, ARF_RND_DOWN);
		exponential(t, r, d, prec);
		arb_mul_arf(t, t, s->terms[j].c, prec);
		arb_add(y, y, t, prec);
	}
	exponential(first, r, s->terms[0].x, prec);
	arf_clear(d);
	arb_clear(t);
}
