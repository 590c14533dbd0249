/* Formal sums of exponentials: which of them is 0 is decided by their
 * coefficients, exactly. */
#include <stdlib.h>
#include "row.h"

void sum_init(sum *s)
{
	s->terms = NULL;
	s->n = s->room = 0;
}

void sum_clear(sum *s)
{
	slong i;

	for (i = 0; i < s->room; i++) {
		arf_clear(s->terms[i].c);
		arf_clear(s->terms[i].x);
	}
	flint_free(s->terms);
}

/* sum_next returns a term to be filled in. */
static term *sum_next(sum *s)
{
	slong i, room = s->room == 0 ? 8 : 2 * s->room;

	if (s->n == s->room) {
		s->terms = flint_realloc(s->terms, room * sizeof *s->terms);
		for (i = s->room; i < room; i++) {
			arf_init(s->terms[i].c);
			arf_init(s->terms[i].x);
		}
		s->room = room;
	}
	return &s->terms[s->n++];
}

void sum_add(sum *s, const arf_t c, const arf_t x)
{
	term *t = sum_next(s);

	arf_set(t->c, c);
	arf_set(t->x, x);
}

void sum_addmul(sum *s, const arf_t c, const arf_t x, const sum *b)
{
	slong i;

	for (i = 0; i < b->n; i++) {
		term *t = sum_next(s);

		arf_mul(t->c, c, b->terms[i].c, ARF_PREC_EXACT, ARF_RND_DOWN);
		arf_add(t->x, x, b->terms[i].x, ARF_PREC_EXACT, ARF_RND_DOWN);
	}
}

/* falling orders terms by their exponents. */
static int falling(const void *a, const void *b)
{
	return arf_cmp(((const term *)b)->x, ((const term *)a)->x);
}

void sum_merge(sum *s)
{
	slong i, n = 0; /* terms before n are merged, the last of them may have 0 */

	qsort(s->terms, s->n, sizeof *s->terms, falling);
	for (i = 0; i < s->n; i++) {
		term *t = &s->terms[i], *last = &s->terms[n - 1];

		if (n > 0 && arf_equal(last->x, t->x)) {
			arf_add(last->c, last->c, t->c, ARF_PREC_EXACT, ARF_RND_DOWN);
			continue;
		}
		if (n > 0 && arf_is_zero(last->c))
			n--;
		arf_swap(s->terms[n].c, t->c);
		arf_swap(s->terms[n].x, t->x);
		n++;
	}
	if (n > 0 && arf_is_zero(s->terms[n - 1].c))
		n--;
	s->n = n;
}
