package peers

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// exactly returns a program whose answers are those of the suite's own reference,
// changed in one way and rounded.
func exactly(fn function.Function, a impl.Arithmetic, change func(y []float64)) *properties.Subject {
	return &properties.Subject{
		Name: "exactly", Function: fn, DType: a.Storage, Model: impl.Model{Accumulate: a.Accumulate},
		Compute: func(y []float64, in function.Input) {
			copy(y, plain(fn, in))
			change(y)
		},
	}
}

// TestTolerance: what is a little less than the tolerance is missed, what is more
// is caught. Relative changes are of every answer.
func TestTolerance(t *testing.T) {
	scaled := func(by float64) func(y []float64) {
		return func(y []float64) {
			for i := range y {
				y[i] *= 1 + by
			}
		}
	}
	shifted := func(by float64) func(y []float64) {
		return func(y []float64) {
			for i := range y {
				y[i] += by
			}
		}
	}
	float32s, float16s, float64s := in(dtype.Float32, dtype.Float32), in(dtype.Float16, dtype.Float32), in(dtype.Float64, dtype.Float64)
	bfloat16s := in(dtype.BFloat16, dtype.BFloat16)
	tests := []struct {
		suite         string
		fn            function.Function
		a             impl.Arithmetic
		missed, found func(y []float64)
	}{
		// relative and absolute tolerance together: of an answer of 1 both count
		{"PyTorch", function.Softmax, float64s, scaled(1e-7), scaled(2.2e-7)},
		{"PyTorch", function.Softmax, float32s, scaled(1.1e-5), scaled(1.3e-5)},
		{"PyTorch", function.Softmax, bfloat16s, scaled(8e-3), scaled(3e-2)},
		{"ONNX", function.Softmax, float32s, scaled(1e-4), scaled(1.1e-3)},
		{"ONNX", function.LogSoftmax, float32s, scaled(9e-4), scaled(1.1e-3)},
		{"ONNX", function.LogSumExp, float64s, scaled(9.9e-4), scaled(1.01e-3)},
		{"XNNPACK", function.Softmax, float32s, scaled(9e-6), scaled(1.1e-5)},
		{"XNNPACK", function.Softmax, float16s, scaled(4e-3), scaled(6e-3)},
		{"oneDNN", function.Softmax, float32s, scaled(10e-7), scaled(14e-7)},
		{"oneDNN", function.LogSoftmax, float32s, scaled(-55e-7), scaled(-65e-7)},
		{"llama.cpp", function.Softmax, float32s, scaled(9.9e-4), scaled(1.01e-3)},
		{"TFLite", function.Softmax, float32s, scaled(9.9e-6), scaled(1.1e-5)},
		{"TFLite", function.LogSoftmax, float32s, shifted(5e-7), shifted(2e-6)},
		{"SciPy", function.Softmax, float64s, scaled(0.99e-13), scaled(1.01e-13)},
		{"SciPy", function.LogSoftmax, float64s, scaled(0.99e-13), scaled(1.01e-13)},
		{"SciPy", function.LogSumExp, float64s, scaled(5.9e-8), scaled(6e-8)},
		{"WebNN", function.Softmax, float32s, ulps(dtype.Float32, 20), ulps(dtype.Float32, 23)},
		{"WebNN", function.Softmax, float16s, ulps(dtype.Float16, 20), ulps(dtype.Float16, 23)},
		{"WebNN", function.LogSumExp, float32s, ulps(dtype.Float32, 20), ulps(dtype.Float32, 67)},
		{"ONNX", function.CrossEntropy, float32s, scaled(9e-4), scaled(1.1e-3)},
		{"llama.cpp", function.CrossEntropySoft, float32s, scaled(3.1e-4), scaled(3.2e-4)},
		{"JAX", function.SoftmaxVJP, float32s, shifted(0), scaled(1)},
		{"TensorFlow", function.Softmax, float32s, scaled(1e-6), scaled(4e-6)},
		{"TensorFlow", function.LogSoftmax, float16s, scaled(1e-4), scaled(4e-3)},
		{"TensorFlow", function.CrossEntropy, float16s, scaled(9e-3), scaled(1.2e-2)},
		{"TensorFlow", function.CrossEntropyGrad, float64s, scaled(1e-8), scaled(1e-7)},
		{"TensorFlow", function.CrossEntropySoftGrad, float64s, scaled(1e-8), scaled(1e-7)},
		{"TensorFlow", function.CrossEntropySoftGrad, bfloat16s, scaled(1e-2), scaled(5e-2)},
		{"NNlib", function.SoftmaxVJP, float64s, scaled(5e-7), scaled(1e-3)},
		{"NNlib", function.LogSoftmaxVJP, float64s, scaled(5e-7), scaled(2e-6)},
		{"NNlib", function.LogSoftmax, float64s, scaled(1e-8), scaled(2e-8)},
		{"Liger", function.CrossEntropy, float32s, scaled(8e-7), scaled(1.2e-6)},
		{"Liger", function.CrossEntropyGrad, float32s, scaled(8e-7), scaled(1.2e-6)},
	}
	suites := map[string]Suite{}
	for _, s := range All() {
		suites[s.Name] = s
	}
	for _, tt := range tests {
		t.Run(tt.suite+"/"+string(tt.fn)+"/"+tt.a.String(), func(t *testing.T) {
			if caught, how, ok := suites[tt.suite].Judge(exactly(tt.fn, tt.a, tt.missed)); caught || !ok {
				t.Errorf("an error within the tolerance is caught: %s", how)
			}
			if caught, _, _ := suites[tt.suite].Judge(exactly(tt.fn, tt.a, tt.found)); !caught {
				t.Error("an error beyond the tolerance is missed")
			}
		})
	}
}

