/* Rounding to a format, in one step and with integers alone. */
#include <string.h>
#include "oracle.h"

const format formats[] = {
	{"float64", 53, -1074, 0x7ff0000000000000, 0, 64},
	{"float32", 24, -149, 0x7f800000, 0, 32},
	{"float16", 11, -24, 0x7c00, 0, 16},
	{"bfloat16", 8, -133, 0x7f80, 0, 16},
	{"float8_e4m3fn", 4, -9, 0x7f, 1, 8},
	{"float8_e5m2", 3, -16, 0x7c, 0, 8},
};

const format *find_format(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

/* pattern encodes sign * n * 2^q, with n < 2^p at q_min and 2^(p-1) <= n <= 2^p
 * above it. Patterns of positive numbers are consecutive integers, so a carry
 * to the next binade, or from subnormal to normal, needs no case. */
uint64_t pattern(const format *f, int negative, uint64_t n, slong q)
{
	uint64_t b = n + ((uint64_t)(q - f->q_min) << (f->p - 1));
	if (b >= f->overflow) {
		b = f->overflow;
		if (f->overflow_is_nan)
			negative = 0;
	}
	return b | (uint64_t)(negative != 0) << (f->bits - 1);
}

uint64_t infinity(const format *f, int negative)
{
	return pattern(f, negative, f->overflow, f->q_min);
}

/* round_arf rounds v, finite, to nearest, ties to even, in one rounding: to an
 * integer, in units of the spacing at v. */
uint64_t round_arf(const format *f, const arf_t v)
{
	int negative = arf_sgn(v) < 0;
	slong e = arf_abs_bound_lt_2exp_si(v); /* 2^(e-1) <= |v| < 2^e */
	slong q;
	uint64_t n;
	arf_t t;
	fmpz_t z;

	if (arf_is_zero(v) || e < f->q_min) /* below half of the smallest number */
		return pattern(f, negative, 0, f->q_min);
	if (e > 2000)
		return infinity(f, negative);
	q = e - f->p > f->q_min ? e - f->p : f->q_min;
	arf_init(t);
	fmpz_init(z);
	arf_mul_2exp_si(t, v, -q);
	arf_abs(t, t);
	arf_get_fmpz(z, t, ARF_RND_NEAR);
	n = fmpz_get_ui(z);
	fmpz_clear(z);
	arf_clear(t);
	return pattern(f, negative, n, q);
}

/* shifted makes num/den a/(b 2^q). */
static void shifted(fmpz_t num, fmpz_t den, const fmpz_t a, const fmpz_t b, slong q)
{
	fmpz_mul_2exp(num, a, q < 0 ? -q : 0);
	fmpz_mul_2exp(den, b, q > 0 ? q : 0);
}

/* round_fmpq rounds a by integer division: to an integer, in units of the spacing
 * at a. */
uint64_t round_fmpq(const format *f, const fmpq_t a)
{
	slong e, q;
	uint64_t result;
	fmpz_t num, den, quo, rem;

	if (fmpq_is_zero(a))
		return pattern(f, 0, 0, f->q_min);
	fmpz_init(num);
	fmpz_init_set(den, fmpq_denref(a));
	fmpz_init(quo);
	fmpz_init(rem);
	fmpz_abs(num, fmpq_numref(a));
	e = (slong)fmpz_bits(num) - (slong)fmpz_bits(den); /* 2^(e-1) < |a| < 2^(e+1) */
	shifted(quo, rem, num, den, e);
	if (fmpz_cmp(quo, rem) >= 0)
		e++; /* 2^(e-1) <= |a| < 2^e */
	if (e > 2000) {
		result = infinity(f, fmpq_sgn(a) < 0);
	} else {
		q = e - f->p > f->q_min ? e - f->p : f->q_min;
		shifted(num, den, num, den, q);
		fmpz_fdiv_qr(quo, rem, num, den);
		fmpz_mul_ui(rem, rem, 2);
		if (fmpz_cmp(rem, den) > 0 || (fmpz_equal(rem, den) && fmpz_is_odd(quo)))
			fmpz_add_ui(quo, quo, 1);
		result = pattern(f, fmpq_sgn(a) < 0, fmpz_get_ui(quo), q);
	}
	fmpz_clear(num);
	fmpz_clear(den);
	fmpz_clear(quo);
	fmpz_clear(rem);
	return result;
}

/* round_beside rounds a number that lies above (side 1) or below (side -1) the
 * rational a by less than 2^TINY. */
uint64_t round_beside(const format *f, const fmpq_t a, int side)
{
	uint64_t b;
	fmpq_t t;
	fmpz_t d;

	fmpq_init(t);
	fmpz_init(d);
	fmpz_one_2exp(d, -TINY);
	fmpq_set_si(t, side, 1);
	fmpq_div_fmpz(t, t, d);
	fmpq_add(t, t, a);
	b = round_fmpq(f, t);
	fmpq_clear(t);
	fmpz_clear(d);
	return b;
}

/* round_ball says whether all numbers of a ball round to one pattern, which
 * holds if both ends do and have one sign: a NaN for an overflow has none. */
int round_ball(const format *f, const arb_t y, slong prec, uint64_t *bits)
{
	arf_t lo, hi;
	uint64_t above;
	int ok;

	if (!arb_is_finite(y))
		return 0;
	arf_init(lo);
	arf_init(hi);
	arb_get_lbound_arf(lo, y, prec + 64);
	arb_get_ubound_arf(hi, y, prec + 64);
	*bits = round_arf(f, lo);
	above = round_arf(f, hi);
	ok = *bits == above && arf_sgn(lo) * arf_sgn(hi) >= 0;
	arf_clear(lo);
	arf_clear(hi);
	return ok;
}

/* below_tiny: |y| < 2^TINY for certain. */
int below_tiny(const arb_t y)
{
	mag_t m;
	int ok;

	mag_init(m);
	arb_get_mag(m, y);
	ok = mag_cmp_2exp_si(m, TINY) < 0;
	mag_clear(m);
	return ok;
}

