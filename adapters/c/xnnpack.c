/* XNNPACK: its softmax operator, in float32.
 *
 *     cc -O2 xnnpack.c -o xnnpack -lXNNPACK && softulp gate --cmd ./xnnpack
 *
 * Its version is that of the package, given to the compiler: -DVERSION='"…"'.
 */
#include <xnnpack.h>

#include "softulp.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static const char *softmax(const void *x, const void *side, void *y, size_t rows, size_t k) {
	xnn_operator_t op = NULL;
	(void)side;
	if (rows * k == 0) return k == 0 ? "XNNPACK has no softmax of 0 channels" : NULL;
	if (xnn_create_softmax_nc_f32(k, k, k, 0, &op) != xnn_status_success) return "XNNPACK made no operator";
	const char *declined = NULL;
	if (xnn_setup_softmax_nc_f32(op, rows, (const float *)x, (float *)y, NULL) != xnn_status_success ||
		xnn_run_operator(op, NULL) != xnn_status_success)
		declined = "XNNPACK did not run";
	xnn_delete_operator(op);
	return declined;
}

int main(void) {
	static const struct softulp_entry table[] = {{"softmax", "float32", softmax}};
	if (xnn_initialize(NULL) != xnn_status_success) {
		fputs("XNNPACK does not run on this machine\n", stderr);
		return 1;
	}
	return softulp_serve("XNNPACK", VERSION, table, 1);
}
