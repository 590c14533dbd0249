/* Oracle computes softmax, log-softmax and log-sum-exp with Arb, correctly
 * rounded: a second opinion on the Go reference, with which it shares nothing.
 *
 *	oracle check   answers questions from standard input, one a line, such as
 *	               "softmax float32 0x1p0,-inf,0x1.8p1". The answer is
 *	               "ok BITS b0,b1,b2": the precision that it took, and the bit
 *	               patterns in hexadecimal. Or it is "undecided BITS", or
 *	               "error WHY".
 *	oracle bench   times a softmax with Arb and with MPFR, both at 128 bits
 *
 * The first line of output names the libraries. Logits are doubles, written so
 * that strtod reads them exactly; at least one is finite, the others may be
 * -inf. A row with +inf or nan is an error: what is right there is a matter of
 * convention, which Arb cannot confirm. A zero that is exact is +0, NaN is the
 * canonical quiet one. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "oracle.h"

#if __FLINT_RELEASE >= 30000
#define LOADED_ARB flint_version
#else
#define LOADED_ARB arb_version
#endif

static const char *const functions[] = {
	[SOFTMAX] = "softmax",
	[LOG_SOFTMAX] = "log_softmax",
	[LOGSUMEXP] = "logsumexp",
};

/* find_function returns the function of that name, or -1. */
static int find_function(const char *name)
{
	int i;

	for (i = SOFTMAX; i <= LOGSUMEXP; i++)
		if (strcmp(name, functions[i]) == 0)
			return i;
	return -1;
}

/* parse reads a question, with room for as many logits as the line can hold; it
 * returns what is wrong with it, or NULL. */
static const char *parse(char *line, int *fn, const format **f, double *x, slong *k)
{
	char *save, *end;
	const char *function = strtok_r(line, " \n", &save);
	const char *dtype = strtok_r(NULL, " \n", &save);
	const char *p = strtok_r(NULL, " \n", &save);
	int finite = 0;

	if (p == NULL || strtok_r(NULL, " \n", &save) != NULL)
		return "want: function dtype x,x,...";
	if ((*fn = find_function(function)) < 0)
		return "unknown function";
	if ((*f = find_format(dtype)) == NULL)
		return "unknown dtype";
	for (*k = 0;; p = end + 1) {
		double v = strtod(p, &end);

		if (end == p || (*end != ',' && *end != 0))
			return "a logit is no number";
		if (isnan(v) || v == INFINITY)
			return "nan and +inf are conventions, not numbers";
		finite |= v != -INFINITY;
		x[(*k)++] = v;
		if (*end == 0)
			return finite ? NULL : "no logit is finite";
	}
}

/* reply answers one line, whose length is given. */
static void reply(char *line, size_t length)
{
	size_t room = length / 2 + 1; /* "1,": two bytes a logit */
	double *x = malloc(room * sizeof *x);
	uint64_t *bits = malloc(room * sizeof *bits);
	const format *f;
	const char *wrong;
	slong i, k, prec;
	int fn;

	if (x == NULL || bits == NULL) {
		fputs("oracle: out of memory\n", stderr);
		exit(1);
	}
	if ((wrong = parse(line, &fn, &f, x, &k)) != NULL) {
		printf("error %s\n", wrong);
	} else if ((prec = solve(x, k, fn, f, bits)) < 0) {
		printf("undecided %ld\n", (long)-prec);
	} else {
		printf("ok %ld ", (long)prec);
		for (i = 0; i < (fn == LOGSUMEXP ? 1 : k); i++)
			printf("%s%llx", i == 0 ? "" : ",", (unsigned long long)bits[i]);
		putchar('\n');
	}
	free(x);
	free(bits);
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	if (argc != 2 || (strcmp(argv[1], "check") != 0 && strcmp(argv[1], "bench") != 0)) {
		fputs("usage: oracle check|bench\n", stderr);
		return 2;
	}
	printf("oracle: Arb %s, MPFR %s\n", LOADED_ARB, mpfr_get_version());
	fflush(stdout);
	if (strcmp(argv[1], "bench") == 0) {
		bench();
	} else {
		while ((length = getline(&line, &room, stdin)) > 0) {
			reply(line, length);
			fflush(stdout);
		}
		free(line);
	}
	flint_cleanup();
	return ferror(stdin) || ferror(stdout);
}
