/* The nine functions as they are defined, in balls. The only liberty is that
 * exponentials are shifted by the maximum. */
#include <math.h>
#include "row.h"

/* probability encloses what a target puts on class j:
 * (1 - smoothing)[j = target] + smoothing/k. */
static void probability(arb_t p, const question *q, slong j, slong prec)
{
	arb_t d;

	arb_init(d);
	arb_set_d(p, q->smoothing);
	arb_div_si(p, p, q->k, prec);
	if (j == q->target) {
		arb_set_d(d, q->smoothing);
		arb_sub_ui(d, d, 1, prec);
		arb_sub(p, p, d, prec);
	}
	arb_clear(d);
}

/* loss encloses L - z_i. */
static void loss(arb_t y, const row *r, slong i, slong prec)
{
	arf_t x;

	arf_init(x);
	arf_set_d(x, r->q->x[i]);
	row_over_t(y, r, x, prec);
	arb_sub(y, r->lse, y, prec);
	arf_clear(x);
}

/* cross_entropy encloses Σ p_j (L - z_j), where a term with p_j = 0 is 0. */
static void cross_entropy(arb_t y, const row *r, slong prec)
{
	const question *q = r->q;
	slong j;
	arb_t p, t;

	arb_init(p);
	arb_init(t);
	arb_zero(y);
	for (j = 0; j < q->k; j++) {
		if (takes_target(q->fn))
			probability(p, q, j, prec);
		else
			arb_set_d(p, q->v[j]);
		if (arb_is_zero(p))
			continue;
		loss(t, r, j, prec);
		arb_mul(t, t, p, prec);
		arb_add(y, y, t, prec);
	}
	arb_clear(p);
	arb_clear(t);
}

/* gradient encloses output i of a gradient with respect to z, of which s_i is the
 * softmax. */
static void gradient(arb_t y, const arb_t s_i, const row *r, slong i, slong prec)
{
	const question *q = r->q;
	arb_t a;

	arb_init(a);
	if (q->fn == CROSS_ENTROPY_GRAD) {
		probability(a, q, i, prec);
		arb_sub(y, s_i, a, prec);
	} else if (q->fn == SOFTMAX_VJP) {
		arb_set_d(a, q->v[i]);
		arb_sub(a, a, r->dot, prec);
		arb_mul(y, s_i, a, prec);
	} else {
		arb_set_d(a, q->v[i]);
		arb_mul_arf(y, s_i, r->total, prec); /* Σ v_j */
		arb_sub(y, y, a, prec);
		if (q->fn == LOG_SOFTMAX_VJP)
			arb_neg(y, y);
	}
	arb_clear(a);
}

void definition(arb_t y, const row *r, slong i, slong prec)
{
	arb_t s;

	switch (r->q->fn) {
	case SOFTMAX:
		arb_div(y, r->e + i, r->s, prec);
		break;
	case LOG_SOFTMAX:
		loss(y, r, i, prec);
		arb_neg(y, y);
		break;
	case LOGSUMEXP:
		arb_set(y, r->lse);
		break;
	case CROSS_ENTROPY:
	case CROSS_ENTROPY_SOFT:
		cross_entropy(y, r, prec);
		break;
	default:
		arb_init(s);
		arb_div(s, r->e + i, r->s, prec);
		gradient(y, s, r, i, prec);
		if (!arf_is_one(r->t))
			arb_div_arf(y, y, r->t, prec);
		arb_clear(s);
	}
}
