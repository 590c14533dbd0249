/* Functions that are R + P log S, where S = Σ e^((x_j-m)/t) and R and P are
 * rational:
 *
 *	function        R                               P
 *	log-softmax     (x_i-m)/t                      -1
 *	log-sum-exp     m/t                             1
 *	cross-entropy   Σ w_j (m-x_j)/(t scale)         total/scale
 *
 * They are R if P = 0 or S = 1, where a single logit is finite. They are
 * transcendental otherwise: were y algebraic, so were b = (y-R)/P, and S - e^b
 * were 0, which by the Lindemann-Weierstrass theorem it is not, as S has two
 * exponents or a coefficient above 1. */
#include <math.h>
#include "row.h"

/* numerators returns R t scale and P scale. */
static void numerators(arf_t a, arf_t p, const row *r, slong i)
{
	slong j;
	arf_t d;

	arf_init(d);
	switch (r->q->fn) {
	case LOG_SOFTMAX:
		row_difference(a, r, i);
		arf_set_si(p, -1);
		break;
	case LOGSUMEXP:
		arf_set(a, r->m);
		arf_one(p);
		break;
	default:
		arf_zero(a);
		for (j = 0; j < r->q->k; j++) {
			if (arf_is_zero(r->w + j))
				continue; /* also where x_j is -inf */
			row_difference(d, r, j);
			arf_mul(d, d, r->w + j, ARF_PREC_EXACT, ARF_RND_DOWN);
			arf_sub(a, a, d, ARF_PREC_EXACT, ARF_RND_DOWN);
		}
		arf_set(p, r->total);
	}
	arf_clear(d);
}

int logarithm(const row *r, slong i, slong prec, uint64_t *bits)
{
	const format *f = r->q->f;
	int ok = 1;
	arf_t a, p, one;
	arb_t y, rest; /* rest is P log S */
	fmpq_t R;

	arf_init(a);
	arf_init(p);
	arf_init(one);
	arf_one(one);
	arb_init(y);
	arb_init(rest);
	fmpq_init(R);
	numerators(a, p, r, i);
	row_rational(R, r, a, one);
	if (arf_is_zero(p) || r->finite == 1) {
		*bits = round_fmpq(f, R);
	} else {
		arb_mul_arf(rest, r->log_s, p, prec);
		arb_div_si(rest, rest, r->scale, prec);
		arb_set_fmpq(y, R, prec);
		arb_add(y, y, rest, prec);
		ok = round_ball(f, y, prec, bits);
		if (!ok && below_tiny(rest)) { /* log S > 0 */
			*bits = round_beside(f, R, arf_sgn(p));
			ok = 1;
		}
	}
	arf_clear(a);
	arf_clear(p);
	arf_clear(one);
	arb_clear(y);
	arb_clear(rest);
	fmpq_clear(R);
	return ok;
}

int logarithm_is_zero(const row *r, slong i)
{
	int zero;
	arf_t a, p;

	arf_init(a);
	arf_init(p);
	numerators(a, p, r, i);
	zero = arf_is_zero(a) && (arf_is_zero(p) || r->finite == 1);
	arf_clear(a);
	arf_clear(p);
	return zero;
}
