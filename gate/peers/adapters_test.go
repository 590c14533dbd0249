package peers

import (
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/process"
)

const root = "../.."

// need skips a test, or fails it where absence counts.
func need(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not here", program)
		}
		t.Skipf("%s is not here", program)
	}
	return path
}

func python(t *testing.T) string {
	t.Helper()
	p, err := FindPython()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return p
}

// start starts an adapter.
func start(t *testing.T, argv ...string) *process.Client {
	t.Helper()
	c, err := process.Start(context.Background(), process.Options{Argv: argv, Dir: root, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// ask asks about the rows (0, log 3) and (log 3, 0), with the target 1, and the weights or cotangent (1, 0), in
// every function and dtype on offer, along every axis.
func ask(t *testing.T, c *process.Client) (asked int) {
	t.Helper()
	log3, log4 := math.Log(3), math.Log(4)
	want := map[function.Function][]float64{
		function.Softmax:              {.25, .75, .75, .25},
		function.LogSoftmax:           {-log4, log3 - log4, log3 - log4, -log4},
		function.LogSumExp:            {log4, log4},
		function.CrossEntropy:         {log4 - log3, log4},
		function.CrossEntropySoft:     {log4, log4 - log3},
		function.SoftmaxVJP:           {.1875, -.1875, .1875, -.1875},
		function.LogSoftmaxVJP:        {.75, -.75, .25, -.25},
		function.CrossEntropyGrad:     {.25, -.25, .75, -.75},
		function.CrossEntropySoftGrad: {-.75, .75, -.25, .25},
	}
	for _, offer := range c.Hello().Offers {
		for _, f := range offer.DTypes {
			for _, axis := range c.Hello().Axes {
				round := func(v ...float64) []float64 {
					for i := range v {
						v[i] = f.Round(v[i])
					}
					return v
				}
				b := &gate.Batch{Function: offer.Function, DType: f, Axis: axis, Rows: 2, K: 2, X: round(0, log3, log3, 0),
					Y: make([]float64, 2*offer.Function.Outputs(2))}
				if offer.Function.TakesTarget() {
					b.Target = []int64{1, 1}
				}
				switch {
				case strings.HasSuffix(string(offer.Function), "vjp"):
					b.Cotangent = []float64{1, 0, 1, 0}
				case strings.Contains(string(offer.Function), "soft") && strings.HasPrefix(string(offer.Function), "cross"):
					b.Weights = []float64{1, 0, 1, 0}
				}
				if err := c.Start(b)(); err != nil {
					t.Errorf("%v, %s axis: %v", b, axis, err)
					continue
				}
				for i, y := range b.Y {
					if !(math.Abs(y-want[offer.Function][i]) <= 8*f.UnitRoundoff()) {
						t.Errorf("%v, %s axis: answer %v, want %v", b, axis, b.Y, want[offer.Function])
						break
					}
				}
				asked++
			}
		}
	}
	return asked
}

func TestPythonAdapters(t *testing.T) {
	t.Run("plain", func(t *testing.T) {
		if n := ask(t, start(t, need(t, "python3"), "adapters/python/plain.py")); n != 1 {
			t.Errorf("%d answers", n)
		}
	})
	for _, c := range []struct {
		argv []string
		asks int
	}{
		{[]string{"adapter.py"}, 2},
		{[]string{"library.py", "numpy"}, 36},
	} {
		t.Run(strings.Join(c.argv, " "), func(t *testing.T) {
			p := python(t)
			argv := append([]string{p, "adapters/python/" + c.argv[0]}, c.argv[1:]...)
			if n := ask(t, start(t, argv...)); n != c.asks {
				t.Errorf("%d answers, want %d", n, c.asks)
			}
		})
	}
}

func TestBFloat16OfAdapterRoundsToEven(t *testing.T) {
	p := python(t)
	const script = `
import sys
sys.path.insert(0, "adapters/python")
from adapter import np, load, dump
x = np.array([1, 1.00390625, 1.01171875, 3.4e38, -0.0, float("nan"), float("-inf"), 1e-40], "f4")
print(*["%04x" % v for v in np.frombuffer(dump(x, "bfloat16"), "<u2")])
print(load(dump(x, "bfloat16"), "bfloat16")[:3])
try:
    dump(np.zeros(1), "float32")
except TypeError as e:
    print(e)
`
	cmd := exec.Command(p, "-c", script)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := "3f80 3f80 3f82 7f80 8000 7fc0 ff80 0001\n[1.       1.       1.015625]\nthe answer is float64, not float32\n"
	if string(out) != want {
		t.Errorf("printed\n%swant\n%s", out, want)
	}
}

func TestNodeAdapter(t *testing.T) {
	if n := ask(t, start(t, need(t, "node"), "adapters/node/adapter.js")); n != 2 {
		t.Errorf("%d answers", n)
	}
}

func TestCAdapter(t *testing.T) {
	cc := need(t, "cc")
	program := filepath.Join(t.TempDir(), "adapter")
	out, err := exec.Command(cc, "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, filepath.Join(root, "adapters/c/adapter.c"), "-lm").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := start(t, program)
	if n := ask(t, c); n != 1 {
		t.Errorf("%d answers", n)
	}
	b := &gate.Batch{Function: function.Softmax, DType: dtype.Float32, Axis: gate.Last, Rows: 3, X: []float64{}, Y: []float64{}}
	if err := c.Start(b)(); err != nil {
		t.Errorf("rows without logits: %v", err)
	}
}

// TestWrongFunction is what a newcomer does: a softmax that forgets the shift fails on a row of two logits at most.
func TestWrongFunction(t *testing.T) {
	p := python(t)
	text, err := os.ReadFile(filepath.Join(root, "adapters/python/adapter.py"))
	if err != nil {
		t.Fatal(err)
	}
	const shift = "np.exp(x - x.max(axis=-1, keepdims=True))"
	if !strings.Contains(string(text), shift) {
		t.Fatalf("adapter.py has no %s", shift)
	}
	wrong := filepath.Join(t.TempDir(), "adapter.py")
	if err := os.WriteFile(wrong, []byte(strings.Replace(string(text), shift, "np.exp(x)", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	l := &Library{Name: "wrong", Source: "a newcomer", Command: []string{p, wrong}}
	o, err := Judge(context.Background(), l, Options{Root: ".", Seed: 1, Rows: 60, DTypes: []string{"float32"}})
	if err != nil {
		t.Fatal(err)
	}
	c := o.Document.Implementations[0].Checks[0]
	if c.Property != "accuracy" || c.Verdict != gate.Fail || c.Counterexample == nil || len(c.Counterexample.X) > 2 {
		t.Errorf("%s: %s, counterexample %+v", c.Property, c.Verdict, c.Counterexample)
	}
}

func TestExceptionsDecline(t *testing.T) {
	c := start(t, python(t), "adapters/python/adapter.py")
	b := &gate.Batch{Function: function.Softmax, DType: dtype.Float32, Axis: gate.Last, Rows: 1, X: []float64{}, Y: []float64{}}
	if _, ok := errors.AsType[*gate.Declined](c.Start(b)()); !ok {
		t.Error("a row without logits, of which NumPy has no maximum, is not declined")
	}
}
