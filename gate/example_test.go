package gate_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/impl"
)

// softmax is what somebody has in a library.
func softmax(x []float32) []float32 {
	m := float32(math.Inf(-1))
	for _, v := range x {
		m = max(m, v)
	}
	var sum float32
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(math.Exp(float64(v - m)))
		sum += y[i]
	}
	for i := range y {
		y[i] /= sum
	}
	return y
}

// unshifted is what somebody else has.
func unshifted(x []float32) []float32 {
	var sum float32
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(math.Exp(float64(v)))
		sum += y[i]
	}
	for i := range y {
		y[i] /= sum
	}
	return y
}

// In a test file of the library:
func ExampleCheck() {
	_ = func(t *testing.T) { // func TestSoftmax(t *testing.T)
		gate.Check(t, gate.Softmax32("mylib", softmax))
	}
}

// What is better than the default model is declared, and what must be is asked for.
func ExampleCheck_options() {
	m := gate.DefaultModel(dtype.Float32)
	m.ExpULP, m.Normalise = 1, impl.Reciprocal
	_ = func(t *testing.T) {
		gate.Check(t, gate.Softmax32("mylib", softmax), gate.Model(m), gate.MaxULP(64),
			gate.Expect("ties=the tail of a vector has another exponential"))
	}
}

// A native fuzz target: go test -fuzz FuzzSoftmax.
func ExampleFuzz() {
	_ = func(f *testing.F) { // func FuzzSoftmax(f *testing.F)
		gate.Fuzz(f, gate.Softmax32("mylib", softmax))
	}
}

func ExampleJudge() {
	doc, err := gate.Judge(context.Background(), []*gate.Program{gate.Softmax32("right", softmax), gate.Softmax32("wrong", unshifted)},
		gate.JudgeOptions{Seed: 1, Rows: 100})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range doc.Implementations {
		fmt.Println(e.Name, e.Verdict)
		for _, c := range e.Checks {
			if c.Property == "accuracy" && c.Verdict == gate.Fail {
				fmt.Println("on", c.Counterexample.X, "got", c.Counterexample.Got, "exact", c.Counterexample.Exact)
			}
		}
	}
	// Output:
	// right pass
	// wrong fail
	// on [-0x1p+126] got [NaN] exact [0x1p+00]
}

// Bit patterns are numbers of a dtype that Go has no type for.
func ExampleSoftmaxBits() {
	p := gate.SoftmaxBits("mylib", dtype.BFloat16, func(x []uint16) []uint16 {
		wide := make([]float32, len(x))
		for i, v := range x {
			wide[i] = math.Float32frombits(uint32(v) << 16)
		}
		y := make([]uint16, len(x))
		for i, v := range softmax(wide) {
			y[i] = uint16(dtype.BFloat16.Encode(dtype.BFloat16.Round(float64(v))))
		}
		return y
	})
	fmt.Println(p)
	// Output: mylib, softmax in bfloat16
}

func ExampleParseExpectation() {
	x, err := gate.ParseExpectation("softmax/float32/ties=the tail of a vector has another exponential")
	fmt.Println(x.Check, x.Function, x.DType, x.Reason, err)
	// Output: ties softmax float32 the tail of a vector has another exponential <nil>
}
