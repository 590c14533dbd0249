package gate

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/hazards"
)

// report runs to the end, checks what holds of every document, and takes away
// what differs from run to run.
func report(t *testing.T, o Options) *Document {
	t.Helper()
	d, err := Report(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := time.Parse(time.RFC3339, d.Date); err != nil || !(d.Seconds >= 0) {
		t.Errorf("date %q, %g s", d.Date, d.Seconds)
	}
	d.Date, d.Seconds = "", 0
	if d.Schema != Schema || d.Seed != o.Seed || d.Profile != "ieee" || d.Go != runtime.Version() || d.Arch != runtime.GOARCH || d.Interrupted {
		t.Errorf("head of the document: %+v", *d)
	}
	cases := 0
	for _, e := range d.Implementations {
		cases += e.Rows
		if !(e.MeanULP <= e.MaxULP && e.P99ULP <= e.MaxULP && e.MeanULP >= 0 && e.CorrectlyRounded >= 0 && e.CorrectlyRounded <= 1) {
			t.Errorf("%s %s: mean %g, p99 %g, max %g, %g correct", e.Function, e.Name, e.MeanULP, e.P99ULP, e.MaxULP, e.CorrectlyRounded)
		}
		if (e.Worst == nil) != (e.Elements == 0) || (e.WorstClass == nil) != (e.WrongClassRows == 0) {
			t.Errorf("%s %s: worst %v of %d elements, %v of %d rows", e.Function, e.Name, e.Worst, e.Elements, e.WorstClass, e.WrongClassRows)
		}
	}
	if d.Cases != cases {
		t.Errorf("%d cases, but the entries have %d", d.Cases, cases)
	}
	encode(t, d)
	return d
}

// encode writes the document as JSON and reads it again.
func encode(t *testing.T, d *Document) string {
	t.Helper()
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatalf("cannot be encoded: %v", err)
	}
	back := new(Document)
	if err := json.Unmarshal(b, back); err != nil || !reflect.DeepEqual(back, d) {
		t.Errorf("reading the JSON again gives another document (%v)", err)
	}
	return string(b)
}

// small are few generated rows; the real logits come on top.
func small() Options {
	return Options{Seed: 1, Rows: 40, Implementations: []string{"shifted", "naive"},
		Functions: []function.Function{function.Softmax}, DTypes: []dtype.Format{dtype.Float8E5M2}}
}

// matrixOf are rows for every function in no time.
func matrixOf(rows, k int) *Input {
	r := rand.New(rand.NewPCG(5, 6))
	data := make([]float64, rows*k)
	for i := range data {
		data[i] = float64(r.NormFloat64() * 20)
	}
	return &Input{Name: "random", Rows: rows, K: k, Data: data}
}

func TestReportDeterministic(t *testing.T) {
	same := func(t *testing.T, o Options) *Document {
		one, three := o, o
		one.Workers, three.Workers = 1, 3
		d1, d3 := report(t, one), report(t, three)
		if a, b := encode(t, d1), encode(t, d3); a != b {
			t.Errorf("1 and 3 goroutines differ:\n%s\n%s", a, b)
		}
		return d1
	}
	t.Run("input", func(t *testing.T) {
		same(t, Options{Input: matrixOf(60, 5), Implementations: []string{"shifted", "naive", "log-of-softmax", "int8", "fused", "direct", "jacobian"}})
	})
	t.Run("generated", func(t *testing.T) {
		if testing.Short() {
			t.Skip("judges the real logits three times")
		}
		d1 := same(t, small())
		other := small()
		other.Seed = 2
		d2 := report(t, other)
		differs := false
		for i, e := range d2.Implementations {
			differs = differs || e.MeanULP != d1.Implementations[i].MeanULP
		}
		if !differs {
			t.Error("another seed gives the same errors")
		}
	})
}

