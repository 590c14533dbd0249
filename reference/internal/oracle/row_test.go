package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// wild are the families whose logits need not be numbers of the dtype.
var wild = []string{"midpoint", "float64-logits"}

// TestRandomRows checks what the oracle asks of a row, in every family and
// dtype: no NaN, no +Inf, something finite, and what functions take.
func TestRandomRows(t *testing.T) {
	type kind struct {
		family string
		f      dtype.Format
	}
	n := 200 * len(families()) * len(dtype.All())
	seen := map[kind]int{}
	widths := map[int]int{}
	for r := range randomRows(n, 1) {
		seen[kind{r.origin, r.f}]++
		widths[len(r.in.X)]++
		finite := 0
		for i, v := range r.in.X {
			if v != v || math.IsInf(v, 1) {
				t.Fatalf("%s %v: logit %d is %v", r.origin, r.f, i, v)
			}
			if !math.IsInf(v, -1) {
				finite++
			}
			if !slices.Contains(wild, r.origin) && !math.IsInf(v, 0) && !r.f.Representable(v) {
				t.Fatalf("%s %v: logit %d is %x, no number of the format", r.origin, r.f, i, v)
			}
		}
		if finite == 0 {
			t.Fatalf("%s %v: no finite logit in %v", r.origin, r.f, r.in.X)
		}
		for _, fn := range function.All() {
			if err := fn.Check(&r.in); err != nil {
				t.Fatalf("%s %v: %v", r.origin, r.f, err)
			}
		}
		if r.hard {
			t.Fatalf("%s: a random row says that it is hard", r.origin)
		}
	}
	for _, family := range families() {
		for _, f := range dtype.All() {
			if got := seen[kind{family.name, f}]; got != 200 {
				t.Errorf("%s %v: %d rows, want 200", family.name, f, got)
			}
		}
	}
	for k := 1; k <= maxWidth; k++ {
		if widths[k] == 0 {
			t.Errorf("no row of %d logits", k)
		}
		delete(widths, k)
	}
	if len(widths) == 0 {
		t.Errorf("no row of more than %d logits", maxWidth)
	}
}

// TestRandomRowsRepeat says that rows depend on the seed and their number
// alone.
func TestRandomRowsRepeat(t *testing.T) {
	collect := func(n int, seed uint64) (all []string) {
		for r := range randomRows(n, seed) {
			var b []byte
			for _, fn := range function.All() {
				b = r.appendQuestion(b, fn)
			}
			all = append(all, string(b))
		}
		return all
	}
	ten := collect(10, 7)
	if got := collect(300, 7)[:10]; !slices.Equal(got, ten) {
		t.Error("the first 10 of 300 rows are not the same as the first 10 of 10")
	}
	if slices.Equal(collect(10, 8), ten) {
		t.Error("another seed gives the same rows")
	}
}

// TestFamiliesAim checks that families reach what they are for.
func TestFamiliesAim(t *testing.T) {
	spread := func(x []float64) float64 { return slices.Max(x) - slices.Min(x) } // may be +Inf
	masked := func(x []float64) (n int) {
		for _, v := range x {
			if math.IsInf(v, -1) {
				n++
			}
		}
		return n
	}
	equal := func(x []float64) bool { return slices.Max(x) == slices.Min(x) }
	for _, test := range []struct {
		family, aim string
		hit         func(x []float64) bool
	}{
		{"ties", "all equal", equal},
		{"ties", "not all equal", func(x []float64) bool { return !equal(x) }},
		{"random-bits", "a spread of 1e300", func(x []float64) bool { return spread(x) > 1e300 }},
		{"extreme", "a spread of 3.5e308", func(x []float64) bool { return math.IsInf(spread(x)*0.52, 1) }},
		{"extreme", "subnormals only", func(x []float64) bool { return slices.Max(x) < 0x1p-1021 && spread(x) < 0x1p-1020 }},
		{"masked", "half", func(x []float64) bool { return masked(x)*2 >= len(x) && masked(x) < len(x)-1 }},
		{"masked", "all but one", func(x []float64) bool { return masked(x) == len(x)-1 }},
		{"underflow", "an exponential below the smallest number", func(x []float64) bool { return spread(x) > 745.2 }},
		{"underflow", "a subnormal exponential", func(x []float64) bool { return spread(x) > 709 && spread(x) < 745 }},
		{"neighbours", "within a few units in the last place", func(x []float64) bool { return spread(x) > 0 && spread(x) < 0x1p-40 }},
		{"midpoint", "the others below 2^-1000", func(x []float64) bool { return spread(x) > 1000 }},
	} {
		t.Run(test.family+"/"+test.aim, func(t *testing.T) {
			i := slices.IndexFunc(families(), func(f family) bool { return f.name == test.family })
			for seed := range uint64(1000) {
				m := maker{rand.New(rand.NewPCG(seed, 0)), dtype.Float64}
				if test.hit(families()[i].make(m, 8).X) {
					return
				}
			}
			t.Error("not in 1000 rows")
		})
	}
}

