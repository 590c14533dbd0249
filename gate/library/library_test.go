package library

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/process"
)

// In a child this binary is what softulp's serve-library is.
func TestMain(m *testing.M) {
	if len(os.Args) < 3 || os.Args[1] != Subcommand {
		os.Exit(m.Run())
	}
	if err := Serve(context.Background(), os.Stdin, os.Stdout, os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}

// build compiles a library of testdata and returns its path. Without a C compiler the
// test is skipped, but not in CI.
func build(t testing.TB, source string, flags ...string) string {
	t.Helper()
	if !Supported {
		t.Skip("no libraries are loaded here")
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no C compiler (cc), which CI has to have")
		}
		t.Skip("no C compiler (cc) here")
	}
	lib := filepath.Join(t.TempDir(), "lib"+strings.TrimSuffix(source, ".c")+".so")
	args := append([]string{"-O1", "-shared", "-fPIC", "-o", lib, filepath.Join("testdata", source)}, append(flags, "-lm")...)
	if out, err := exec.Command(cc, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return lib
}

// load starts a child for a function.
func load(t testing.TB, lib, symbol, signature string) (*process.Client, error) {
	t.Helper()
	argv, err := Command(os.Args[0], lib, symbol, signature)
	if err != nil {
		return nil, err
	}
	c, err := process.Start(t.Context(), process.Options{Argv: argv, Timeout: 10 * time.Second})
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

// mustLoad does so and has no error.
func mustLoad(t testing.TB, lib, symbol, signature string) *process.Client {
	t.Helper()
	c, err := load(t, lib, symbol, signature)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// batch returns a batch of small numbers.
func batch(fn function.Function, f dtype.Format, rows, k int) *gate.Batch {
	b := &gate.Batch{Function: fn, DType: f, Rows: rows, K: k, Y: make([]float64, rows*fn.Outputs(k)), X: []float64{}}
	for i := range rows * k {
		b.X = append(b.X, f.Round(float64(i*7%13)/4-1))
	}
	for i := range rows {
		if fn.TakesTarget() {
			b.Target = append(b.Target, int64(i%k))
		}
	}
	for i := range rows * k {
		switch _, name := fn.Vector(&function.Input{}); name {
		case "cotangent":
			b.Cotangent = append(b.Cotangent, f.Round(float64(i*5%11)/2-2))
		case "weights":
			b.Weights = append(b.Weights, f.Round(float64(i*5%11)/2))
		}
	}
	return b
}

func TestSignatures(t *testing.T) {
	seen := map[string]bool{}
	for _, fn := range function.All() {
		for _, f := range dtype.All() {
			for _, status := range []bool{false, true} {
				s := Signature{fn, f, status}
				got, err := ParseSignature(s.String())
				if err != nil || got != s || seen[s.String()] {
					t.Errorf("%v: %v, %v", s, got, err)
				}
				seen[s.String()] = true
			}
		}
	}
	for signature, want := range map[string]string{
		"softmax-f32":                   "void f(const float *x, float *y, size_t rows, size_t k)",
		"log-softmax-f64-status":        "int f(const double *x, double *y, size_t rows, size_t k)",
		"cross-entropy-bf16":            "void f(const uint16_t *x, const int64_t *target, uint16_t *y, size_t rows, size_t k)",
		"cross-entropy-soft-grad-f16":   "void f(const uint16_t *x, const uint16_t *weights, uint16_t *y, size_t rows, size_t k)",
		"log-softmax-vjp-e4m3":          "void f(const uint8_t *x, const uint8_t *cotangent, uint8_t *y, size_t rows, size_t k)",
		"cross-entropy-soft-e5m2":       "void f(const uint8_t *x, const uint8_t *weights, uint8_t *y, size_t rows, size_t k)",
		"cross-entropy-grad-f32-status": "int f(const float *x, const int64_t *target, float *y, size_t rows, size_t k)",
	} {
		s, err := ParseSignature(signature)
		if err != nil || s.C("f") != want {
			t.Errorf("%s: %s, %v, want %s", signature, s.C("f"), err, want)
		}
	}
	for _, bad := range []string{"", "-", "softmax", "softmax-", "-f32", "softmax-f33", "softmax_f32", "sparsemax-f32", "softmax-f32-", "softmax-f32-status-status", "softmax-status", "logsumexp-vjp-f32", "f32"} {
		_, err := ParseSignature(bad)
		if err == nil || !strings.Contains(err.Error(), "want FUNCTION-DTYPE") {
			t.Errorf("%s: %v", bad, err)
		}
		if _, err := Command("softulp", "lib.so", "f", bad); err == nil {
			t.Errorf("%s has a command", bad)
		} else if _, fault := errors.AsType[*gate.Fault](err); fault {
			t.Errorf("%s is a fault, and should be one of usage", bad)
		}
	}
}

// Every kind of function gets its arguments, and what it answers comes back bit for bit.
func TestCalls(t *testing.T) {
	lib := build(t, "kernels.c")
	for _, test := range []struct {
		symbol, signature string
		want              func(in function.Input, j int) float64
	}{
		{"last", "logsumexp-f32", func(in function.Input, j int) float64 { return in.X[len(in.X)-1] }},
		{"with_target", "cross-entropy-f32", func(in function.Input, j int) float64 { return in.X[in.Target] }},
		{"with_vector", "softmax-vjp-f32", func(in function.Input, j int) float64 { return in.X[j] - in.Cotangent[j] }},
		{"with_vector", "cross-entropy-soft-grad-f32", func(in function.Input, j int) float64 { return in.X[j] - in.Weights[j] }},
		{"with_weights", "cross-entropy-soft-f64", func(in function.Input, j int) float64 {
			sum := 0.0
			for i, x := range in.X {
				sum += float64(x * in.Weights[i])
			}
			return sum
		}},
		{"copy_64", "softmax-f64", func(in function.Input, j int) float64 { return in.X[j] }},
		{"copy_32", "log-softmax-f32", func(in function.Input, j int) float64 { return in.X[j] }},
		{"copy_8", "softmax-e4m3", func(in function.Input, j int) float64 { return in.X[j] }},
		{"copy_8", "log-softmax-e5m2", func(in function.Input, j int) float64 { return in.X[j] }},
		{"copy_16", "softmax-f16", func(in function.Input, j int) float64 { return in.X[j] }},
		{"copy_16", "softmax-bf16", func(in function.Input, j int) float64 { return in.X[j] }},
	} {
		t.Run(test.symbol+"/"+test.signature, func(t *testing.T) {
			c := mustLoad(t, lib, test.symbol, test.signature)
			s, _ := ParseSignature(test.signature)
			if offers := c.Hello().Offers; len(offers) != 1 || offers[0].Function != s.Function || !slices.Equal(offers[0].DTypes, []dtype.Format{s.DType}) {
				t.Errorf("offers %v", offers)
			}
			if want := test.symbol + " of libkernels.so"; c.Hello().Name != want {
				t.Errorf("its name is %s, want %s", c.Hello().Name, want)
			}
			for _, shape := range [][2]int{{1, 1}, {3, 7}, {2, 1024}, {1, 5}} {
				b := batch(s.Function, s.DType, shape[0], shape[1])
				if err := c.Start(b)(); err != nil || b.Mutated {
					t.Fatal(err, b.Mutated)
				}
				for i := range b.Rows {
					for j, y := range b.Answer(i) {
						if want := test.want(b.Input(i), j); y != want {
							t.Fatalf("%d rows of %d: answer %d to row %d is %v, want %v", b.Rows, b.K, j, i, y, want)
						}
					}
				}
			}
			if err := c.Close(); err != nil || len(c.Faults()) > 0 || c.Stderr() != "" {
				t.Errorf("%v, %v, %s", err, c.Faults(), c.Stderr())
			}
		})
	}
}

// A library that has the processor flush subnormal numbers changes its own answers, and
// none on the way.
func TestSubnormalNumbersArriveWhenFlushed(t *testing.T) {
	c := mustLoad(t, build(t, "kernels.c"), "flushing", "softmax-f32")
	b := batch(function.Softmax, dtype.Float32, 1, 4)
	copy(b.X, []float64{0x1p-149, -0x1p-149, 0x1.fffffcp-127, math.Copysign(0, -1)})
	for range 2 {
		clear(b.Y)
		if err := c.Start(b)(); err != nil {
			t.Fatal(err)
		}
		for i, y := range b.Y {
			if math.Float64bits(y) != math.Float64bits(b.X[i]) {
				t.Errorf("%x came back as %x", b.X[i], y)
			}
		}
	}
}

// Misbehaviour is a fault or an answer, never the end of who asks.
func TestMisbehaviour(t *testing.T) {
	lib := build(t, "kernels.c")
	for _, test := range []struct {
		symbol, signature string
		kind              gate.FaultKind // "" if it answers
		says              string
	}{
		{"segfaults", "softmax-f32", gate.FaultCrash, "(signal: segmentation fault)"},
		{"writes_beyond", "softmax-f32", gate.FaultCrash, "(signal: segmentation fault)"},
		{"reads_beyond", "softmax-f32", gate.FaultCrash, "(signal: segmentation fault)"},
		{"reads_beyond_target", "cross-entropy-f32", gate.FaultCrash, "(signal: segmentation fault)"},
		{"writes_before", "softmax-f32", gate.FaultCrash, `the library wrote before the beginning of y, at request`},
		{"aborts", "softmax-f32", gate.FaultCrash, "(signal: aborted)"},
		{"divides", "softmax-f32", gate.FaultCrash, "(signal: floating point exception)"},
		{"exits", "softmax-f32", gate.FaultCrash, "(exit status 5)"},
		{"loops", "softmax-f32", gate.FaultHang, "did not answer within 3s"},
		{"prints", "softmax-f32", "", `\"y\":\"\"}\nnoise`},
		{"reads_input", "softmax-f32", "", ""},
	} {
		t.Run(test.symbol, func(t *testing.T) {
			argv, err := Command(os.Args[0], lib, test.symbol, test.signature)
			if err != nil {
				t.Fatal(err)
			}
			wait := 20 * time.Second
			if test.kind == gate.FaultHang {
				wait = 3 * time.Second
			}
			c, err := process.Start(t.Context(), process.Options{Argv: argv, Timeout: wait})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			s, _ := ParseSignature(test.signature)
			for _, shape := range [][2]int{{1, 3}, {4, 1024}} {
				b := batch(s.Function, s.DType, shape[0], shape[1])
				err := c.Start(b)()
				f, ok := errors.AsType[*gate.Fault](err)
				switch {
				case test.kind == "":
					if err != nil || b.Y[0] != b.Y[0] {
						t.Errorf("%v, %v", err, b.Y[:3])
					}
				case !ok:
					t.Errorf("got %v, want a fault", err)
				case f.Kind != test.kind || f.Fatal || !strings.Contains(f.Message, test.says):
					t.Errorf("%+v", f)
				default:
					t.Log(f.Message)
				}
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
			if test.kind == "" && !strings.Contains(c.Stderr(), test.says) {
				t.Errorf("standard error is %s", c.Stderr())
			}
		})
	}
}

func TestWritesToItsInput(t *testing.T) {
	c := mustLoad(t, build(t, "kernels.c"), "writes_to_input", "softmax-f32")
	for _, k := range []int{2, 3, 4} {
		b := batch(function.Softmax, dtype.Float32, 2, k)
		if err := c.Start(b)(); err != nil || b.Mutated != (k == 3) {
			t.Errorf("rows of %d: %v, mutated %v", k, err, b.Mutated)
		}
	}
}

// What is not written is NaN, and not what an earlier call left.
func TestWritesNothing(t *testing.T) {
	c := mustLoad(t, build(t, "kernels.c"), "writes_nothing", "softmax-f32")
	b := batch(function.Softmax, dtype.Float32, 2, 3)
	if err := c.Start(b)(); err != nil {
		t.Fatal(err)
	}
	for _, y := range b.Y {
		if y == y {
			t.Errorf("answers %v, want NaN", b.Y)
		}
	}
}

// State is kept, within a thread too: that a row's answer depends on it is for the gate to
// find.
func TestKeepsState(t *testing.T) {
	c := mustLoad(t, build(t, "kernels.c"), "counts", "softmax-f32")
	for i := range 50 {
		b := batch(function.Softmax, dtype.Float32, 1, 2)
		if err := c.Start(b)(); err != nil || b.Y[0] != float64(i+1) {
			t.Fatalf("call %d: %v, %v", i+1, b.Y, err)
		}
	}
}

func TestStatusDeclines(t *testing.T) {
	c := mustLoad(t, build(t, "kernels.c"), "checks", "softmax-f32-status")
	err := c.Start(batch(function.Softmax, dtype.Float32, 2, 0))()
	if d, ok := errors.AsType[*gate.Declined](err); !ok || d.Reason != "status -3" {
		t.Errorf("got %v", err)
	}
	if err := c.Start(batch(function.LogSoftmax, dtype.Float32, 1, 2))(); err == nil || err.Error() != "declined: it computes softmax-f32-status alone" {
		t.Errorf("got %v", err)
	}
}

// What is wrong with a library is said in one line that names it.
func TestLibrariesThatCannotBeLoaded(t *testing.T) {
	lib := build(t, "kernels.c")
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	content, err := os.ReadFile(lib)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := slices.Clone(content)
	elsewhere[18], elsewhere[19] = 22, 0 // e_machine, S390
	for _, test := range []struct {
		name, lib, symbol string
		says              []string
	}{
		{"no file", filepath.Join(dir, "absent.so"), "f", []string{"absent.so", "no such file"}},
		{"a folder", dir, "f", []string{"not a regular file"}},
		{"text", write("text.so", []byte("softmax")), "f", []string{"not a shared library", "cc -shared -fPIC"}},
		{"empty", write("empty.so", nil), "f", []string{"not a shared library"}},
		{"cut short", write("short.so", content[:len(content)/3]), "f", []string{"short.so"}},
		{"another machine", write("other.so", elsewhere), "softmax_f32", []string{"built for S390", "softulp runs on " + runtime.GOARCH}},
		{"no symbol", lib, "softmax", []string{`libkernels.so" has no symbol "softmax": its functions are "`, "more"}},
		{"of C++", lib, "mangled", []string{`but "_Z7mangledPKfPfmm"`, `extern "C"`}},
		{"data", lib, "data", []string{`the symbol "data" of`, "no function"}},
		{"undefined", build(t, "loading.c", "-DUNDEFINED"), "f", []string{"cannot load the library", "not_there"}},
		{"exits", build(t, "loading.c", "-DEXITS"), "f", []string{"ended before it said anything, exit status 4"}},
		{"segfaults", build(t, "loading.c", "-DSEGFAULTS"), "f", []string{"ended before it said anything, signal: segmentation fault"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if runtime.GOOS != "linux" && !slices.Contains([]string{"no file", "a folder", "exits"}, test.name) {
				t.Skip("the loader of this system has its own words")
			}
			c, err := load(t, test.lib, test.symbol, "softmax-f32")
			if err == nil {
				c.Close()
				t.Fatal("it is loaded")
			}
			f, ok := errors.AsType[*gate.Fault](err)
			if !ok || f.Kind != gate.FaultStart || !f.Fatal {
				t.Errorf("got %v", err)
			}
			t.Log(err)
			for _, s := range test.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%v lacks %q", err, s)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q has several lines", err)
			}
		})
	}
	c := mustLoad(t, build(t, "loading.c", "-DPRINTS"), "f", "softmax-f32")
	if err := c.Start(batch(function.Softmax, dtype.Float32, 1, 2))(); err != nil || !strings.Contains(c.Stderr(), "Welcome to this library") {
		t.Errorf("%v, standard error %s", err, c.Stderr())
	}
}

func TestServeArguments(t *testing.T) {
	for _, args := range [][]string{nil, {"lib.so", "f"}, {"lib.so", "f", "softmax-f32", "more"}, {"lib.so", "f", "softmax"}, {"absent.so", "f", "softmax-f32"}} {
		if err := Serve(t.Context(), strings.NewReader(""), new(strings.Builder), args); err == nil {
			t.Errorf("%q are served", args)
		}
	}
}

// BenchmarkLibrary has the flow of numbers through a library's child: a copy of float32.
func BenchmarkLibrary(b *testing.B) {
	c := mustLoad(b, build(b, "kernels.c"), "copy_32", "softmax-f32")
	const rows, k, window = 64, 1000, 8
	ring := make([]*gate.Batch, window)
	waits := make([]func() error, window)
	for i := range ring {
		ring[i] = batch(function.Softmax, dtype.Float32, rows, k)
	}
	b.SetBytes(4 * rows * k)
	b.ResetTimer()
	for i := range b.N {
		if wait := waits[i%window]; wait != nil {
			if err := wait(); err != nil {
				b.Fatal(err)
			}
		}
		waits[i%window] = c.Start(ring[i%window])
	}
	for _, wait := range waits {
		if wait != nil {
			if err := wait(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
