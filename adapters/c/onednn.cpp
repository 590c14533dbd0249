// oneDNN on the CPU: softmax and log-softmax, forward and backward, in float32 and, where the CPU has it, bfloat16.
//
//     c++ -O2 onednn.cpp -o onednn -ldnnl && softulp gate --cmd ./onednn
#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>

#include "softulp.h"

using namespace dnnl;
using tag = memory::format_tag;
using type = memory::data_type;

static engine &cpu() {
	static engine e(engine::kind::cpu, 0);
	return e;
}

static memory::desc matrix(type t, size_t rows, size_t k) {
	return memory::desc({memory::dim(rows), memory::dim(k)}, t, tag::ab);
}

template <type t>
static softmax_v2_forward::primitive_desc forward_of(algorithm a, size_t rows, size_t k) {
	auto m = matrix(t, rows, k);
	return {{prop_kind::forward_training, a, m, m, 1}, cpu()};
}

static void run(const primitive &p, const std::unordered_map<int, memory> &arguments) {
	stream s(cpu());
	p.execute(s, arguments);
	s.wait();
}

template <type t, algorithm a>
static const char *forward(const void *x, const void *, void *y, size_t rows, size_t k) {
	if (rows * k == 0) return nullptr;
	try {
		auto m = matrix(t, rows, k);
		run(softmax_v2_forward(forward_of<t>(a, rows, k)),
			{{DNNL_ARG_SRC, memory(m, cpu(), const_cast<void *>(x))}, {DNNL_ARG_DST, memory(m, cpu(), y)}});
		return nullptr;
	} catch (const error &) {
		return "oneDNN has no such primitive here";
	}
}

// The gradient is computed from what forward answers, as in training.
template <type t, algorithm a>
static const char *backward(const void *x, const void *cotangent, void *y, size_t rows, size_t k) {
	if (rows * k == 0) return nullptr;
	std::vector<char> dst(rows * k * memory::data_type_size(t));
	if (const char *declined = forward<t, a>(x, nullptr, dst.data(), rows, k)) return declined;
	try {
		auto m = matrix(t, rows, k);
		softmax_v2_backward::primitive_desc pd({a, m, m, m, 1}, cpu(), forward_of<t>(a, rows, k));
		run(softmax_v2_backward(pd),
			{{DNNL_ARG_DST, memory(m, cpu(), dst.data())}, {DNNL_ARG_DIFF_DST, memory(m, cpu(), const_cast<void *>(cotangent))},
				{DNNL_ARG_DIFF_SRC, memory(m, cpu(), y)}});
		return nullptr;
	} catch (const error &) {
		return "oneDNN has no such primitive here";
	}
}

// What there is for a dtype, if a row can be computed in it.
template <type t>
static void offer(std::vector<softulp_entry> &table, const char *dtype) {
	const algorithm plain = algorithm::softmax_accurate, log = algorithm::softmax_log;
	const softulp_entry all[] = {{"softmax", dtype, forward<t, plain>}, {"softmax_vjp", dtype, backward<t, plain>},
		{"log_softmax", dtype, forward<t, log>}, {"log_softmax_vjp", dtype, backward<t, log>}};
	const double row[2] = {}; // zeros in any dtype
	double y[2];
	for (const auto &e : all)
		if (!e.f(row, row, y, 1, 2)) table.push_back(e);
}

int main() {
	std::vector<softulp_entry> table;
	offer<type::f32>(table, "float32");
	offer<type::bf16>(table, "bfloat16");
	offer<type::f16>(table, "float16");
	std::stable_sort(table.begin(), table.end(), [](const softulp_entry &a, const softulp_entry &b) {
		return std::string(a.function) < b.function;
	});
	const version_t *v = version();
	const std::string s = std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
	return softulp_serve("oneDNN", s.c_str(), table.data(), table.size());
}
