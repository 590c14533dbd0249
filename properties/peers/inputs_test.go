package peers

import (
	"encoding/binary"
	"hash/fnv"
	"iter"
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// inputs collects what a suite asks a program.
func inputs(tests iter.Seq[test]) (rows [][]float64) {
	for t := range tests {
		for _, in := range t.asked() {
			rows = append(rows, in.X)
		}
	}
	return rows
}

func subject(fn function.Function, f dtype.Format) *properties.Subject {
	return &properties.Subject{Function: fn, DType: f}
}

// TestInputs: ranges and widths are the suite's.
func TestInputs(t *testing.T) {
	xnnpackWidths := []int{100, 1000, 1001, 21841}
	for k := 1; k < 100; k++ {
		xnnpackWidths = append(xnnpackWidths, k)
	}
	tests := []struct {
		name   string
		rows   [][]float64
		lo, hi float64
		widths []int
	}{
		{"XNNPACK float32", inputs(xnnpackTests(subject(function.Softmax, dtype.Float32), uniform(90, 100))), 90, 100, xnnpackWidths},
		{"XNNPACK float16", inputs(xnnpackTests(subject(function.Softmax, dtype.Float16), uniform(15, 20))), 15, 20, xnnpackWidths},
		{"llama.cpp", inputs(llamacppTests(dtype.Float32)), -2, 2, []int{16, 15, 1024, 1023}},
		{"PyTorch", inputs(torchTests(subject(function.Softmax, dtype.Float32))), -6, 6, []int{1, 5, 20, 21, 23, 1536, 2048, 2049}},
		{"ONNX", inputs(onnxTests(subject(function.Softmax, dtype.Float32))), -1, 10003, []int{3, 4, 5}},
		{"TFLite", inputs(tfliteTests(subject(function.Softmax, dtype.Float32))), -10, 9, []int{5}},
		{"TFLite log_softmax", inputs(tfliteTests(subject(function.LogSoftmax, dtype.Float32))), -6, 10, []int{2, 4, 5}},
		{"SciPy", inputs(scipySoftmax()), -25, 1000, []int{2, 4}},
		{"ONNX cross_entropy", inputs(onnxTests(subject(function.CrossEntropy, dtype.Float32))), 0, 1, []int{5}},
		{"llama.cpp losses", inputs(llamacppLosses(dtype.Float32)), -100, 100, []int{10}},
		{"TensorFlow", inputs(tensorflowTests(subject(function.Softmax, dtype.Float32))), 0, 9, []int{4, 129, 256}},
		{"TensorFlow gradients", inputs(tensorflowTests(subject(function.CrossEntropyGrad, dtype.Float64))), 0.1, 6.4, []int{4}},
		{"NNlib", inputs(nnlibTests(subject(function.SoftmaxVJP, dtype.Float64))), -6, 7, []int{2, 3}},
		{"Liger", inputs(ligerTests(dtype.Float32)), -6, 6, []int{32000}},
		{"WebNN", inputs(webnnTests(subject(function.Softmax, dtype.Float32))), -10, 10, []int{6}},
		{"WebNN logsumexp", inputs(webnnTests(subject(function.LogSumExp, dtype.Float32))), -10, 10, []int{24, 6, 4, 3, 2, 1}},
	}
	for _, tt := range tests {
		widths := map[int]bool{}
		for _, x := range tt.rows {
			widths[len(x)] = true
			for _, v := range x {
				if v < tt.lo || v > tt.hi {
					t.Fatalf("%s: %v is outside [%v, %v]", tt.name, v, tt.lo, tt.hi)
				}
			}
		}
		for _, k := range tt.widths {
			if !widths[k] {
				t.Errorf("%s: no row of %d", tt.name, k)
			}
			delete(widths, k)
		}
		if len(widths) > 0 {
			t.Errorf("%s: rows of other widths: %v", tt.name, widths)
		}
	}
}

// TestPlateaus: a run of at most 15 elements on three levels, not increasing, and
// the lowest number everywhere else, above zero and below.
func TestPlateaus(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float16, dtype.BFloat16} {
		signs := map[bool]int{}
		for _, x := range inputs(onednnTests(f)) {
			run := slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return v == -f.Max() })
			if len(run) < min(8, len(x)) || len(run) > 15 {
				t.Fatalf("%s: a run of %d among %d", f, len(run), len(x))
			}
			first := slices.IndexFunc(x, func(v float64) bool { return v != -f.Max() })
			if !slices.Equal(x[first:first+len(run)], run) {
				t.Fatalf("%s: the run has gaps: %v", f, x)
			}
			signs[run[0] > 0]++
			top := 90.0
			if run[0] < 0 {
				top = -86
			}
			if run[0] != top || !slices.IsSortedFunc(run, func(a, b float64) int { return int(b - a) }) || run[len(run)-1] < top-2 {
				t.Fatalf("%s: levels %v", f, run)
			}
		}
		if signs[true] == 0 || signs[false] == 0 {
			t.Errorf("%s: rows above and below zero: %v", f, signs)
		}
	}
}

