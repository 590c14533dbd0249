package gate

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/hazards"
	"github.com/softulp/softulp/properties/sides"
	"github.com/softulp/softulp/reference"
)

// given returns correctly rounded answers for generated rows of k logits, and for rows
// of NaN and infinities.
func given(t *testing.T, fn function.Function, f dtype.Format, p reference.Profile, k int) (Answers, VerifyOptions) {
	t.Helper()
	b := newBatch(fn, f, 0, k)
	inf := math.Inf(1)
	rows := [][]float64{{math.NaN()}, {-inf}, {1, -inf}}
	if f.HasInf() {
		rows = append(rows, []float64{inf, 0}, []float64{inf})
	}
	for _, h := range hazards.Default(f, 1, 400) {
		if len(h.X) == k {
			rows = append(rows, h.X)
		}
	}
	row := new(reference.Row)
	for n, x := range rows {
		in := function.Logits(x)
		for len(in.X) < k {
			in.X = append(in.X, x[len(in.X)%len(x)])
		}
		if !f.HasInf() {
			for i := range in.X {
				in.X[i] = f.Round(in.X[i])
			}
		}
		in.Target = n % k
		d := sides.DrawModerate(f, rand.New(rand.NewPCG(1, uint64(n))), in.X, fn)
		in.Cotangent, in.Weights = d.Cotangent, d.Weights
		b.Rows++
		b.add(&in)
		y := make([]float64, fn.Outputs(k))
		if err := row.ResetInput(in, p); err != nil {
			t.Fatal(err)
		}
		if err := row.Round(fn, f, y); err != nil {
			t.Fatal(err)
		}
		b.Y = append(b.Y, y...)
	}
	return Answers{"x.npy", b}, VerifyOptions{Program: Program{Name: "y.npy", Function: fn, DType: f, Profile: p, Model: DefaultModel(f)}}
}

func verified(t *testing.T, a Answers, o VerifyOptions) *Implementation {
	t.Helper()
	doc, err := Verify(t.Context(), a, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Implementations) != 1 || doc.Cases != doc.Implementations[0].Rows || doc.Sources[0].Rows != doc.Cases {
		t.Fatalf("%+v", doc)
	}
	return &doc.Implementations[0]
}

// TestVerifyRight: correctly rounded answers pass, of every function, dtype and profile.
func TestVerifyRight(t *testing.T) {
	for _, fn := range function.All() {
		for _, f := range dtype.All() {
			for _, p := range reference.Profiles() {
				a, o := given(t, fn, f, p, 4)
				e := verified(t, a, o)
				if e.Verdict != Pass || e.Unexpected || e.MaxULP > 0.500001 || e.Rows != a.Rows || e.Elements > 0 && e.CorrectlyRounded != 1 || e.Wrong.Any() || e.Profile != string(p) {
					t.Errorf("%s in %v, %s: %s, %s, %v ulp, %v, %+v", fn, f, p, e.Verdict, e.Sentence, e.MaxULP, e.CorrectlyRounded, e.Wrong)
				}
				if e.Elements == 0 && f.Bits() > 8 {
					t.Errorf("%s in %v: nothing was measured", fn, f)
				}
			}
		}
	}
}

