/* The functions: their names, what they take and how many outputs they have. */
#include <string.h>
#include "oracle.h"

static const char *const functions[FUNCTIONS] = {
	[SOFTMAX] = "softmax",
	[LOG_SOFTMAX] = "log_softmax",
	[LOGSUMEXP] = "logsumexp",
	[CROSS_ENTROPY] = "cross_entropy",
	[CROSS_ENTROPY_SOFT] = "cross_entropy_soft",
	[SOFTMAX_VJP] = "softmax_vjp",
	[LOG_SOFTMAX_VJP] = "log_softmax_vjp",
	[CROSS_ENTROPY_GRAD] = "cross_entropy_grad",
	[CROSS_ENTROPY_SOFT_GRAD] = "cross_entropy_soft_grad",
};

int find_function(const char *name)
{
	int i;

	for (i = 0; i < FUNCTIONS; i++)
		if (strcmp(name, functions[i]) == 0)
			return i;
	return -1;
}

int takes_target(int fn)
{
	return fn == CROSS_ENTROPY || fn == CROSS_ENTROPY_GRAD;
}

int takes_cotangent(int fn)
{
	return fn == SOFTMAX_VJP || fn == LOG_SOFTMAX_VJP;
}

int takes_weights(int fn)
{
	return fn == CROSS_ENTROPY_SOFT || fn == CROSS_ENTROPY_SOFT_GRAD;
}

int takes_vector(int fn)
{
	return takes_cotangent(fn) || takes_weights(fn);
}

int is_loss(int fn)
{
	return fn == CROSS_ENTROPY || fn == CROSS_ENTROPY_SOFT;
}

int is_logarithm(int fn)
{
	return fn == LOG_SOFTMAX || fn == LOGSUMEXP || is_loss(fn);
}

slong outputs(const question *q)
{
	return q->fn == LOGSUMEXP || is_loss(q->fn) ? 1 : q->k;
}