// TestSameInputsEverywhere: the bits of all inputs and of what is expected of them
// are the same on every architecture.
func TestSameInputsEverywhere(t *testing.T) {
	h := fnv.New64a()
	add := func(tests iter.Seq[test]) {
		for _, x := range inputs(tests) {
			for _, v := range slices.Concat(x, plain(function.LogSoftmax, function.Logits(x)), plain(function.Softmax, function.Logits(x))) {
				if v != v {
					v = math.NaN() // whatever its payload
				}
				var b [8]byte
				binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
				h.Write(b[:])
			}
		}
	}
	float32s := subject(function.Softmax, dtype.Float32)
	add(torchTests(subject(function.LogSumExp, dtype.Float64)))
	add(onnxTests(float32s))
	add(xnnpackTests(subject(function.Softmax, dtype.Float16), uniform(15, 20)))
	add(onednnTests(dtype.BFloat16))
	add(llamacppTests(dtype.Float32))
	add(tfliteTests(float32s))
	add(scipySoftmax())
	add(scipyLogSoftmax())
	add(webnnTests(subject(function.LogSumExp, dtype.Float32)))
	if got, want := h.Sum64(), uint64(0xbaca24f6989e37b4); got != want {
		t.Errorf("hash %#x, want %#x", got, want)
	}
}

// TestNormal: mean, variance and reach of the portable deviates.
func TestNormal(t *testing.T) {
	r := source("normal")
	const n = 100000
	sum, squares, most := 0.0, 0.0, 0.0
	for range n {
		v := normal(r)
		sum += v
		squares += v * v
		most = max(most, math.Abs(v))
	}
	// Five standard errors: 5/√n for the mean, 5·√(2/n) for the variance.
	if mean := sum / n; math.Abs(mean) > 5/math.Sqrt(n) {
		t.Errorf("mean %v", mean)
	}
	if variance := squares / n; math.Abs(variance-1) > 5*math.Sqrt(2.0/n) {
		t.Errorf("variance %v", variance)
	}
	if most < 3 || most > 6 {
		t.Errorf("the largest of %d is %v", n, most)
	}
}

// TestAlong: columns, and back.
func TestAlong(t *testing.T) {
	rows := [][]float64{{1, 2, 3}, {4, 5, 6}}
	columns := along(rows)
	if len(columns) != 3 || !slices.Equal(columns[2], []float64{3, 6}) {
		t.Errorf("columns %v", columns)
	}
	if back := along(columns); !slices.Equal(back[1], rows[1]) {
		t.Errorf("back: %v", back)
	}
}

