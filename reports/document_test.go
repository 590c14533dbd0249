package reports

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/softulp/softulp/gate"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares got with the file in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("differs from %s (run with -update and look at the change):\n%s", path, got)
	}
}

// document is a run with every kind of entry in it.
func document() *gate.Document {
	target := 1
	overflow := "exp overflows without a shift: logits above 88.72"
	return &gate.Document{
		Schema: gate.Schema, Seed: 7, Profile: "ieee", Go: "go1.26", Arch: "amd64",
		Date: "2026-01-02T03:04:05Z", Seconds: 1.5, Cases: 123456,
		Sources: []gate.Source{
			{Name: "digits", About: "Logits of a softmax regression on handwritten digits.", Rows: 1797, MinK: 10, MaxK: 10, Real: true, Answers: 37737, Enclosed: 2},
			{Name: "generated", About: "Widths and hazards of every kind.", Rows: 2000, MinK: 0, MaxK: 128256, Answers: 123456789, Enclosed: 4321},
		},
		Implementations: []gate.Implementation{
			{
				Name: "naive/float32", Function: "softmax", DType: "float32", Accumulate: "float32",
				Verdict: gate.Fail, Sentence: "Fails as expected.", Expected: overflow,
				Rows: 3797, WrongClassRows: 1250, Elements: 70000,
				MaxULP: 8388608, MeanULP: 0.4, P99ULP: 2.02, CorrectlyRounded: 0.91, WorstOverAllowance: 1234.5,
				Worst: &gate.Worst{Source: "generated", Row: 5, Hazard: "underflow", K: 2, X: []string{"0x1p+0", "0x1p+1"}, Index: 1,
					Got: "0x0p+00", Exact: "0x1p-126", ULP: 8388608, Allowed: 6795.2, Command: "softulp exact -f softmax --dtype float32 0x1p+0 0x1p+1"},
				WorstClass: &gate.Worst{Source: "generated", Row: 34, Hazard: "overflow", K: 3, X: []string{"0x1.9p+6", "0x1p+0", "-inf"}, Index: 0,
					Got: "NaN", Exact: "0x1p+00", Command: "softulp exact -f softmax --dtype float32 0x1.9p+6 0x1p+0 -inf"},
				Checks: []gate.CheckResult{{Property: "accuracy", Verdict: gate.Fail, Cases: 3797, Worst: 1234.5, Allowed: 1, Why: "Section 5 bounds every answer."}},
			},
			{
				Name: "naive/float64", Function: "softmax", DType: "float64", Accumulate: "float64",
				Verdict: gate.Fail, Expected: overflow, Sentence: "Fails as expected.",
				Rows: 3797, WrongClassRows: 3, Elements: 80000,
				MaxULP: 12.301, MeanULP: 0.3, P99ULP: 1.02, CorrectlyRounded: 0.95, WorstOverAllowance: 0.9,
				WorstClass: &gate.Worst{Source: "generated", Row: 35, Hazard: "overflow", K: 1, X: []string{"0x1.9p+9"},
					Got: "NaN", Exact: "0x1p+00", Command: "softulp exact -f softmax --dtype float64 0x1.9p+9"},
			},
			{
				Name: "shifted/float32", Function: "softmax", DType: "float32", Accumulate: "float32",
				Verdict: gate.Pass, Sentence: "Within its allowance.",
				Rows: 3797, Elements: 80000, MaxULP: 1.52, MeanULP: 0.2649, P99ULP: 1.01, CorrectlyRounded: 0.9999, WorstOverAllowance: 0.4101,
				Worst: &gate.Worst{Source: "digits", Row: 12, K: 10, X: []string{"0x1p+0"}, From: 3, Index: 3, Got: "0x1.8p-4", Exact: "0x1.800002p-4",
					ULP: 1.52, Allowed: 3.71, Command: "softulp report --impl shifted", Truncated: true},
			},
			{
				Name: "online/float16+float32", Function: "softmax", DType: "float16", Accumulate: "float32",
				Verdict: gate.Fail, Unexpected: true, Sentence: "The answer to row 9 of digits is 3.2 ulp off, and 0.6 are allowed.",
				Rows: 3797, Elements: 80000, MaxULP: 3.2, MeanULP: 0.25, P99ULP: 0.5, CorrectlyRounded: 0.98, WorstOverAllowance: 5.4,
				Worst: &gate.Worst{Source: "digits", Row: 9, K: 10, X: []string{"0x1p+0"}, Index: 3, Got: "0x1.8p-4", Exact: "0x1.81p-4",
					ULP: 3.2, Allowed: 0.6, Command: "softulp report --impl online/float16+float32 -f softmax --seed 7"},
				Checks: []gate.CheckResult{
					{Property: "ties", Verdict: gate.Pass, Cases: 10},
					{Property: "sum-to-one", Verdict: gate.Fail, Cases: 10, Worst: 2.5, Allowed: 1, Why: "The sum keeps within its bound whatever exp loses."}},
			},
			{
				Name: "table/float8_e4m3fn+float32", Function: "softmax", DType: "float8_e4m3fn", Accumulate: "float32",
				Verdict: gate.Pass, Conjectured: true, Rows: 10, Elements: 10, MaxULP: 0.5, MeanULP: 0.125, P99ULP: 0.5, CorrectlyRounded: 1, WorstOverAllowance: 0.99999,
			},
			{
				Name: "gone/float32", Function: "logsumexp", DType: "float32", Accumulate: "float32",
				Verdict: gate.Error, Sentence: "It could not be judged: it did not start.",
			},
			{
				Name: "narrow/float32", Function: "logsumexp", DType: "float32", Accumulate: "float32",
				Verdict: gate.Unsupported, Sentence: "It declined.",
			},
			{
				Name: "chained/float32", Function: "cross_entropy", DType: "float32", Accumulate: "float32",
				Verdict: gate.Fail, Unexpected: true, Sentence: "It is too far off.",
				Rows: 3700, Elements: 3600, LeftOut: 97, Widest: 6625, MaxULP: 1.4e7, MeanULP: 3.5, P99ULP: 9.1, CorrectlyRounded: 0.5, WorstOverAllowance: 1.1,
				Worst: &gate.Worst{Source: "digits", Row: 3, Aim: "label", K: 2, X: []string{"0x1p+0", "0x1p+1"},
					Sides: gate.Sides{Target: &target, Temperature: "0x1p-01", Smoothing: "0x1p-10"},
					Got:   "0x0p+00", Exact: "0x1p-24", ULP: 1.4e7, Allowed: 1.3e7, Command: "softulp report --impl chained"},
				Checks: []gate.CheckResult{{Property: "smoothing", Verdict: gate.Fail, Cases: 10, Worst: 2.5, Allowed: 1, Why: "It is a mixture.",
					Counterexample: &gate.Counterexample{X: []string{"0x1p+0"}, Sides: gate.Sides{Target: new(int)}, Got: []string{"0x0p+00"}, Exact: []string{"0x1p-24"}, Seed: "case 3, seed 4"}}},
			},
			{
				Name: "jacobian/float64", Function: "softmax_vjp", DType: "float64", Accumulate: "float64",
				Verdict: gate.Pass, Sentence: "Within its allowance.",
				Rows: 3300, Elements: 50000, LeftOut: 497, Widest: 256, MaxULP: 1.02e300, MeanULP: 2.5e298, P99ULP: 12.5, CorrectlyRounded: 0.4, WorstOverAllowance: 0.4,
				Worst: &gate.Worst{Source: "generated", Row: 8, Hazard: "ties-grid", Aim: "cancelling-grid", K: 3, X: []string{"0x1p+0", "0x1p+0", "0x0p+0"},
					Sides: gate.Sides{Cotangent: []string{"0x1p+0", "0x1.8p+1", "0x1p+1"}}, Index: 2,
					Got: "0x1p-54", Exact: "0x0p+00", ULP: 1.02e300, Allowed: 4.1e300, Command: "softulp report --impl jacobian"},
			},
		},
	}
}

