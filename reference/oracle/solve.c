/* Functions evaluated with balls until every output is decided. */
#include <math.h>
#include <stdlib.h>
#include "row.h"

/* Precisions in bits: the first one, and the one beyond which a row is given up.
 * The cap is above what the committed hard cases need. */
enum { FIRST_PREC = 128, LAST_PREC = 1 << 17 };

/* answer_infinite answers output i if it is infinite: a log-softmax of -inf, or a
 * loss where a logit of -inf has a weight. */
static int answer_infinite(const row *r, slong i, uint64_t *bits)
{
	const question *q = r->q;
	slong j;

	if (q->fn == LOG_SOFTMAX && isinf(q->x[i])) {
		*bits = infinity(q->f, 1);
		return 1;
	}
	if (!is_loss(q->fn))
		return 0;
	for (j = 0; j < q->k; j++)
		if (isinf(q->x[j]) && !arf_is_zero(r->w + j)) {
			*bits = infinity(q->f, 0);
			return 1;
		}
	return 0;
}

/* answer answers output i from the evaluation at the given precision, if that
 * decides it: as the function is defined, or as the sums that it is made of. */
static int answer(row *r, slong i, slong prec, uint64_t *bits)
{
	int ok;
	arb_t y;

	arb_init(y);
	definition(y, r, i, prec);
	ok = round_ball(r->q->f, y, prec, bits);
	arb_clear(y);
	if (ok)
		return 1;
	if (is_logarithm(r->q->fn))
		return logarithm(r, i, prec, bits);
	return quotient(r, i, prec, bits);
}

/* solve answers a whole row and returns the precision that it took, or minus
 * that where it was not enough. */
slong solve(const question *q, uint64_t *bits, char *zero)
{
	slong n = outputs(q), open = 0, prec, i;
	char *done = flint_calloc(q->k, 1);
	row r;

	row_init(&r, q);
	for (i = 0; i < n; i++)
		open += !(done[i] = answer_infinite(&r, i, &bits[i]));
	for (prec = FIRST_PREC; open > 0; prec *= 2) {
		row_evaluate(&r, prec);
		for (i = 0; i < n; i++)
			if (!done[i] && answer(&r, i, prec, &bits[i]))
				open -= done[i] = 1;
		if (open == 0 || prec >= LAST_PREC)
			break;
	}
	for (i = 0; i < n; i++)
		zero[i] = done[i] && bits[i] == 0 && (is_logarithm(q->fn) ? logarithm_is_zero(&r, i) : quotient_is_zero(&r, i));
	row_clear(&r);
	flint_free(done);
	return open == 0 ? prec : -prec;
}
