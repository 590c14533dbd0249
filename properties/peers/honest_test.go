package peers

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// A place is a function and an arithmetic.
type place struct {
	fn function.Function
	a  impl.Arithmetic
	of string // the implementation, that of plain where it is ""
}

// plainest names for each function the implementation that is judged.
var plainest = map[function.Function]string{
	function.Softmax: "shifted", function.LogSoftmax: "shifted", function.LogSumExp: "shifted",
	function.CrossEntropy: "fused", function.CrossEntropySoft: "fused", function.SoftmaxVJP: "direct", function.LogSoftmaxVJP: "softmax",
	function.CrossEntropyGrad: "p-minus-one", function.CrossEntropySoftGrad: "direct",
}

func in(f, accumulate dtype.Format) impl.Arithmetic {
	return impl.Arithmetic{Storage: f, Accumulate: accumulate}
}

func (p place) subject(t *testing.T) *properties.Subject {
	t.Helper()
	name := p.of
	if name == "" {
		name = plainest[p.fn]
	}
	im, err := impl.Find(name, p.fn)
	if err != nil {
		t.Fatal(err)
	}
	return properties.Of(im, p.a)
}

// covered lists where each suite has tests; everywhere else it must say that it is
// not applicable.
var covered = map[string]map[function.Function][]dtype.Format{
	"PyTorch": {
		function.Softmax:    {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.LogSoftmax: {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.LogSumExp:  {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
	},
	"ONNX": {
		function.Softmax: {dtype.Float32}, function.LogSoftmax: {dtype.Float32},
		function.LogSumExp:    {dtype.Float64, dtype.Float32},
		function.CrossEntropy: {dtype.Float32},
	},
	"XNNPACK": {function.Softmax: {dtype.Float32, dtype.Float16}},
	"oneDNN": {
		function.Softmax:    {dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.LogSoftmax: {dtype.Float32, dtype.Float16, dtype.BFloat16},
	},
	"llama.cpp": {function.Softmax: {dtype.Float32}, function.CrossEntropySoft: {dtype.Float32}},
	"TFLite":    {function.Softmax: {dtype.Float32}, function.LogSoftmax: {dtype.Float32}},
	"SciPy": {
		function.Softmax: {dtype.Float64}, function.LogSoftmax: {dtype.Float64}, function.LogSumExp: {dtype.Float64},
	},
	"WebNN": {
		function.Softmax:   {dtype.Float32, dtype.Float16},
		function.LogSumExp: {dtype.Float32, dtype.Float16},
	},
	"JAX": {function.SoftmaxVJP: {dtype.Float32}},
	"TensorFlow": {
		function.Softmax:              {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.LogSoftmax:           {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.CrossEntropy:         {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.CrossEntropySoft:     {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.CrossEntropyGrad:     {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.CrossEntropySoftGrad: {dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16},
		function.SoftmaxVJP:           {dtype.Float64},
	},
	"NNlib": {
		function.Softmax: {dtype.Float64, dtype.Float32}, function.LogSoftmax: {dtype.Float64, dtype.Float32}, function.LogSumExp: {dtype.Float64},
		function.SoftmaxVJP: {dtype.Float64, dtype.Float32}, function.LogSoftmaxVJP: {dtype.Float64, dtype.Float32},
	},
	"Liger": {
		function.CrossEntropy: {dtype.Float32, dtype.BFloat16}, function.CrossEntropyGrad: {dtype.Float32, dtype.BFloat16},
	},
}

// fails are the places in which a suite fails a correct implementation: TensorFlow's
// test of a small component asks for an algorithm that takes 1 − p from the others.
func fails(suite string, p place) bool {
	return suite == "TensorFlow" && p.fn == function.SoftmaxVJP && p.a.Storage == dtype.Float64
}

// slight are the places in which a tenth more is too little to be caught: where
// NNlib's gradient is 0, and JAX's is not much larger than the tolerance.
func slight(suite string, p place) bool {
	return p.fn == function.SoftmaxVJP && p.a.Storage == dtype.Float32 && of(suite, "NNlib", "JAX")
}

// places lists the arithmetics that accumulate in at least 24 bits.
func places() []place {
	var list []place
	for _, fn := range function.All() {
		for _, f := range dtype.All() {
			accumulate := dtype.Float32
			if f == dtype.Float64 {
				accumulate = f
			}
			list = append(list, place{fn: fn, a: in(f, accumulate)})
		}
	}
	return list
}

// TestCorrect: every suite passes the correct implementation where it has tests,
// and says so where it has none.
func TestCorrect(t *testing.T) {
	all := All()
	if len(all) != len(covered) {
		t.Fatalf("%d suites, %d with a list of what they cover", len(all), len(covered))
	}
	for _, suite := range all {
		for _, p := range places() {
			t.Run(suite.Name+"/"+string(p.fn)+"/"+p.a.String(), func(t *testing.T) {
				caught, how, applicable := suite.Judge(p.subject(t))
				if want := of(p.a.Storage, covered[suite.Name][p.fn]...); applicable != want {
					t.Fatalf("applicable: %t, want %t", applicable, want)
				}
				if caught != fails(suite.Name, p) || caught != (how != "") {
					t.Errorf("fails a correct implementation: %s", how)
				}
			})
		}
	}
}

// quantised is the program that suites for 8-bit softmax are for.
func quantised() place {
	return place{function.Softmax, in(dtype.Float32, dtype.Float32), "int8"}
}

// TestQuantised: two suites have tests for quantised programs, and pass a correct
// one; the others must not judge it by tolerances of a float.
func TestQuantised(t *testing.T) {
	for _, suite := range All() {
		caught, how, applicable := suite.Judge(quantised().subject(t))
		if want := of(suite.Name, "XNNPACK", "TFLite"); applicable != want || caught {
			t.Errorf("%s: applicable %t, want %t; caught %t: %s", suite.Name, applicable, want, caught, how)
		}
		log := quantised().subject(t)
		log.Function = function.LogSoftmax
		if _, _, applicable := suite.Judge(log); applicable {
			t.Errorf("%s has tests for a quantised log-softmax", suite.Name)
		}
	}
}

// altered returns p's subject with its answers changed.
func altered(t *testing.T, p place, change func(y []float64)) *properties.Subject {
	t.Helper()
	s := p.subject(t)
	compute, f := s.Compute, s.DType
	s.Compute = func(y []float64, in function.Input) {
		compute(y, in)
		change(y)
		for i, v := range y {
			y[i] = f.Round(v)
		}
	}
	return s
}

// judged is every place in which the suite has tests.
func judged(suite Suite) []place {
	var list []place
	for _, p := range append(places(), quantised()) {
		if p.of == "int8" && of(suite.Name, "XNNPACK", "TFLite") || p.of == "" && of(p.a.Storage, covered[suite.Name][p.fn]...) {
			list = append(list, p)
		}
	}
	return list
}

// TestGross: answers 10 % too large, one constant for all, and a crash are caught by
// every suite wherever it has tests.
func TestGross(t *testing.T) {
	defects := map[string]func(y []float64){
		"a tenth more": func(y []float64) {
			for i := range y {
				y[i] *= 1.1
			}
		},
		"constant": func(y []float64) {
			for i := range y {
				y[i] = 0.25
			}
		},
		"crash": func([]float64) { panic("illegal instruction") },
	}
	for _, suite := range All() {
		for _, p := range judged(suite) {
			for name, change := range defects {
				if name == "a tenth more" && slight(suite.Name, p) {
					continue
				}
				if caught, how, _ := suite.Judge(altered(t, p, change)); !caught || how == "" {
					t.Errorf("%s, %s in %s: %s is not caught", suite.Name, p.fn, p.a, name)
				}
			}
		}
	}
}

// TestNaN: every suite catches a NaN but TensorFlow Lite's in float32, whose macro
// asks whether the difference is greater than the tolerance.
func TestNaN(t *testing.T) {
	for _, suite := range All() {
		for _, p := range judged(suite) {
			caught, _, _ := suite.Judge(altered(t, p, func(y []float64) {
				if len(y) > 0 {
					y[len(y)-1] = math.NaN()
				}
			}))
			if want := suite.Name != "TFLite" || p.of == "int8"; caught != want {
				t.Errorf("%s, %s in %s: a NaN is caught: %t, want %t", suite.Name, p.fn, p.a, caught, want)
			}
		}
	}
}

// TestNothingWritten: a program that writes nothing is caught, because the memory
// it leaves is not the answer.
func TestNothingWritten(t *testing.T) {
	for _, suite := range All() {
		for _, p := range judged(suite) {
			s := p.subject(t)
			s.Compute = func([]float64, function.Input) {}
			if caught, _, _ := suite.Judge(s); !caught {
				t.Errorf("%s, %s in %s: an empty program is not caught", suite.Name, p.fn, p.a)
			}
		}
	}
}

// TestRepeatable: a suite judges the same inputs each time, numbers of the dtype.
func TestRepeatable(t *testing.T) {
	for _, suite := range All() {
		for _, p := range judged(suite) {
			var seen [2][]float64
			for run := range seen {
				s := p.subject(t)
				compute := s.Compute
				s.Compute = func(y []float64, in function.Input) {
					seen[run] = append(append(append(seen[run], in.X...), in.Cotangent...), in.Weights...)
					compute(y, in)
				}
				suite.Judge(s)
			}
			if len(seen[0]) == 0 || len(seen[0]) != len(seen[1]) {
				t.Fatalf("%s, %s in %s: %d logits, then %d", suite.Name, p.fn, p.a, len(seen[0]), len(seen[1]))
			}
			for i, v := range seen[0] {
				if math.Float64bits(v) != math.Float64bits(seen[1][i]) {
					t.Fatalf("%s, %s in %s: logit %d is %v, then %v", suite.Name, p.fn, p.a, i, v, seen[1][i])
				}
				if !p.a.Storage.Representable(v) {
					t.Fatalf("%s, %s in %s: %v is no number of the dtype", suite.Name, p.fn, p.a, v)
				}
			}
		}
	}
}

// TestFailures: the tests that fail are told apart: of a program that is wrong on
// rows of one width only, those of that width.
func TestFailures(t *testing.T) {
	p := place{fn: function.Softmax, a: in(dtype.Float32, dtype.Float32)}
	for _, suite := range All() {
		if suite.Name != "XNNPACK" {
			continue
		}
		got := suite.Failures(altered(t, p, func(y []float64) {
			if len(y) == 3 {
				y[0] = 0
			}
		}))
		if len(got) != 1 || got[0] != 2 { // after single_class and two_classes
			t.Errorf("tests %v fail, want number 2", got)
		}
		if got := suite.Failures(p.subject(t)); got != nil {
			t.Errorf("tests %v fail a correct program", got)
		}
		if got := suite.Failures(place{fn: function.LogSumExp, a: p.a}.subject(t)); got != nil {
			t.Errorf("tests %v fail that there are none of", got)
		}
	}
}