// hostile is a document whose every string tries to break out.
func hostile() *gate.Document {
	const (
		escape = "\x1b[2J\x1b]0;owned\a"
		markup = "|x|`</td><script>alert(1)</script>[a](http://b)*_~~\n# h\n"
		bidi   = "\u202egpj.exe\u200b\u2028\xff\x00\r"
	)
	long := make([]byte, 10000)
	for i := range long {
		long[i] = 'a' + byte(i%26)
	}
	s := escape + markup + bidi
	w := &gate.Worst{Source: s, Row: 1, Hazard: s + string(long), Aim: s, K: 1, X: []string{s},
		Sides: gate.Sides{Cotangent: []string{s}, Temperature: s, Smoothing: s}, Got: s, Exact: s, ULP: 2, Allowed: 1, Command: s + "```" + string(long)}
	d := &gate.Document{
		Schema: gate.Schema, Profile: s, Go: s, Arch: s, Date: s, Interrupted: true, Cases: 1,
		Sources: []gate.Source{{Name: s, About: s + string(long), Rows: 1, MinK: 1, MaxK: 1}},
	}
	for i, v := range []gate.Verdict{gate.Fail, gate.Pass, gate.Error, gate.Fail, gate.Verdict(s)} {
		d.Implementations = append(d.Implementations, gate.Implementation{
			Name: s + string(long[i:]), Function: s, DType: s, Accumulate: s + "+_", Verdict: v, Sentence: s + string(long),
			Expected: s, Unexpected: i == 0, Rows: 1, WrongClassRows: 1, Elements: 1,
			MaxULP: 1.7e308, MeanULP: 1.7e308, P99ULP: 1.7e308, CorrectlyRounded: 0, WorstOverAllowance: 1.7e308,
			Worst: w, WorstClass: w, Checks: []gate.CheckResult{{Property: s, Verdict: gate.Fail, Why: s + string(long), Worst: 1e300, Allowed: 1}},
		})
	}
	return d
}