// TestCancelling wants log-sum-exp next to 0, which takes a sum of e^x next to 1.
func TestCancelling(t *testing.T) {
	for seed := range uint64(100) {
		m := maker{rand.New(rand.NewPCG(seed, 0)), dtype.Float64}
		x := m.cancelling(10)
		sum := 0.0
		for _, v := range x {
			sum += math.Exp(v)
		}
		if math.Abs(sum-1) > 1e-13 {
			t.Errorf("seed %d: Σ e^x = %v", seed, sum)
		}
	}
}

// TestMidpoint wants half of the rows to hold a number of float64 halfway
// between two float32.
func TestMidpoint(t *testing.T) {
	halfway := func(v float64) bool {
		return dtype.Float32.Round(math.Nextafter(v, math.Inf(1))) != dtype.Float32.Round(math.Nextafter(v, math.Inf(-1)))
	}
	for seed := range uint64(100) {
		m := maker{rand.New(rand.NewPCG(seed, 0)), dtype.Float32}
		if x := m.midpoint(3); !halfway(x[0]) && (x[0] != 0 || !halfway(x[1])) {
			t.Errorf("seed %d: no midpoint in %x", seed, x)
		}
	}
}

// TestQuestion reads questions back, too.
func TestQuestion(t *testing.T) {
	minusZero := math.Copysign(0, -1)
	in := function.Input{X: []float64{1, minusZero}, Target: 1, Cotangent: []float64{-0.5, minusZero}, Weights: []float64{3, 0}, Temperature: 0.75, Smoothing: 0.125}
	for _, test := range []struct {
		r    row
		fn   function.Function
		want string
	}{
		{row{f: dtype.Float64, in: function.Logits([]float64{1})}, function.LogSumExp, "logsumexp float64 0x1p+00\n"},
		{row{f: dtype.BFloat16, in: function.Logits([]float64{0, minusZero, math.Inf(-1)})}, function.Softmax, "softmax bfloat16 0x0p+00,-0x0p+00,-Inf\n"},
		{row{f: dtype.Float8E4M3FN, in: function.Logits([]float64{-0x1p-1074, math.MaxFloat64})}, function.LogSoftmax, "log_softmax float8_e4m3fn -0x1p-1074,0x1.fffffffffffffp+1023\n"},
		{row{f: dtype.Float64, in: in}, function.Softmax, "softmax float64 0x1p+00,-0x0p+00 temperature=0x1.8p-01\n"},
		{row{f: dtype.Float64, in: in}, function.CrossEntropy, "cross_entropy float64 0x1p+00,-0x0p+00 target=1 smoothing=0x1p-03 temperature=0x1.8p-01\n"},
		{row{f: dtype.Float64, in: in}, function.CrossEntropyGrad, "cross_entropy_grad float64 0x1p+00,-0x0p+00 target=1 smoothing=0x1p-03 temperature=0x1.8p-01\n"},
		{row{f: dtype.Float64, in: in}, function.SoftmaxVJP, "softmax_vjp float64 0x1p+00,-0x0p+00 cotangent=-0x1p-01,-0x0p+00 temperature=0x1.8p-01\n"},
		{row{f: dtype.Float64, in: in}, function.CrossEntropySoft, "cross_entropy_soft float64 0x1p+00,-0x0p+00 weights=0x1.8p+01,0x0p+00 temperature=0x1.8p-01\n"},
	} {
		got := string(test.r.appendQuestion(nil, test.fn))
		if got != test.want {
			t.Errorf("have %q, want %q", got, test.want)
		}
		fn, f, in, err := parseQuestion(got)
		if err != nil {
			t.Fatal(err)
		}
		if again := string(row{f: f, in: in}.appendQuestion(nil, fn)); again != got {
			t.Errorf("%q is read as %q", got, again)
		}
	}
}

func TestHardRows(t *testing.T) {
	file := "# comment\n\nlogsumexp float32 0x1p0,-inf*2  # miss=2^-30 midpoint: by hand\n" +
		fmt.Sprintf("logsumexp float32 0x1p0*%d  # miss=2^-30 midpoint: by hand\n", manyTerms) +
		"softmax float32 0x1p0,-inf*2  # miss=2^-30 midpoint: by hand\n"
	rows, err := hardRows("hard.txt", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 {
		t.Fatalf("%d rows, want 3", len(rows))
	}
	x, first, last := []float64{1, math.Inf(-1), math.Inf(-1)}, []float64{1, 0, 0}, []float64{0, 0, 1}
	for i, want := range map[int]row{
		0: {"hard.txt:3", true, dtype.Float32, function.Input{X: x, Cotangent: first, Weights: first}, function.All()},
		2: {"hard.txt:5", true, dtype.Float32, function.Input{X: x, Target: 2, Cotangent: last, Weights: last}, function.All()},
	} {
		if fmt.Sprint(rows[i]) != fmt.Sprint(want) {
			t.Errorf("have %v, want %v", rows[i], want)
		}
	}
	if wide := rows[1]; len(wide.in.X) != manyTerms || !slices.Equal(wide.asked, []function.Function{function.LogSumExp}) {
		t.Errorf("%d logits are asked for %v, want %d for logsumexp alone", len(wide.in.X), wide.asked, manyTerms)
	}
	_, err = hardRows("hard.txt", strings.NewReader("softmax float13 0x1p0 # miss=2^-30 midpoint: by hand\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "hard.txt: line 1: ") {
		t.Errorf("have error %v, want one that names the file and the line", err)
	}
}
