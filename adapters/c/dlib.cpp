// dlib: what its softmax layer computes on the CPU, forward and backward, in float32.
//
//     c++ -O2 dlib.cpp -o dlib -ldlib && softulp gate --cmd ./dlib
#include <algorithm>
#include <string>

#include <dlib/dnn.h>
#include <dlib/revision.h>

#include "softulp.h"

static dlib::resizable_tensor tensor(const void *x, size_t rows, size_t k) {
	dlib::resizable_tensor t(rows, k);
	const float *v = static_cast<const float *>(x);
	std::copy(v, v + rows * k, t.host_write_only());
	return t;
}

static dlib::resizable_tensor forward(const void *x, size_t rows, size_t k) {
	dlib::resizable_tensor s(rows, k);
	dlib::tt::softmax(s, tensor(x, rows, k));
	return s;
}

static const char *softmax(const void *x, const void *, void *y, size_t rows, size_t k) {
	if (rows * k == 0) return nullptr;
	const auto s = forward(x, rows, k);
	std::copy(s.begin(), s.end(), static_cast<float *>(y));
	return nullptr;
}

static const char *softmax_vjp(const void *x, const void *cotangent, void *y, size_t rows, size_t k) {
	if (rows * k == 0) return nullptr;
	dlib::resizable_tensor gradient(rows, k);
	gradient = 0; // it is added to
	dlib::tt::softmax_gradient(gradient, forward(x, rows, k), tensor(cotangent, rows, k));
	std::copy(gradient.begin(), gradient.end(), static_cast<float *>(y));
	return nullptr;
}

int main() {
	static const softulp_entry table[] = {{"softmax", "float32", softmax}, {"softmax_vjp", "float32", softmax_vjp}};
	const std::string version = std::to_string(DLIB_MAJOR_VERSION) + "." + std::to_string(DLIB_MINOR_VERSION);
	return softulp_serve("dlib", version.c_str(), table, 2);
}
