package gate

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// named is a function type with a name of its own.
type named func(x []float32) []float32

func returning(x []float32) []float32 {
	y := make([]float32, len(x))
	softmax32(y, x)
	return y
}

// ours returns an implementation's computation of native numbers.
func ours[T Element](fn function.Function, f dtype.Format) func(x, v []T, target int) []T {
	im, a := impl.Of(fn)[0], impl.Arithmetic{Storage: f, Accumulate: f}
	if slices.Contains(function.OfLogits(), fn) { // the first ones subtract nothing
		im, _ = impl.Find("shifted", fn)
	}
	if f.Bits() <= 16 {
		a.Accumulate = dtype.Float32
	}
	n := &inProcess[T]{f: f}
	return func(x, v []T, target int) []T {
		in := function.Input{Target: target}
		in.X = make([]float64, len(x))
		decodeAll(f, in.X, x)
		if w, _ := fn.Vector(&in); w != nil {
			*w = make([]float64, len(v))
			decodeAll(f, *w, v)
		}
		y := make([]float64, fn.Outputs(len(x)))
		im.Compute(a, y, in)
		return n.vector(nil, y)
	}
}

// TestConstructors: each makes a program of its function and dtype whose answers are
// those of the function.
func TestConstructors(t *testing.T) {
	f64, f32, bf16, e5m2 := dtype.Float64, dtype.Float32, dtype.BFloat16, dtype.Float8E5M2
	for _, c := range []struct {
		p  *Program
		fn function.Function
		f  dtype.Format
	}{
		{Softmax64("a", func(x []float64) []float64 { return ours[float64](function.Softmax, f64)(x, nil, 0) }), function.Softmax, f64},
		{Softmax32("a", func(dst, x []float32) { copy(dst, ours[float32](function.Softmax, f32)(x, nil, 0)) }), function.Softmax, f32},
		{Softmax32("a", named(returning)), function.Softmax, f32},
		{SoftmaxBits("a", bf16, func(x []uint16) []uint16 { return ours[uint16](function.Softmax, bf16)(x, nil, 0) }), function.Softmax, bf16},
		{LogSoftmax64("a", func(dst, x []float64) { copy(dst, ours[float64](function.LogSoftmax, f64)(x, nil, 0)) }), function.LogSoftmax, f64},
		{LogSoftmax32("a", func(x []float32) []float32 { return ours[float32](function.LogSoftmax, f32)(x, nil, 0) }), function.LogSoftmax, f32},
		{LogSoftmaxBits("a", e5m2, func(x []uint8) []uint8 { return ours[uint8](function.LogSoftmax, e5m2)(x, nil, 0) }), function.LogSoftmax, e5m2},
		{LogSumExp64("a", func(x []float64) float64 { return ours[float64](function.LogSumExp, f64)(x, nil, 0)[0] }), function.LogSumExp, f64},
		{LogSumExp32("a", func(x []float32) float32 { return ours[float32](function.LogSumExp, f32)(x, nil, 0)[0] }), function.LogSumExp, f32},
		{LogSumExpBits("a", bf16, func(x []uint16) uint16 { return ours[uint16](function.LogSumExp, bf16)(x, nil, 0)[0] }), function.LogSumExp, bf16},
		{CrossEntropy64("a", func(x []float64, i int) float64 { return ours[float64](function.CrossEntropy, f64)(x, nil, i)[0] }), function.CrossEntropy, f64},
		{CrossEntropy32("a", func(x []float32, i int) float32 { return ours[float32](function.CrossEntropy, f32)(x, nil, i)[0] }), function.CrossEntropy, f32},
		{CrossEntropyBits("a", bf16, func(x []uint16, i int) uint16 { return ours[uint16](function.CrossEntropy, bf16)(x, nil, i)[0] }), function.CrossEntropy, bf16},
		{CrossEntropySoft64("a", func(x, p []float64) float64 { return ours[float64](function.CrossEntropySoft, f64)(x, p, 0)[0] }), function.CrossEntropySoft, f64},
		{CrossEntropySoft32("a", func(x, p []float32) float32 { return ours[float32](function.CrossEntropySoft, f32)(x, p, 0)[0] }), function.CrossEntropySoft, f32},
		{CrossEntropySoftBits("a", bf16, func(x, p []uint16) uint16 { return ours[uint16](function.CrossEntropySoft, bf16)(x, p, 0)[0] }), function.CrossEntropySoft, bf16},
		{SoftmaxVJP64("a", func(x, g []float64) []float64 { return ours[float64](function.SoftmaxVJP, f64)(x, g, 0) }), function.SoftmaxVJP, f64},
		{SoftmaxVJP32("a", func(dst, x, g []float32) { copy(dst, ours[float32](function.SoftmaxVJP, f32)(x, g, 0)) }), function.SoftmaxVJP, f32},
		{SoftmaxVJPBits("a", bf16, func(x, g []uint16) []uint16 { return ours[uint16](function.SoftmaxVJP, bf16)(x, g, 0) }), function.SoftmaxVJP, bf16},
		{LogSoftmaxVJP64("a", func(dst, x, g []float64) { copy(dst, ours[float64](function.LogSoftmaxVJP, f64)(x, g, 0)) }), function.LogSoftmaxVJP, f64},
		{LogSoftmaxVJP32("a", func(x, g []float32) []float32 { return ours[float32](function.LogSoftmaxVJP, f32)(x, g, 0) }), function.LogSoftmaxVJP, f32},
		{LogSoftmaxVJPBits("a", bf16, func(x, g []uint16) []uint16 { return ours[uint16](function.LogSoftmaxVJP, bf16)(x, g, 0) }), function.LogSoftmaxVJP, bf16},
		{CrossEntropyGrad64("a", func(x []float64, i int) []float64 { return ours[float64](function.CrossEntropyGrad, f64)(x, nil, i) }), function.CrossEntropyGrad, f64},
		{CrossEntropyGrad32("a", func(dst, x []float32, i int) { copy(dst, ours[float32](function.CrossEntropyGrad, f32)(x, nil, i)) }), function.CrossEntropyGrad, f32},
		{CrossEntropyGradBits("a", bf16, func(x []uint16, i int) []uint16 { return ours[uint16](function.CrossEntropyGrad, bf16)(x, nil, i) }), function.CrossEntropyGrad, bf16},
		{CrossEntropySoftGrad64("a", func(x, p []float64) []float64 { return ours[float64](function.CrossEntropySoftGrad, f64)(x, p, 0) }), function.CrossEntropySoftGrad, f64},
		{CrossEntropySoftGrad32("a", func(dst, x, p []float32) { copy(dst, ours[float32](function.CrossEntropySoftGrad, f32)(x, p, 0)) }), function.CrossEntropySoftGrad, f32},
		{CrossEntropySoftGradBits("a", bf16, func(x, p []uint16) []uint16 { return ours[uint16](function.CrossEntropySoftGrad, bf16)(x, p, 0) }), function.CrossEntropySoftGrad, bf16},
	} {
		t.Run(fmt.Sprintf("%s/%v", c.fn, c.f), func(t *testing.T) {
			if c.p.Function != c.fn || c.p.DType != c.f || c.p.Model != DefaultModel(c.f) {
				t.Fatalf("%+v", c.p)
			}
			Check(t, c.p, Cases(60))
		})
	}
}

