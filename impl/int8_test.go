package impl

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
)

func runInt8(x ...float64) []float64 {
	y := make([]float64, len(x))
	int8Softmax(inFloat32, y, x)
	return y
}

func TestInt8Values(t *testing.T) {
	inf := math.Inf(1)
	max32, tiny := dtype.Float32.Max(), dtype.Float32.MinSubnormal()
	tests := []struct {
		name string
		x    []float64
		want []float64 // in units of 1/256
	}{
		{"single", []float64{7}, []float64{255}},
		{"two equal", []float64{7, 7}, []float64{128, 128}},
		{"three equal", []float64{-1, -1, -1}, []float64{85, 85, 85}},
		{"masked", []float64{-inf, 4, -inf, 4}, []float64{0, 128, 0, 128}},
		// e^-1 = 0.367879: 256/1.367879 = 187.15, 68.85.
		{"one apart", []float64{0, 1}, []float64{69, 187}},
		// The range sets the scale 1: 1.4 becomes 1 and 1.6 becomes 2.
		{"coarse", []float64{0, -1.4, -1.6, -255}, []float64{170, 63, 23, 0}},
		{"range beyond float32", []float64{max32, -max32, 0}, []float64{255, 0, 0}},
		{"range underflows to scale 0", []float64{0, 127 * tiny}, []float64{128, 128}},
		{"subnormal scale", []float64{0, 382 * tiny, 400 * tiny}, []float64{85, 85, 85}},
		{"subnormal scale, rounded far down", []float64{0, 382 * tiny}, []float64{128, 128}},
		{"one far outlier merges the rest", []float64{1e30, 1e30 - 1e27, -1e30}, []float64{128, 128, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := make([]float64, len(tt.x))
			for i, v := range tt.x {
				x[i] = inFloat32.Round(v)
			}
			for i, got := range runInt8(x...) {
				if got != tt.want[i]/256 {
					t.Errorf("y[%d] = %v/256, want %v/256", i, got*256, tt.want[i])
				}
			}
		})
	}
}

// int8Bound is what the comment on int8Softmax allows, to first order in u and
// with room for the rest: each exponent is off by up to scale/2 and u-sized
// amounts, in the numerator and in the sum, and the output by half a step, or a
// whole one where it is clamped.
func int8Bound(x []float64, i int, exact float64) float64 {
	largest, smallest := math.Inf(-1), math.Inf(1)
	n := 0.0
	for _, v := range x {
		if !math.IsInf(v, -1) {
			largest, smallest = max(largest, v), min(smallest, v)
			n++
		}
	}
	const u = 0x1p-24
	scale := (largest - smallest) / 255
	logit := scale/2*(1+4*u) + 3.01*u*(largest-smallest)
	relative := math.Expm1(2*logit + 2*0.5001*2*u + (n+3)*u)
	step := 1.0 / 512
	if exact*(1+relative) > 255.5/256 {
		step = 1.0 / 256
	}
	return exact*relative + step
}

func TestInt8Accuracy(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	worst := 0.0
	for range samples(250) {
		x := randomLogits(random, dtype.Float32)
		y := runInt8(x...)
		for i, want := range exactSoftmaxRow(x) {
			w, _ := want.Float64()
			bound := int8Bound(x, i, w)
			if !(math.Abs(y[i]-w) <= bound) {
				t.Fatalf("x = %v: y[%d] = %v, want %v within %v", x, i, y[i], w, bound)
			}
			worst = max(worst, math.Abs(y[i]-w)/bound)
			if q := y[i] * 256; q != math.Trunc(q) || q < 0 || q > 255 {
				t.Fatalf("x = %v: y[%d] = %v/256", x, i, q)
			}
		}
	}
	t.Logf("at most %.3f of the bound", worst)
	if !(worst > 0.9) {
		t.Errorf("never more than %v of the bound: it is looser than it says", worst)
	}
}

// Every finite row is answered with finite numbers, whatever its bits.
func TestInt8AnyBits(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		x := make([]float64, 1+random.IntN(9))
		for i := range x {
			v := math.Float32frombits(random.Uint32())
			if v != v || v > math.MaxFloat32 {
				v = 0
			}
			x[i] = float64(v)
		}
		x[0] = 1
		sum := 0.0
		for i, v := range runInt8(x...) {
			if !(0 <= v && v <= 255.0/256) {
				t.Fatalf("x = %v: y[%d] = %v", x, i, v)
			}
			sum += v
		}
		if math.Abs(sum-1) > float64(len(x)+1)/512+1.0/256 {
			t.Fatalf("x = %v: the sum is %v", x, sum)
		}
	}
}
