// Arm NN on its reference backend, CpuRef: softmax and log-softmax in float32, a network of one layer each.
//
//     c++ -O2 armnn.cpp -o armnn -larmnn && softulp gate --cmd ./armnn
#include <map>
#include <utility>

#include <armnn/ArmNN.hpp>

#include "softulp.h"

using namespace armnn;

#ifndef VERSION
#define VERSION ARMNN_VERSION // of the interface
#endif

static IRuntime &runtime() {
	static IRuntimePtr r = IRuntime::Create(IRuntime::CreationOptions());
	return *r;
}

// The network of a shape, loaded, or -1.
template <bool log>
static NetworkId network(const TensorInfo &shape) {
	INetworkPtr n = INetwork::Create();
	SoftmaxDescriptor along; // the last axis, at temperature 1
	auto *in = n->AddInputLayer(0), *out = n->AddOutputLayer(0);
	auto *layer = log ? n->AddLogSoftmaxLayer(along) : n->AddSoftmaxLayer(along);
	in->GetOutputSlot(0).Connect(layer->GetInputSlot(0));
	layer->GetOutputSlot(0).Connect(out->GetInputSlot(0));
	in->GetOutputSlot(0).SetTensorInfo(shape);
	layer->GetOutputSlot(0).SetTensorInfo(shape);
	NetworkId id = -1;
	auto optimized = Optimize(*n, {Compute::CpuRef}, runtime().GetDeviceSpec());
	return optimized && runtime().LoadNetwork(id, std::move(optimized)) == Status::Success ? id : -1;
}

template <bool log>
static const char *run(const void *x, const void *, void *y, size_t rows, size_t k) {
	if (rows * k == 0) return k == 0 ? "Arm NN has no empty tensors" : nullptr;
	try {
		const unsigned int dims[] = {unsigned(rows), unsigned(k)};
		const TensorInfo shape(2, dims, DataType::Float32);
		const NetworkId id = network<log>(shape);
		if (id < 0) return "Arm NN loaded no network";
		const bool done = runtime().EnqueueWorkload(id, {{0, ConstTensor(shape, x)}}, {{0, Tensor(shape, y)}}) == Status::Success;
		runtime().UnloadNetwork(id);
		return done ? nullptr : "Arm NN did not run";
	} catch (const std::exception &) {
		return "Arm NN raised an exception";
	}
}

int main() {
	static const softulp_entry table[] = {{"softmax", "float32", run<false>}, {"log_softmax", "float32", run<true>}};
	return softulp_serve("Arm NN (CpuRef)", VERSION, table, 2);
}