// TestConstructorErrors: what cannot be asked is said before it is.
func TestConstructorErrors(t *testing.T) {
	wide := SoftmaxBits("wide", dtype.BFloat16, func(x []uint8) []uint8 { return x })
	narrow := LogSumExpBits("narrow", dtype.Float8E5M2, func([]uint16) uint16 { return 0 })
	var none func(x []float32) []float32
	for _, p := range []*Program{wide, narrow, Softmax32("none", none), LogSumExp64("none", nil)} {
		if _, _, err := apply(p, nil); err == nil || !strings.Contains(err.Error(), p.Name) {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	right := Softmax32("right", returning)
	for _, o := range []Option{Profile("nosuch"), Expect("nosuch=because"), Expect("ties")} {
		if _, _, err := apply(right, []Option{o}); err == nil {
			t.Error("a wrong option is taken")
		}
	}
}

// TestNativeFaults: panics and answers of the wrong length are faults.
func TestNativeFaults(t *testing.T) {
	for _, c := range []struct {
		p    *Program
		want string
	}{
		{Softmax32("panics", func(x []float32) []float32 { return x[len(x) : len(x)+1<<20] }), "panicked: runtime error: slice bounds out of range"},
		{Softmax32("short", func(x []float32) []float32 { return returning(x)[:min(len(x), 5)] }), "5 numbers are the answer where there should be"},
		{Softmax32("nothing", func([]float32) []float32 { return nil }), "0 numbers are the answer where there should be"},
	} {
		e := judgedAlone(t, c.p, JudgeOptions{Seed: 1})
		if e.Verdict != Error || len(e.Faults) == 0 || !strings.Contains(e.Faults[0].Message, c.want) || !strings.Contains(e.Faults[0].Request, "row ") {
			t.Errorf("%s: %s, %+v", c.p.Name, e.Sentence, e.Faults)
		}
	}
}

// TestNativeInPlace: a program that writes over its input fails, unless it says so.
func TestNativeInPlace(t *testing.T) {
	p := Softmax32("in place", func(x []float32) []float32 { softmax32(x, x); return x })
	e := judgedAlone(t, p, JudgeOptions{Seed: 1})
	if c := checkOn(e, "no-mutation"); e.Verdict != Fail || c == nil || c.Verdict != Fail {
		t.Errorf("%s: %+v", e.Sentence, c)
	}
	p.InPlace = true
	if e := judgedAlone(t, p, JudgeOptions{Seed: 1}); e.Verdict != Pass || checkOn(e, "no-mutation") != nil {
		t.Errorf("%s: %+v", e.Sentence, e.Checks)
	}
}

// TestChanged: whatever element is another number after the call, be it the sign of a 0, is
// found, and nothing else.
func TestChanged(t *testing.T) {
	t.Run("float64", testChanged(dtype.Float64, math.Float64frombits))
	t.Run("float32", testChanged(dtype.Float32, func(b uint64) float32 { return math.Float32frombits(uint32(b)) }))
	t.Run("bfloat16", testChanged(dtype.BFloat16, func(b uint64) uint16 { return uint16(b) }))
	t.Run("float8_e4m3fn", testChanged(dtype.Float8E4M3FN, func(b uint64) uint8 { return uint8(b) }))
}

func testChanged[T Element](f dtype.Format, of func(bits uint64) T) func(*testing.T) {
	return func(t *testing.T) {
		numbers := []float64{0, math.Copysign(0, -1), 1, -1, f.Max(), f.MinSubnormal(), f.Overflow(false), f.Overflow(true), math.NaN(), 0.5, 2}
		n := &inProcess[T]{f: f}
		was := slices.Clone(numbers)
		is := n.vector(nil, was)
		if n.changed(is, was) {
			t.Fatalf("%v is changed from %v", is, numbers)
		}
		nan := f.Encode(math.NaN()) // of the other sign
		is[8] = of(nan ^ 1<<(f.Bits()-1))
		if n.changed(is, was) {
			t.Errorf("NaN is changed to %v", is[8])
		}
		for i := range numbers {
			for j, v := range numbers {
				was, is := slices.Clone(numbers), n.vector(nil, numbers)
				is[i] = of(f.Encode(v))
				changed := f.Encode(v) != f.Encode(numbers[i])
				if n.changed(is, was) != changed {
					t.Errorf("%v to %v: changed is %v", numbers[i], v, !changed)
				}
				if f.Encode(was[i]) != f.Encode(v) {
					t.Errorf("number %d was %v and is number %d, %v, said to be %v", i, numbers[i], j, v, was[i])
				}
			}
		}
	}
}

// TestNativeWritesNothing: what a program does not write is NaN, not what was there.
func TestNativeWritesNothing(t *testing.T) {
	e := judgedAlone(t, Softmax32("nothing", func(dst, x []float32) {}), JudgeOptions{Seed: 1})
	if e.Verdict != Fail || e.Wrong.NaN == 0 {
		t.Errorf("%s", e.Sentence)
	}
}

func TestCheckPasses(t *testing.T) {
	told := false
	Check(t, Softmax32("right", returning), Cases(100), Seed(7), MaxULP(1e9), Model(DefaultModel(dtype.Float32)), Profile("ieee"), InPlace(),
		After(func(_ testing.TB, doc *Document) { told = doc.Seed == 7 && len(doc.Implementations) == 1 }))
	if !told {
		t.Error("After was not called with the results")
	}
}

func naive32(x []float32) []float32 {
	y := make([]float32, len(x))
	var s float32
	for i, v := range x {
		y[i] = float32(math.Exp(float64(v)))
		s += y[i]
	}
	for i := range y {
		y[i] /= s
	}
	return y
}

// TestCheckFails runs this test binary anew, where the checks of wrong programs fail.
func TestCheckFails(t *testing.T) {
	if os.Getenv("SOFTULP_TEST_WRONG") != "" {
		t.Run("naive", func(t *testing.T) { Check(t, Softmax32("naive", naive32), Cases(100)) })
		t.Run("panics", func(t *testing.T) {
			Check(t, Softmax32("panics", func(x []float32) []float32 { panic("no") }), Cases(100))
		})
		t.Run("unmet", func(t *testing.T) { Check(t, Softmax32("right", returning), Cases(100), Expect("ties=they are not")) })
		t.Run("nil", func(t *testing.T) { Check(t, LogSumExp32("nil", nil)) })
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestCheckFails$", "-test.v")
	cmd.Env = append(os.Environ(), "SOFTULP_TEST_WRONG=1")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("wrong programs pass:\n%s", out)
	}
	for _, want := range []string{
		"--- FAIL: TestCheckFails/naive/accuracy", "--- FAIL: TestCheckFails/naive/shift-invariance", "--- PASS: TestCheckFails/naive/determinism",
		"x: ", "exact: ",
		"panicked: no", "was expected to fail and did not", "--- FAIL: TestCheckFails/nil",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("not in what it prints: %q\n%s", want, out)
		}
	}
}

func FuzzRight(f *testing.F) { Fuzz(f, Softmax32("right", returning)) }

func FuzzNaive(f *testing.F) {
	if os.Getenv("SOFTULP_TEST_WRONG") == "" {
		f.Skip("a wrong program: TestFuzzFails runs it")
	}
	Fuzz(f, Softmax32("naive", naive32))
}

// TestFuzzFails: the seeds alone fail a wrong program.
func TestFuzzFails(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^FuzzNaive$")
	cmd.Env = append(os.Environ(), "SOFTULP_TEST_WRONG=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "accuracy: answer 0, NaN, is of the wrong class") {
		t.Errorf("%v\n%s", err, out)
	}
}
