/* Darknet: softmax(input, n, temperature, stride, output) of its library, in float32.
 *
 *     cc -O2 darknet.c -o darknet /usr/lib/darknet/libdarknet.so -Wl,-rpath,/usr/lib/darknet -lm
 *     softulp gate --cmd ./darknet
 */
#include "softulp.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

/* From blas.h, which is not installed. */
void softmax(float *input, int n, float temp, int stride, float *output);

static const char *rows_of(const void *x, const void *side, void *y, size_t rows, size_t k) {
	(void)side;
	for (size_t i = 0; i < rows; i++) softmax((float *)x + i * k, (int)k, 1, 1, (float *)y + i * k);
	return NULL;
}

int main(void) {
	static const struct softulp_entry table[] = {{"softmax", "float32", rows_of}};
	return softulp_serve("Darknet", VERSION, table, 1);
}