// TestVerifyWrong: an answer that is changed is found, in the column of its class, and the
// command shows its row.
func TestVerifyWrong(t *testing.T) {
	x := []float64{1, 2, -0.5, 0.25, 3, -92, 0, 0}
	for _, tt := range []struct {
		name    string
		change  func(y []float64)
		max     float64
		wrong   Classes
		check   string
		row     int
		command string
	}{
		{"far off", func(y []float64) { y[1] = dtype.Float32.Round(y[1] * 1.001) }, 0, Classes{}, "accuracy", 17, "softulp exact -f softmax --dtype float32 0x1p+00 0x1p+01 -0x1p-01 0x1p-02"},
		{"NaN", func(y []float64) { y[5] = math.NaN() }, 0, Classes{NaN: 1}, "accuracy", 18, "softulp exact -f softmax --dtype float32 0x1.8p+01 -0x1.7p+06 0x0p+00 0x0p+00"},
		{"infinity", func(y []float64) { y[0], y[4] = math.Inf(1), math.Inf(-1) }, 0, Classes{Infinity: 2}, "accuracy", 17, "softulp exact -f softmax --dtype float32 0x1p+00 0x1p+01 -0x1p-01 0x1p-02"},
		{"flushed", func(y []float64) { y[5] = 0 }, 0, Classes{Flushed: 1}, "accuracy", 18, "softulp exact -f softmax --dtype float32 0x1.8p+01 -0x1.7p+06 0x0p+00 0x0p+00"},
		{"two units off", func(y []float64) { y[0] = float64(math.Nextafter32(math.Nextafter32(float32(y[0]), 1), 1)) }, 1, Classes{}, "budget", 17, "softulp exact -f softmax --dtype float32 0x1p+00 0x1p+01 -0x1p-01 0x1p-02"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBatch(function.Softmax, dtype.Float32, 2, 4)
			b.X = x
			var row reference.Row
			for i := range b.Rows {
				in := b.Input(i)
				if err := row.ResetInput(in, reference.IEEE); err != nil {
					t.Fatal(err)
				}
				if err := row.Round(b.Function, b.DType, b.Answer(i)); err != nil {
					t.Fatal(err)
				}
			}
			tt.change(b.Y)
			o := VerifyOptions{Program: Program{Name: "y", Function: b.Function, DType: b.DType, Model: DefaultModel(b.DType)}, Row: 17, MaxULP: tt.max}
			e := verified(t, Answers{"x", b}, o)
			if e.Verdict != Fail || !e.Unexpected || *e.Wrong != tt.wrong {
				t.Fatalf("%s, %s, %+v", e.Verdict, e.Sentence, e.Wrong)
			}
			w := e.Worst
			if e.WorstClass != nil {
				w = e.WorstClass
			}
			if w.Row != tt.row || w.Command != tt.command {
				t.Errorf("row %d, %s", w.Row, w.Command)
			}
			failed := 0
			for _, c := range e.Checks {
				if c.Verdict == Fail {
					failed++
					if c.Property != tt.check || c.Counterexample.Command != tt.command {
						t.Errorf("%s: %+v", c.Property, c.Counterexample)
					}
				}
			}
			if failed != 1 {
				t.Errorf("%d checks fail", failed)
			}
		})
	}
}

// TestVerifyProfile: answers by another profile fail, and the finding names it.
func TestVerifyProfile(t *testing.T) {
	a, o := given(t, function.Softmax, dtype.Float32, reference.Limit, 4)
	o.Profile = reference.IEEE
	e := verified(t, a, o)
	if e.Verdict != Fail || e.FitsProfile != "limit" || e.Wrong.LostNaN == 0 || !strings.Contains(e.Checks[1].Why, "--profile limit") {
		t.Errorf("%s, %s, %s, %+v", e.Verdict, e.FitsProfile, e.Sentence, e.Wrong)
	}
	if !strings.HasPrefix(e.WorstClass.Command, "softulp exact -f softmax --dtype float32 ") {
		t.Error(e.WorstClass.Command)
	}
	o.Profile = reference.MaskedZero
	if e := verified(t, a, o); e.Verdict != Fail || !strings.HasPrefix(e.WorstClass.Command, "softulp exact -f softmax --dtype float32 --profile masked-zero ") {
		t.Errorf("%s, %s", e.Verdict, e.WorstClass.Command)
	}
}

// TestVerifyWide: a row that no command line holds is shown by its number.
func TestVerifyWide(t *testing.T) {
	b := newBatch(function.CrossEntropyGrad, dtype.Float64, 3, MaxListed+1)
	b.X, b.Target = make([]float64, 3*b.K), []int64{0, 1, 2}
	o := VerifyOptions{Program: Program{Name: "y", Function: b.Function, DType: b.DType, Model: DefaultModel(b.DType)}, Row: 5}
	o.Command = func(row int) string { return "show " + string(rune('0'+row)) }
	if e := verified(t, Answers{"x", b}, o); e.Verdict != Fail || e.Worst.Command != "show 5" {
		t.Errorf("%s, %+v", e.Verdict, e.Worst)
	}
	o.Command = nil
	if e := verified(t, Answers{"x", b}, o); e.Worst.Command != "" {
		t.Error(e.Worst.Command)
	}
}