// TestReportAlone holds an entry against that of a run without the others.
func TestReportAlone(t *testing.T) {
	in := &Input{Name: "rows", Rows: 5, K: 3, Data: []float64{
		0, 0, 0, 1, 2, 3, 0, -200, -1, 0, -95, -110, 100, 50, 20}}
	fns := []function.Function{function.LogSoftmax, function.Softmax, function.SoftmaxVJP, function.CrossEntropyGrad}
	all := report(t, Options{Input: in, Functions: fns})
	for _, name := range []string{"log-of-softmax", "schraudolph", "int8", "exp-minus-lse", "product-first", "minus-sum"} {
		alone := report(t, Options{Input: in, Implementations: []string{name}, Functions: fns})
		for _, e := range alone.Implementations {
			found := false
			for _, other := range all.Implementations {
				if other.Name == e.Name && other.Function == e.Function {
					found = true
					if !reflect.DeepEqual(e, other) {
						a, _ := json.Marshal(e)
						b, _ := json.Marshal(other)
						t.Errorf("alone\n%s\nbeside others\n%s", a, b)
					}
				}
			}
			if !found {
				t.Errorf("no entry %s %s in the run with all", e.Function, e.Name)
			}
		}
	}
}

func TestReportSources(t *testing.T) {
	if testing.Short() {
		t.Skip("judges the real logits")
	}
	o := small()
	o.Implementations = []string{"shifted"}
	d := report(t, o)
	rows := 0
	for i, s := range d.Sources {
		rows += s.Rows
		if s.Name == "" || s.About == "" || s.Rows == 0 || s.MinK < 0 || s.MaxK < s.MinK {
			t.Errorf("source %d: %+v", i, s)
		}
		if s.Name == "generated" && s.Rows != 40 {
			t.Errorf("%d generated rows, want 40", s.Rows)
		}
		if want := len(hazards.Special(dtype.Float8E5M2)); s.Name == "special" && s.Rows != want {
			t.Errorf("%d special rows, want %d", s.Rows, want)
		}
	}
	if n := len(d.Sources); n < 4 || d.Sources[n-3].Name != "generated" || d.Sources[n-2].Name != "special" || d.Sources[n-1].Name != "worst" {
		t.Errorf("sources: %+v", d.Sources)
	}
	for _, e := range d.Implementations {
		if e.Rows != rows || e.Verdict != Pass || e.Unexpected {
			t.Errorf("%s %s: %d rows of %d, %s: %s", e.Function, e.Name, e.Rows, rows, e.Verdict, e.Sentence)
		}
	}
}

