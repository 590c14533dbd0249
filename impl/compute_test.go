package impl

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func sameBits(x, y []float64) bool {
	return slices.EqualFunc(x, y, func(v, w float64) bool { return math.Float64bits(v) == math.Float64bits(w) })
}

// TestComputeContract: inputs are not written to, every output is written, with
// a number of the storage dtype, and a second run gives the same bits.
func TestComputeContract(t *testing.T) {
	for _, im := range All() {
		for _, a := range im.Arithmetics {
			t.Run(fmt.Sprintf("%s/%s/%v", im.Function, im.Name, a), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(15, 16))
				for _, k := range []int{0, 1, 2, 3, 17, 129, 1025} {
					if im.Widest > 0 && k > 2*im.Widest {
						continue
					}
					input, ok := inputFor(rng, im.Function, a.Storage, randomRow(rng, a.Storage, k))
					if !ok {
						continue
					}
					before := [][]float64{slices.Clone(input.X), slices.Clone(input.Cotangent), slices.Clone(input.Weights)}
					const unwritten = 0x1.23456789abcdep+900
					y := slices.Repeat([]float64{unwritten}, im.Function.Outputs(k))
					z := slices.Repeat([]float64{-unwritten}, len(y))
					im.Compute(a, y, input)
					im.Compute(a, z, input)
					for i, v := range [][]float64{input.X, input.Cotangent, input.Weights} {
						if !sameBits(v, before[i]) {
							t.Fatalf("K = %d: the input was written to", k)
						}
					}
					for i, v := range y {
						if v == unwritten || !a.Storage.Representable(v) {
							t.Fatalf("K = %d: y[%d] = %x is no number of %v", k, i, v, a.Storage)
						}
						if math.Float64bits(v) != math.Float64bits(z[i]) && v == v {
							t.Fatalf("K = %d: y[%d] = %x, then %x", k, i, v, z[i])
						}
					}
				}
			})
		}
	}
}

func TestNoTermAtAll(t *testing.T) {
	for _, im := range Of(function.LogSumExp) {
		y := []float64{0}
		im.Compute(in(dtype.Float64), y, function.Logits(nil))
		if !math.IsInf(y[0], -1) {
			t.Errorf("%s: the log-sum-exp of nothing is %v, want -Inf", im.Name, y[0])
		}
	}
}

func TestParallelForAnyNumberOfCPUs(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rng := rand.New(rand.NewPCG(17, 18))
	for _, a := range Arithmetics() {
		for _, k := range []int{1, 1024, 1025, 5000, 40_000} {
			x := randomRow(rng, a.Storage, k)
			var want []float64
			for _, procs := range []int{1, 2, 3, 8} {
				runtime.GOMAXPROCS(procs)
				y := make([]float64, k)
				parallelSoftmax(a, y, x)
				if want == nil {
					want = y
				} else if !sameBits(y, want) {
					t.Errorf("%v, K = %d: %d CPUs give other bits than 1", a, k, procs)
				}
			}
		}
	}
}