// ulps returns a change by n numbers of f, away from zero.
func ulps(f dtype.Format, n uint64) func(y []float64) {
	return func(y []float64) {
		for i, v := range y {
			y[i] = f.Decode(f.Encode(v) + n)
		}
	}
}

func TestIsClose(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		got, want, rtol, atol float64
		equalNaN, close       bool
	}{
		{1, 1, 0, 0, false, true},
		{1.5, 1, 0.25, 0.25, false, true},
		{1.5, 1, 0.25, 0.125, false, false},
		{1, 1.5, 0.25, 0.125, false, true}, // rtol is of what is wanted
		{-1, 1, 0.5, 1, false, false},
		{inf, inf, 0, 0, false, true},
		{-inf, inf, 1, 1, false, false},
		{1, inf, 1, 1, false, false},
		{inf, 1, 1, 1, false, false},
		{nan, nan, 1, 1, false, false},
		{nan, nan, 0, 0, true, true},
		{nan, 1, 1, 1, true, false},
		{1, nan, 1, 1, true, false},
		{0, math.Copysign(0, -1), 0, 0, false, true},
	}
	for _, tt := range tests {
		if got := isClose(tt.got, tt.want, tt.rtol, tt.atol, tt.equalNaN); got != tt.close {
			t.Errorf("isClose(%v, %v, %v, %v, %t) = %t", tt.got, tt.want, tt.rtol, tt.atol, tt.equalNaN, got)
		}
	}
}

// TestNMSE: the error is of the tensor, not of an answer; infinities and the
// largest number count as the same.
func TestNMSE(t *testing.T) {
	inf, largest := math.Inf(1), dtype.Float32.Max()
	row := func(v ...float64) [][]float64 { return [][]float64{v} }
	tests := []struct {
		name      string
		got, want [][]float64
		passes    bool
	}{
		{"exact", row(0.75, 0.25), row(0.75, 0.25), true},
		{"small answers count for nothing", row(1, 0), row(1, 9e-4), true},
		{"a large one does", row(1, 0), row(1, 1.1e-3), false},
		{"all zero where nothing is due", row(0, 0), row(0, 0), true}, // 0/0 is not above the limit
		{"all zero", row(0, 0), row(0.5, 0.5), false},
		{"NaN", row(math.NaN(), 1), row(0, 1), false},
		{"NaN wanted", row(0, 1), row(math.NaN(), 1), false},
		{"infinite", row(inf, 1), row(0, 1), false},
		{"other sign", row(-inf, 1), row(inf, 1), false},
		{"largest, too, is infinite", row(largest, 1), row(0, 1), false},
	}
	for _, tt := range tests {
		if got := nmse(dtype.Float32, tt.got, tt.want, 1e-6); (got == "") != tt.passes {
			t.Errorf("%s: %q, passes: want %t", tt.name, got, tt.passes)
		}
	}
}

func TestOneDNNPasses(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		got, want, threshold float64
		passes               bool
	}{
		{0.5, 0.5, 0, true},
		{0.5 + 0x1p-23, 0.5, 0, false},
		{0.5 + 0x1p-24, 0.5, 0, true}, // less than float32's epsilon
		{0.5 + 0x1p-20, 0.5, 1e-6, false},
		{0.5 + 0x1p-20, 0.5, 2e-6, true},
		{2e-6, 1e-6, 2e-6, true}, // absolute where little is wanted
		{1e-38, 0, 0, true},
		{inf, inf, 0, true},
		{-inf, inf, 1, false},
		{-inf, -100, 1, false},
		{nan, nan, 0, true},
		{nan, 0, 1, false},
	}
	for _, tt := range tests {
		if got := onednnPasses(tt.got, tt.want, tt.threshold); got != tt.passes {
			t.Errorf("onednnPasses(%v, %v, %v) = %t", tt.got, tt.want, tt.threshold, got)
		}
	}
}

func TestOneDNNThreshold(t *testing.T) {
	tests := []struct {
		fn   function.Function
		a    impl.Arithmetic
		want float64
	}{
		{function.Softmax, in(dtype.Float32, dtype.Float32), 10 * 0x1p-23},
		{function.LogSoftmax, in(dtype.Float32, dtype.Float32), 50 * 0x1p-23},
		{function.Softmax, in(dtype.Float16, dtype.Float32), 0},
		{function.Softmax, in(dtype.Float16, dtype.Float16), 0x1p-10},
		{function.LogSoftmax, in(dtype.BFloat16, dtype.BFloat16), 5 * 0x1p-7},
	}
	for _, tt := range tests {
		if got := onednnThreshold(exactly(tt.fn, tt.a, nil)); got != tt.want {
			t.Errorf("%s, %s: %v, want %v", tt.fn, tt.a, got, tt.want)
		}
	}
}