// TestReportByHand has softmax(0, 0) = (1/2, 1/2), which every algorithm gets
// right, and softmax(1, 2, 3), whose float32 error is known from its digits.
func TestReportByHand(t *testing.T) {
	o := Options{DTypes: []dtype.Format{dtype.Float32}, Implementations: []string{"shifted"}, Functions: []function.Function{function.Softmax}}
	o.Input = &Input{Name: "flat", Rows: 2, K: 2, Data: []float64{0, 0, 3, 3}}
	e := report(t, o).Implementations[0]
	if e.Rows != 2 || e.Elements != 4 || e.MaxULP != 0 || e.MeanULP != 0 || e.P99ULP != 0 || e.CorrectlyRounded != 1 || e.WorstOverAllowance != 0 {
		t.Errorf("flat rows: %+v", e)
	}
	o.Input = &Input{Name: "steps", Rows: 1, K: 3, Data: []float64{1, 2, 3}}
	d := report(t, o)
	e = d.Implementations[0]
	// The exact answers to 30 digits and the spacings of their binades, from
	// which the errors of the three answers follow.
	exact := []float64{0.0900305731703804579980221460, 0.2447284710547976318, 0.6652409557748218893}
	spacing := []float64{0x1p-27, 0x1p-26, 0x1p-24}
	im := find(t, "shifted", function.Softmax)
	y := make([]float64, 3)
	im.Compute(float32s, y, function.Logits([]float64{1, 2, 3}))
	var sum, worst float64
	correct := 0
	for i := range y {
		ulp := math.Abs(y[i]-exact[i]) / spacing[i]
		sum, worst = sum+ulp, max(worst, ulp)
		if ulp <= 0.5 {
			correct++
		}
	}
	near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-6 }
	if e.Elements != 3 || !near(e.MaxULP, worst) || !near(e.MeanULP, sum/3) || e.P99ULP != e.MaxULP || !near(e.CorrectlyRounded, float64(correct)/3) {
		t.Errorf("max %g, mean %g, correct %g; want %g, %g, %d of 3", e.MaxULP, e.MeanULP, e.CorrectlyRounded, worst, sum/3, correct)
	}
	w := e.Worst
	if w == nil || w.Source != "steps" || w.Row != 0 || w.K != 3 || w.Truncated || w.From != 0 ||
		strings.Join(w.X, " ") != "0x1p+00 0x1p+01 0x1.8p+01" || w.Got != hex(y[w.Index]) || w.Exact != hex(float64(float32(exact[w.Index]))) {
		t.Errorf("worst: %+v", w)
	}
	if !strings.Contains(w.Command, "softulp report") || !strings.Contains(w.Command, `--input "steps"`) || !strings.Contains(w.Command, "--impl shifted") {
		t.Errorf("command: %q", w.Command)
	}
	if want := (Source{Name: "steps", About: d.Sources[0].About, Rows: 1, MinK: 3, MaxK: 3, Answers: 3}); len(d.Sources) != 1 || d.Sources[0] != want {
		t.Errorf("sources: %+v", d.Sources)
	}
}

// TestReportWide lists the logits around the answer in question only.
func TestReportWide(t *testing.T) {
	data := make([]float64, 1000)
	for i := range data {
		data[i] = float64(i%10) / 3
	}
	o := Options{DTypes: []dtype.Format{dtype.Float32}, Implementations: []string{"schraudolph", "shifted"}, Input: &Input{Name: "wide", Rows: 1, K: 1000, Data: data}}
	for _, e := range report(t, o).Implementations {
		w := e.Worst
		if len(w.X) != MaxListed || !w.Truncated || w.K != 1000 || w.From < 0 || w.From+MaxListed > 1000 {
			t.Fatalf("%s %s: %d logits from %d of %d, truncated %t", e.Function, e.Name, len(w.X), w.From, w.K, w.Truncated)
		}
		if e.Function != "logsumexp" && !(w.From <= w.Index && w.Index < w.From+MaxListed) {
			t.Errorf("%s %s: answer %d, logits from %d", e.Function, e.Name, w.Index, w.From)
		}
		if w.X[0] != hex(float64(float32(data[w.From]))) {
			t.Errorf("%s %s: logit %d is %s", e.Function, e.Name, w.From, w.X[0])
		}
	}
}

// TestReportRoundsInput gives logits that no dtype but float64 has.
func TestReportRoundsInput(t *testing.T) {
	data := []float64{0.1, 0.7, -1.3}
	o := Options{Input: &Input{Name: "tenths", Rows: 1, K: 3, Data: data}, Implementations: []string{"shifted"}, Functions: []function.Function{function.Softmax}}
	seen := map[string]bool{}
	for _, e := range report(t, o).Implementations {
		f, err := dtype.Parse(e.DType)
		if err != nil {
			t.Fatal(err)
		}
		seen[e.DType] = true
		for i, x := range e.Worst.X {
			if x != hex(f.Round(data[i])) {
				t.Errorf("%s: logit %d is %s, want %s", e.Name, i, x, hex(f.Round(data[i])))
			}
		}
		if e.Verdict != Pass {
			t.Errorf("%s: %s", e.Name, e.Sentence)
		}
	}
	if len(seen) != len(dtype.All()) {
		t.Errorf("dtypes: %v", seen)
	}
	if data[0] != 0.1 || data[1] != 0.7 || data[2] != -1.3 {
		t.Errorf("the input was written to: %v", data)
	}
}

