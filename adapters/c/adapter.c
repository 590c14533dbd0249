/* Lets softulp judge a C function: copy this file and softulp.h, and fill in softmax.
 *
 * As a child process:
 *     cc -O2 adapter.c -o adapter -lm && softulp gate --cmd ./adapter
 * As a shared library, for which main and softulp.h are not needed:
 *     cc -O2 -shared -fPIC adapter.c -o libadapter.so -lm
 *     softulp gate --lib ./libadapter.so --symbol softmax --signature softmax-f32
 */
#include <math.h>
#include <stddef.h>

void softmax(const float *x, float *y, size_t rows, size_t k) {
	for (size_t i = 0; i < rows; i++, x += k, y += k) {
		float m = -INFINITY, sum = 0;
		for (size_t j = 0; j < k; j++) m = x[j] > m || isnan(x[j]) ? x[j] : m;
		for (size_t j = 0; j < k; j++) sum += y[j] = expf(x[j] - m);
		for (size_t j = 0; j < k; j++) y[j] /= sum;
	}
}

#include "softulp.h"

static const char *softmax_f32(const void *x, const void *side, void *y, size_t rows, size_t k) {
	(void)side;
	softmax((const float *)x, (float *)y, rows, k);
	return NULL;
}

int main(void) {
	static const struct softulp_entry table[] = {{"softmax", "float32", softmax_f32}};
	return softulp_serve("my library", "1.0", table, 1);
}
