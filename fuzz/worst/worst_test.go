package worst

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func rows() []Row {
	return []Row{
		{Function: function.Softmax, DType: dtype.Float16, Input: function.Logits([]float64{1, -0x1p-24}), Objective: "ulp", Error: 0.8125, Implementation: "shifted/float16", How: Exhaustive},
		{Function: function.Softmax, DType: dtype.Float32, Input: function.Logits([]float64{0x1.8p+3, 2, 3}), Objective: "allowance", Error: 0.99, Implementation: "online/float32", How: "split"},
		{Function: function.CrossEntropy, DType: dtype.Float32, Input: function.Input{X: []float64{1, 2}, Target: 1}, Objective: "ulp", Error: 3, Implementation: "fused/float32", How: "climb"},
		{Function: function.SoftmaxVJP, DType: dtype.Float64, Input: function.Input{X: []float64{1, 2}, Cotangent: []float64{-1, 0x1p-1074}}, Objective: "gradient", Error: 1e300, Implementation: "direct/float64", How: "evolve"},
		{Function: function.CrossEntropySoft, DType: dtype.Float32, Input: function.Input{X: []float64{1, 2}, Weights: []float64{0, 1}}, Objective: "class", Error: 1, Implementation: "fused/float32", How: "seed"},
	}
}

// TestFormat: what is written is read as it was.
func TestFormat(t *testing.T) {
	for _, r := range rows() {
		got, err := parse(r.String())
		if err != nil || got.String() != r.String() {
			t.Errorf("%s: got %s, %v", r.String(), got.String(), err)
		}
	}
}

func TestBadLines(t *testing.T) {
	for line, why := range map[string]string{
		"softmax float32 0x1p+00 ulp=1 a":                             "5 fields",
		"softmin float32 0x1p+00 ulp=1 a b":                           "softmin",
		"softmax float33 0x1p+00 ulp=1 a b":                           "float33",
		"softmax float16 0x1.000001p+00 ulp=1 a b":                    "is no number of float16",
		"softmax float32 1,,2 ulp=1 a b":                              "is no number",
		"softmax float32 1 ulp a b":                                   "objective=error",
		"softmax float32 1 ulp=1 a b target=0":                        "takes nothing",
		"cross_entropy float32 1 ulp=1 a b":                           "is missing",
		"cross_entropy float32 1 ulp=1 a b target=1":                  "target",
		"cross_entropy float32 1 ulp=1 a b weights=1":                 "takes target, not weights",
		"softmax_vjp float32 1 ulp=1 a b cotangent=1,2":               "cotangent",
		"softmax float32 " + strings.Repeat("1,", 5000) + "1 u=1 a b": "at most 4096",
	} {
		if _, err := Read(strings.NewReader("# comment\n\n" + line + "\n")); err == nil || !strings.Contains(err.Error(), why) || !strings.HasPrefix(err.Error(), "line 3: ") {
			t.Errorf("%.60s: got %v, want one about %s", line, err, why)
		}
	}
}

// TestAdd: lines are only added, whatever their order, and each once.
func TestAdd(t *testing.T) {
	dir := t.TempDir()
	all := rows()
	for i := range all {
		if n, err := Add(dir, all[i:i+1]); n != 1 || err != nil {
			t.Fatalf("row %d: %d, %v", i, n, err)
		}
	}
	if n, err := Add(dir, all); n != 0 || err != nil {
		t.Errorf("a second time: %d, %v", n, err)
	}
	again := all[1]
	again.Error, again.How = 0.98, "climb"
	if n, err := Add(dir, []Row{again}); n != 0 || err != nil {
		t.Errorf("the same row, measured and found otherwise: %d, %v", n, err)
	}
	again.How = Exhaustive
	if n, err := Add(dir, []Row{again}); n != 1 || err != nil {
		t.Errorf("the same row, proved: %d, %v", n, err)
	}
	other := t.TempDir()
	reversed := append([]Row{again}, all...)
	slices.Reverse(reversed)
	if n, err := Add(other, reversed); n != len(reversed) || err != nil {
		t.Errorf("all at once: %d, %v", n, err)
	}
	got, err := In(dir)
	if err != nil || len(got) != len(reversed) {
		t.Errorf("%d rows, %v", len(got), err)
	}
	for _, fn := range function.All() {
		a, _ := os.ReadFile(filepath.Join(dir, string(fn)+extension))
		b, _ := os.ReadFile(filepath.Join(other, string(fn)+extension))
		if string(a) != string(b) {
			t.Errorf("%s depends on the order:\n%s\n%s", fn, a, b)
		}
	}
}

// TestKnown: the committed files are as Add writes them.
func TestKnown(t *testing.T) {
	known, err := Known()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows", len(known))
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, e := range entries {
		data, err := files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		fn, err := function.Parse(strings.TrimSuffix(e.Name(), extension))
		if err != nil {
			t.Errorf("%s is of no function", e.Name())
			continue
		}
		rows, err := of(files, fn)
		if err != nil {
			t.Fatal(err)
		}
		total += len(rows)
		if len(rows) > 0 && string(text(rows)) != string(data) {
			t.Errorf("%s is not as Add writes it: sorted, each line once, with its header", e.Name())
		}
		same := map[string]bool{}
		for i := range rows {
			if same[rows[i].same()] {
				t.Errorf("%s: twice: %s", e.Name(), rows[i].String())
			}
			same[rows[i].same()] = true
		}
	}
	if total != len(known) {
		t.Errorf("%d rows in the files, %d known", total, len(known))
	}
}