func TestReportErrors(t *testing.T) {
	for name, test := range map[string]struct {
		o    Options
		want string
	}{
		"unknown implementation": {Options{Implementations: []string{"shifted", "nonesuch"}}, `unknown implementation "nonesuch"`},
		"empty combination":      {Options{Implementations: []string{"naive"}, Functions: []function.Function{function.LogSumExp}}, "combination"},
		"too few numbers":        {Options{Input: &Input{Name: "a.npy", Rows: 2, K: 3, Data: make([]float64, 5)}}, "a.npy: 5 numbers are not 2 rows of 3"},
		"too many numbers":       {Options{Input: &Input{Name: "a.npy", Rows: 2, K: 3, Data: make([]float64, 7)}}, "7 numbers"},
		"negative":               {Options{Input: &Input{Name: "a.npy", Rows: -2, K: -3, Data: make([]float64, 6)}}, "6 numbers"},
		"a product that wraps":   {Options{Input: &Input{Name: "a.npy", Rows: math.MaxInt/2 + 1, K: 4}}, "0 numbers"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			d, err := Report(ctx, test.o)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if d != nil {
				t.Errorf("a document beside an error")
			}
		})
	}
}

func TestReportInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	d, err := Report(ctx, small())
	if err != nil {
		t.Fatal(err)
	}
	if !d.Interrupted || d.Cases != 0 {
		t.Errorf("interrupted %t, %d cases, want true, 0", d.Interrupted, d.Cases)
	}
	encode(t, d)

	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	o := small()
	o.Workers, o.Rows = 2, 0
	o.Progress = func(done, _ int) {
		if done == 100 {
			cancel()
		}
	}
	if d, err = Report(ctx, o); err != nil {
		t.Fatal(err)
	}
	encode(t, d)
	for _, e := range d.Implementations {
		// Each goroutine ends the row that it is at.
		if e.Rows < 100 || e.Rows > 102 {
			t.Errorf("%s %s: %d rows, want 100 to 102", e.Function, e.Name, e.Rows)
		}
		if e.Unexpected {
			t.Errorf("%s %s: a finding: %s", e.Function, e.Name, e.Sentence)
		}
	}
	if !d.Interrupted {
		t.Error("not marked as interrupted")
	}
}

func TestReportProgress(t *testing.T) {
	o := Options{Implementations: []string{"shifted", "online"}, Input: &Input{Name: "rows", Rows: 50, K: 2, Data: make([]float64, 100)},
		DTypes: []dtype.Format{dtype.Float32, dtype.Float16}, Workers: 3}
	last, calls := 0, 0
	o.Progress = func(done, total int) {
		calls++
		if done != last+1 || total != 100 {
			t.Errorf("%d of %d after %d, want 100 steps of 1", done, total, last)
		}
		last = done
	}
	report(t, o)
	if calls != 100 || last != 100 {
		t.Errorf("%d calls, the last of %d, want 100, 100", calls, last)
	}
}

// TestReportEmptyInput has no rows, or rows of nothing.
func TestReportEmptyInput(t *testing.T) {
	o := Options{DTypes: []dtype.Format{dtype.Float32}, Implementations: []string{"shifted"}}
	for _, in := range []Input{{Name: "no rows", K: 3}, {Name: "no columns", Rows: 4}} {
		o.Input = &in
		d := report(t, o)
		for _, e := range d.Implementations {
			if e.Rows != in.Rows || e.Elements != 0 || (e.Verdict == Pass) != (in.Rows > 0) {
				t.Errorf("%s: %s %s: %d rows, %s: %s", in.Name, e.Function, e.Name, e.Rows, e.Verdict, e.Sentence)
			}
		}
	}
}