// TestVerifyDeterministic: the outcome does not depend on the number of CPUs, nor on the
// parts.
func TestVerifyDeterministic(t *testing.T) {
	a, o := given(t, function.SoftmaxVJP, dtype.Float16, reference.IEEE, 3)
	for i := range a.Y {
		if i%7 == 0 {
			a.Y[i] = dtype.Float16.Round(a.Y[i] * 1.01)
		}
	}
	var texts []string
	for _, workers := range []int{1, 2, 5} {
		o.Workers = workers
		e := verified(t, a, o)
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	if texts[0] != texts[1] || texts[0] != texts[2] {
		t.Errorf("%s\n%s\n%s", texts[0], texts[1], texts[2])
	}
}

func TestVerifyInterrupted(t *testing.T) {
	a, o := given(t, function.Softmax, dtype.Float32, reference.IEEE, 4)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	doc, err := Verify(ctx, a, o)
	if err != nil || !doc.Interrupted || doc.Cases != 0 || doc.Implementations[0].Verdict == Pass && doc.Implementations[0].Rows > 0 {
		t.Errorf("%+v, %v", doc, err)
	}
}

func TestVerifyErrors(t *testing.T) {
	of := func(fn function.Function, change func(b *Batch)) Answers {
		b := newBatch(fn, dtype.Float32, 2, 3)
		b.X, b.Target = make([]float64, 6), []int64{0, 2}
		b.Cotangent, b.Weights = make([]float64, 6), make([]float64, 6)
		change(b)
		return Answers{"x", b}
	}
	for _, tt := range []struct {
		name string
		a    Answers
		want string
	}{
		{"another function", of(function.LogSoftmax, func(b *Batch) { b.Function = function.Softmax }), "answers of softmax"},
		{"another dtype", of(function.Softmax, func(b *Batch) { b.DType = dtype.Float64 }), "in float64"},
		{"no rows", of(function.Softmax, func(b *Batch) { b.Rows = 0 }), "not 0 rows"},
		{"no logits", of(function.Softmax, func(b *Batch) { b.K, b.X = 0, nil }), "there are none"},
		{"logits", of(function.Softmax, func(b *Batch) { b.X = b.X[:5] }), "5 logits are not 2 rows of 3"},
		{"answers", of(function.Softmax, func(b *Batch) { b.Y = b.Y[:3] }), "3 answers for 2 rows"},
		{"too many answers", of(function.LogSumExp, func(b *Batch) { b.Y = make([]float64, 6) }), "6 answers for 2 rows, where logsumexp has 1"},
		{"targets", of(function.CrossEntropy, func(b *Batch) { b.Target = b.Target[:1] }), "1 targets for 2 rows"},
		{"target", of(function.CrossEntropyGrad, func(b *Batch) { b.Target[1] = 3 }), "row 41: target 3 is not in [0, 3)"},
		{"negative target", of(function.CrossEntropy, func(b *Batch) { b.Target[0] = -100 }), "row 40: target -100"},
		{"cotangent", of(function.SoftmaxVJP, func(b *Batch) { b.Cotangent = b.Cotangent[:3] }), "3 cotangent for 6 logits"},
		{"cotangent of NaN", of(function.LogSoftmaxVJP, func(b *Batch) { b.Cotangent[4] = math.NaN() }), "row 41: cotangent[1] is NaN"},
		{"weights", of(function.CrossEntropySoft, func(b *Batch) { b.Weights = nil }), "0 weights"},
		{"weights below 0", of(function.CrossEntropySoftGrad, func(b *Batch) { b.Weights[0] = -1 }), "row 40: weights[0] is -1"},
	} {
		fn := tt.a.Function
		if tt.name == "another function" {
			fn = function.LogSoftmax
		}
		o := VerifyOptions{Program: Program{Function: fn, DType: dtype.Float32, Model: DefaultModel(dtype.Float32)}, Row: 40}
		if doc, err := Verify(t.Context(), tt.a, o); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v, want %q", tt.name, doc, err, tt.want)
		}
	}
	a := of(function.Softmax, func(b *Batch) { b.Y[0] = 0.1 })
	e := verified(t, a, VerifyOptions{Program: Program{Function: function.Softmax, DType: dtype.Float32, Model: DefaultModel(dtype.Float32)}})
	if e.Verdict != Error || !e.Unexpected || !strings.Contains(e.Sentence, "is no float32") {
		t.Errorf("answers that are no numbers of the dtype: %s, %s", e.Verdict, e.Sentence)
	}
	if !reflect.DeepEqual(e.Faults, []Fault(nil)) {
		t.Errorf("%+v", e.Faults)
	}
}
