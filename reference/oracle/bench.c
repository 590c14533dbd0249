/* What a softmax costs with Arb and with MPFR, one evaluation at 128 bits: the
 * differences to the maximum, their exponentials, the sum, the divisions and the
 * roundings to the dtype. That is enough for most answers, and proves none. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "oracle.h"

enum { PREC = 128, REPEATS = 3 };

/* A repeat lasts at least as long as this. */
static const double repeat_ns = 1e8;

typedef struct {
	slong k;
	int single; /* round to float32 */
	double *x, *y;
	arb_ptr arb;
	mpfr_t *mpfr;
} job;

static void arb_softmax(job *j)
{
	double max = j->x[0];
	slong i;
	arb_t m, s;

	for (i = 1; i < j->k; i++)
		if (j->x[i] > max)
			max = j->x[i];
	arb_init(m);
	arb_init(s);
	arb_set_d(m, max);
	for (i = 0; i < j->k; i++) {
		arb_set_d(j->arb + i, j->x[i]);
		arb_sub(j->arb + i, j->arb + i, m, PREC);
		arb_exp(j->arb + i, j->arb + i, PREC);
		arb_add(s, s, j->arb + i, PREC);
	}
	for (i = 0; i < j->k; i++) {
		arb_div(j->arb + i, j->arb + i, s, PREC);
		if (j->single) /* nothing here is subnormal */
			arf_set_round(arb_midref(j->arb + i), arb_midref(j->arb + i), 24, ARF_RND_NEAR);
		j->y[i] = arf_get_d(arb_midref(j->arb + i), ARF_RND_NEAR);
	}
	arb_clear(m);
	arb_clear(s);
}

static void mpfr_softmax(job *j)
{
	double max = j->x[0];
	slong i;
	mpfr_t m, s;

	for (i = 1; i < j->k; i++)
		if (j->x[i] > max)
			max = j->x[i];
	mpfr_init2(m, PREC);
	mpfr_init2(s, PREC);
	mpfr_set_d(m, max, MPFR_RNDN);
	mpfr_set_zero(s, 1);
	for (i = 0; i < j->k; i++) {
		mpfr_set_d(j->mpfr[i], j->x[i], MPFR_RNDN);
		mpfr_sub(j->mpfr[i], j->mpfr[i], m, MPFR_RNDN);
		mpfr_exp(j->mpfr[i], j->mpfr[i], MPFR_RNDN);
		mpfr_add(s, s, j->mpfr[i], MPFR_RNDN);
	}
	for (i = 0; i < j->k; i++) {
		mpfr_div(j->mpfr[i], j->mpfr[i], s, MPFR_RNDN);
		j->y[i] = j->single ? mpfr_get_flt(j->mpfr[i], MPFR_RNDN) : mpfr_get_d(j->mpfr[i], MPFR_RNDN);
	}
	mpfr_clear(m);
	mpfr_clear(s);
}

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* time_softmax prints the best of REPEATS. */
static void time_softmax(const char *tier, void (*softmax)(job *), job *j)
{
	double best = 0;
	long runs = 0;
	int repeat;

	softmax(j); /* tables and memory */
	for (repeat = 0; repeat < REPEATS; repeat++) {
		double start = now_ns(), ns;
		long n = 0;

		do {
			softmax(j);
			n++;
			ns = now_ns() - start;
		} while (ns < repeat_ns);
		ns /= (double)n * j->k;
		if (repeat == 0 || ns < best) {
			best = ns;
			runs = n;
		}
	}
	printf("BenchmarkExact/tier=%s/function=softmax/dtype=%s/k=%ld %ld %.1f ns/elem\n", tier,
		j->single ? "float32" : "float64", (long)j->k, runs, best);
	fflush(stdout);
}

/* fill sets x to numbers in [-8, 8) that are exact in float32, from a linear
 * congruential generator (Knuth's MMIX multiplier and increment). */
static void fill(double *x, slong k)
{
	uint64_t state = 1;
	slong i;

	for (i = 0; i < k; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		x[i] = (double)(int64_t)(state >> 41) / (1 << 19) - 8;
	}
}

void bench(void)
{
	static const slong widths[] = {10, 1000, 128256};
	size_t w;
	slong i;
	job j;

	for (j.single = 0; j.single < 2; j.single++)
		for (w = 0; w < sizeof widths / sizeof *widths; w++) {
			j.k = widths[w];
			j.x = malloc(j.k * sizeof *j.x);
			j.y = malloc(j.k * sizeof *j.y);
			j.mpfr = malloc(j.k * sizeof *j.mpfr);
			if (j.x == NULL || j.y == NULL || j.mpfr == NULL) {
				fputs("oracle: out of memory\n", stderr);
				exit(1);
			}
			fill(j.x, j.k);
			j.arb = _arb_vec_init(j.k);
			for (i = 0; i < j.k; i++)
				mpfr_init2(j.mpfr[i], PREC);
			time_softmax("arb", arb_softmax, &j);
			time_softmax("mpfr", mpfr_softmax, &j);
			for (i = 0; i < j.k; i++)
				mpfr_clear(j.mpfr[i]);
			_arb_vec_clear(j.arb, j.k);
			free(j.x);
			free(j.y);
			free(j.mpfr);
		}
}