// TestPlain: the float64 reference is within a few ulp of the exact answers on the
// inputs that suites have, far below every tolerance, and has NumPy's infinities.
func TestPlain(t *testing.T) {
	var row reference.Row
	exact := make([]float64, 10000)
	for _, suite := range []iter.Seq[test]{
		scipySoftmax(), scipyLogSoftmax(), onednnTests(dtype.Float16),
		torchTests(subject(function.Softmax, dtype.Float64)), webnnTests(subject(function.LogSumExp, dtype.Float32)),
	} {
		for _, x := range inputs(suite) {
			if len(x) > len(exact) {
				continue
			}
			if err := row.Reset(x, reference.IEEE); err != nil {
				t.Fatal(err)
			}
			for _, fn := range function.OfLogits() {
				want := exact[:fn.Outputs(len(x))]
				if err := row.Round(fn, dtype.Float64, want); err != nil {
					t.Fatal(err)
				}
				for i, got := range plain(fn, function.Logits(x)) {
					// Sequential sums of K terms lose K units of roundoff at most.
					tolerance := float64(len(x)+8) * 0x1p-53
					if !isClose(got, want[i], tolerance, tolerance, true) {
						t.Fatalf("%s of %v: answer %d is %v, exactly %v", fn, x, i, got, want[i])
					}
				}
			}
		}
	}
	inf, nan := math.Inf(1), math.NaN()
	for _, tt := range []struct {
		x    []float64
		want float64
	}{{nil, -inf}, {[]float64{-inf}, -inf}, {[]float64{inf, 1}, inf}, {[]float64{inf, nan}, nan}, {[]float64{1, nan}, nan}} {
		if got := plain(function.LogSumExp, function.Logits(tt.x))[0]; !isClose(got, tt.want, 0, 0, true) {
			t.Errorf("log-sum-exp of %v is %v, want %v", tt.x, got, tt.want)
		}
	}
}

// TestPlainInputs: the reference for losses and gradients is that of package reference,
// to the roundings of float64.
func TestPlainInputs(t *testing.T) {
	row := new(reference.Row)
	for _, fn := range []function.Function{
		function.CrossEntropy, function.CrossEntropySoft,
		function.SoftmaxVJP, function.LogSoftmaxVJP, function.CrossEntropyGrad, function.CrossEntropySoftGrad,
	} {
		judged := 0
		for _, c := range properties.Cases(fn, dtype.Float32, 1, 200) {
			in := c.Input
			in.Temperature = 0
			if len(in.X) == 0 || len(in.X) > 200 || slices.ContainsFunc(in.X, func(v float64) bool { return !(math.Abs(v) < 1000) }) {
				continue
			}
			if err := row.ResetInput(in, reference.IEEE); err != nil {
				t.Fatal(err)
			}
			judged++
			want := make([]float64, fn.Outputs(len(in.X)))
			if err := row.Round(fn, dtype.Float64, want); err != nil {
				t.Fatal(err)
			}
			size := 1.0 // of what is added up
			if v, _ := fn.Vector(&in); v != nil {
				size = 0
				for _, w := range *v {
					size += math.Abs(w)
				}
			}
			if fn == function.CrossEntropy || fn == function.CrossEntropySoft {
				size *= 2000
			}
			for i, got := range plain(fn, in) {
				if tolerance := float64(len(in.X)+8) * size * 0x1p-50; math.Abs(got-want[i]) > tolerance {
					t.Fatalf("%s of %+v: answer %d is %v, exactly %v", fn, in, i, got, want[i])
				}
			}
		}
		if judged < 60 {
			t.Errorf("%s: %d rows", fn, judged)
		}
	}
}

// TestRequantised: logits move by half a step at most, the ends not at all.
func TestRequantised(t *testing.T) {
	x := []float64{-3, 0.5, 1.25, 7, 7, 2.0625}
	q := requantised(x)
	for i, v := range q {
		if off := math.Abs(v - x[i]); off > (10.0/255)/2*(1+1e-6) {
			t.Errorf("logit %d moves by %v", i, off)
		}
	}
	if q[3] != 7 || math.Abs(q[0]+3) > 1e-5 {
		t.Errorf("ends at %v and %v", q[0], q[3])
	}
	if one := requantised([]float64{4, 4}); one[0] != 4 || one[1] != 4 {
		t.Errorf("of equal logits: %v", one)
	}
}
