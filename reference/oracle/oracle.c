/* Oracle computes softmax, log-softmax, log-sum-exp, cross-entropies and gradients
 * with Arb, correctly rounded: a second opinion on the Go reference, with which it
 * shares nothing.
 *
 *	oracle check   answers questions from standard input, one a line
 *	oracle bench   times a softmax with Arb and with MPFR, both at 128 bits
 *
 * A question is a function, a dtype, the logits, and what else there is, by name:
 *
 *	softmax float32 0x1p0,-inf,0x1.8p1
 *	softmax_vjp float32 0x1p0,-inf,0x1.8p1 cotangent=1,2,-3 temperature=0x1p-1
 *	cross_entropy float32 0x1p0,-inf,0x1.8p1 target=2 smoothing=0x1p-3
 *	cross_entropy_soft float32 0x1p0,-inf,0x1.8p1 weights=0,0,1
 *
 * A target, cotangent or weights are asked for where the function takes them, and a
 * temperature, which is 1, or a smoothing, which is 0, may be left out. The answer
 * is "ok BITS b0,b1,b2": the precision that it took, and the bit patterns in
 * hexadecimal, or "zero" for +0 where the answer is exactly 0. Or it is
 * "undecided BITS", or "error WHY".
 *
 * The first line of output names the libraries. Numbers are doubles, written so
 * that strtod reads them exactly. At least one logit is finite, the others may be
 * -inf. A row with +inf or nan is an error: what is right there is a matter of
 * convention, which Arb cannot confirm. NaN is the canonical quiet one. */
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

/* numbers reads a list of at most room numbers; it returns how many, or -1. */
static slong numbers(const char *p, double *v, slong room)
{
	slong n = 0;
	char *end;

	for (;; p = end + 1) {
		double x = strtod(p, &end);

		if (n == room || end == p || (*end != ',' && *end != 0))
			return -1;
		v[n++] = x;
		if (*end == 0)
			return n;
	}
}

/* value returns what follows NAME= in a word, or NULL. */
static const char *value(const char *word, const char *name)
{
	size_t n = strlen(name);

	return strncmp(word, name, n) == 0 && word[n] == '=' ? word + n + 1 : NULL;
}

/* parse_logits reads the first three words, with room for that many numbers in
 * q->x; it returns what is wrong with them, or NULL. */
static const char *parse_logits(question *q, slong room, char *line, char **save)
{
	const char *function = strtok_r(line, " \n", save);
	const char *dtype = strtok_r(NULL, " \n", save);
	const char *x = strtok_r(NULL, " \n", save);
	int finite = 0;
	slong j;

	if (x == NULL)
		return "want: function dtype x,x,...";
	if ((q->fn = find_function(function)) < 0)
		return "unknown function";
	if ((q->f = find_format(dtype)) == NULL)
		return "unknown dtype";
	if ((q->k = numbers(x, q->x, room)) < 0)
		return "a logit is no number";
	for (j = 0; j < q->k; j++) {
		if (isnan(q->x[j]) || q->x[j] == INFINITY)
			return "nan and +inf are conventions, not numbers";
		finite |= q->x[j] != -INFINITY;
	}
	return finite ? NULL : "no logit is finite";
}

/* parse_vector reads a cotangent or weights into q->v. */
static const char *parse_vector(question *q, const char *text)
{
	slong j;

	if (numbers(text, q->v, q->k) != q->k)
		return "want as many numbers in the vector as there are logits";
	for (j = 0; j < q->k; j++)
		if (!isfinite(q->v[j]) || (takes_weights(q->fn) && q->v[j] < 0))
			return "want finite numbers in the vector, and weights that are not negative";
	return NULL;
}

/* parse_target reads q->target. */
static const char *parse_target(question *q, const char *text)
{
	char *end;

	q->target = strtol(text, &end, 10);
	return end != text && *end == 0 && q->target >= 0 && q->target < q->k ? NULL : "want the index of a logit as target";
}

/* parse reads a question, with room for that many numbers in q->x and in q->v; it
 * returns what is wrong with it, or NULL. Of words of one name the last one counts. */
static const char *parse(question *q, slong room, char *line)
{
	int missing;
	char *save;
	const char *word, *text, *wrong = parse_logits(q, room, line, &save);

	if (wrong != NULL)
		return wrong;
	q->temperature = 1;
	q->smoothing = 0;
	missing = takes_target(q->fn) || takes_vector(q->fn);
	while (wrong == NULL && (word = strtok_r(NULL, " \n", &save)) != NULL) {
		if ((text = value(word, "temperature")) != NULL) {
			if (numbers(text, &q->temperature, 1) != 1 || !(q->temperature > 0) || isinf(q->temperature))
				wrong = "want a temperature above 0";
		} else if (takes_target(q->fn) && (text = value(word, "smoothing")) != NULL) {
			if (numbers(text, &q->smoothing, 1) != 1 || !(q->smoothing >= 0 && q->smoothing <= 1))
				wrong = "want a smoothing in [0, 1]";
		} else if (takes_target(q->fn) && (text = value(word, "target")) != NULL) {
			wrong = parse_target(q, text);
			missing = 0;
		} else if (takes_vector(q->fn) && (text = value(word, takes_weights(q->fn) ? "weights" : "cotangent")) != NULL) {
			wrong = parse_vector(q, text);
			missing = 0;
		} else {
			wrong = "unknown word after the logits";
		}
	}
	return wrong == NULL && missing ? "want a target, cotangent or weights after the logits" : wrong;
}

/* reply answers one line, whose length is given. */
static void reply(char *line, size_t length)
{
	slong i, prec, room = length / 2 + 1; /* "1,": two bytes a number */
	uint64_t *bits = malloc(room * sizeof *bits);
	char *zero = malloc(room);
	question q = {.x = malloc(room * sizeof *q.x), .v = malloc(room * sizeof *q.v)};
	const char *wrong;

	if (q.x == NULL || q.v == NULL || bits == NULL || zero == NULL) {
		fputs("oracle: out of memory\n", stderr);
		exit(1);
	}
	if ((wrong = parse(&q, room, line)) != NULL) {
		printf("error %s\n", wrong);
	} else if ((prec = solve(&q, bits, zero)) < 0) {
		printf("undecided %ld\n", (long)-prec);
	} else {
		printf("ok %ld ", (long)prec);
		for (i = 0; i < outputs(&q); i++) {
			fputs(i == 0 ? "" : ",", stdout);
			if (zero[i])
				fputs("zero", stdout);
			else
				printf("%llx", (unsigned long long)bits[i]);
		}
		putchar('\n');
	}
	free(q.x);
	free(q.v);
	free(bits);
	free(zero);
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