func TestExpected(t *testing.T) {
	f16, f32, f64 := in(dtype.Float16), in(dtype.Float32), in(dtype.Float64)
	ones := func(k int, v float64) []float64 { return slices.Repeat([]float64{v}, k) }
	inf := math.Inf(1)
	for _, tc := range []struct {
		fn   function.Function
		name string
		a    Arithmetic
		x    []float64
		want bool
	}{
		{function.Softmax, "naive", f32, []float64{88.5, 1}, false},
		{function.Softmax, "naive", f32, []float64{88.75, 1}, true},   // an exponential
		{function.Softmax, "naive", f32, []float64{88.5, 88.5}, true}, // their sum
		{function.Softmax, "naive", f32, []float64{-87, -100}, false},
		{function.Softmax, "naive", f32, []float64{-88, -100}, true}, // a subnormal sum
		{function.Softmax, "naive", f32, []float64{-200, -300}, true},
		{function.Softmax, "naive", f64, []float64{709, -745}, false},
		{function.Softmax, "naive", f64, []float64{710}, true},
		{function.Softmax, "naive", f16, []float64{11, 1}, false},
		{function.Softmax, "naive", f16, []float64{11.25, 1}, true},
		{function.Softmax, "naive", f32, []float64{inf, 1}, false},
		{function.Softmax, "naive", f32, []float64{-inf, -inf}, false},
		{function.Softmax, "naive", f32, []float64{math.NaN()}, false},
		{function.Softmax, "naive", f32, nil, false},
		{function.LogSoftmax, "direct", f32, []float64{89}, true},
		{function.LogSumExp, "direct", f32, []float64{89}, true},
		{function.LogSumExp, "direct", f32, []float64{-104}, true},
		{function.Softmax, "two-pass", f64, []float64{1 << 20, -1e300}, false},
		{function.Softmax, "two-pass", f64, []float64{1<<20 + 1, 0}, true},
		{function.Softmax, "two-pass", f64, []float64{-1 << 20, -1e300}, true},
		{function.Softmax, "two-pass", f64, []float64{inf, 0}, false},
		{function.Softmax, "lazy-rescale", f16, append([]float64{0}, ones(300, 5.5)...), true},
		{function.Softmax, "lazy-rescale", f16, append([]float64{0}, ones(200, 5.5)...), false},
		{function.Softmax, "lazy-rescale", f32, append([]float64{0}, ones(300, 5.5)...), false},
		{function.Softmax, "pairwise", f16, ones(70_000, 1), true},
		{function.Softmax, "pairwise", f16, ones(60_000, 1), false},
		{function.Softmax, "pairwise", f32, ones(70_000, 1), false},
		{function.Softmax, "blocked", f16, ones(70_000, 1), true},
		{function.Softmax, "parallel", f16, ones(70_000, 1), true},
		{function.LogSoftmax, "log-of-softmax", f32, []float64{0, -87}, false},
		{function.LogSoftmax, "log-of-softmax", f32, []float64{0, -88}, true},
		{function.LogSoftmax, "log-of-softmax", f32, []float64{0, -200}, true},
		{function.LogSoftmax, "log-of-softmax", f32, []float64{0, -inf}, false},
	} {
		im, err := Find(tc.name, tc.fn)
		if err != nil {
			t.Fatal(err)
		}
		row := fmt.Sprint(tc.x)
		if len(tc.x) > 8 {
			row = fmt.Sprintf("%d logits", len(tc.x))
		}
		reason := im.Expected(tc.a, function.Logits(tc.x))
		if (reason != "") != tc.want {
			t.Errorf("%s/%s/%v, %s: the reason is %q", tc.fn, tc.name, tc.a, row, reason)
		}
		// What is expected to fail does: an answer that is none, or a sum of
		// probabilities that is not 1. A subnormal sum, of −88, only loses digits.
		if y := make([]float64, tc.fn.Outputs(len(tc.x))); reason != "" && tc.fn == function.Softmax && tc.name != "two-pass" {
			im.Compute(tc.a, y, function.Logits(tc.x))
			if s := sequentialSum(in(dtype.Float64), y); math.Abs(s-1) < 1e-8 && tc.x[0] != -88 {
				t.Errorf("%s/%s/%v, %s: expected to fail, but the sum is %v", tc.fn, tc.name, tc.a, row, s)
			}
		}
	}
}

// TestStagnation: adding ones in float16 stops at 2048, which pairwise addition
// avoids.
func TestStagnation(t *testing.T) {
	a := in(dtype.Float16)
	x := make([]float64, 8192)
	y := make([]float64, len(x))
	for name, want := range map[string]float64{"shifted": 1.0 / 2048, "online": 1.0 / 2048, "pairwise": 1.0 / 8192, "blocked": 1.0 / 8192} {
		im, err := Find(name, function.Softmax)
		if err != nil {
			t.Fatal(err)
		}
		im.Compute(a, y, function.Logits(x))
		if y[0] != want {
			t.Errorf("%s: y[0] = %v, want %v", name, y[0], want)
		}
	}
}

func BenchmarkCompute(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	row := randomRow(rng, dtype.Float8E5M2, 1000) // in every dtype
	for _, im := range All() {
		k := len(row)
		if im.Widest > 0 {
			k = min(k, im.Widest)
		}
		input, _ := inputFor(rng, im.Function, dtype.Float8E5M2, row[:k])
		for _, a := range im.Arithmetics {
			b.Run(fmt.Sprintf("%s/%s/%v", im.Function, im.Name, a), func(b *testing.B) {
				y := make([]float64, im.Function.Outputs(k))
				for range b.N {
					im.Compute(a, y, input)
				}
			})
		}
	}
}
