package killmatrix

import (
	"reflect"
	"testing"
)

func example() *Matrix {
	x := &Counterexample{X: []string{"0x0p+00", "-0x1.68p+06"}, Index: 1, Got: "0x0p+00", Exact: "0x1p-130"}
	return &Matrix{
		Seed: 7, Cases: 600, Killed: 2, OnlySoftulp: 1, Findings: []string{},
		Suites: []Suite{{"PyTorch", 1, 4, 1.5}, {"SciPy", 0, 1, 40}},
		Rows: []Row{
			{Name: "no-max-sub", Severity: "catastrophic", KilledBy: "accuracy", Cases: 3, MS: 0.04, Counterexample: x,
				Suites: map[string]Outcome{"PyTorch": Caught, "SciPy": NotApplicable}},
			{Name: "exp-ftz", Severity: "subtle", KilledBy: "ties", Cases: 17, MS: 120, Counterexample: x, OnlySoftulp: true,
				Suites: map[string]Outcome{"PyTorch": Missed, "SciPy": Indiscriminate}},
			{Name: "survivor", Severity: "subtle", Cases: 600, MS: 1400, Suites: map[string]Outcome{"PyTorch": Missed, "SciPy": "unheard of"}},
			{Name: "the-same", Severity: "subtle", Equivalent: "it is right", Cases: 600, MS: 1300, Suites: map[string]Outcome{"PyTorch": Missed}},
			{Name: "void", Severity: "subtle", Void: "order", Cases: 9, MS: 1, Counterexample: x, Suites: map[string]Outcome{}},
		},
	}
}

func TestTables(t *testing.T) {
	tests := []struct {
		name string
		got  Table
		want Table
	}{
		{"kills", Kills(example()), Table{
			Header: []string{"mutant", "severity", "killed by", "cases", "ms", "counterexample"}, Numbers: []int{3, 4},
			Rows: [][]string{
				{"no-max-sub", "catastrophic", "accuracy", "3", "0.0", "[0 -90]"},
				{"exp-ftz", "subtle", "ties", "17", "120.0", "[0 -90]"},
				{"survivor", "subtle", "survives", "600", "1400.0", ""},
				{"the-same", "subtle", "equivalent", "600", "1300.0", ""},
				{"void", "subtle", "order (void)", "9", "1.0", "[0 -90]"},
			},
		}},
		{"side by side", SideBySide(example()), Table{
			Header: []string{"mutant", "softulp", "PyTorch", "SciPy"},
			Rows: [][]string{
				{"no-max-sub", "kills", "kills", ""},
				{"exp-ftz", "alone", "-", "(kills)"},
				{"survivor", "-", "-", "unheard of"},
				{"the-same", "-", "-", ""},
				{"void", "-", "", ""},
			},
		}},
		{"totals", Totals(example()), Table{
			Header: []string{"suite", "kills", "of", "ms in all"}, Numbers: []int{1, 2, 3},
			Rows: [][]string{{"softulp", "2", "5", "2821.0"}, {"PyTorch", "1", "4", "1.5"}, {"SciPy", "0", "1", "40.0"}},
		}},
		{"kills of none", Kills(&Matrix{}), Table{Header: []string{"mutant", "severity", "killed by", "cases", "ms", "counterexample"}, Numbers: []int{3, 4}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !reflect.DeepEqual(tt.got, tt.want) {
				t.Errorf("got %+v, want %+v", tt.got, tt.want)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	interrupted := example()
	interrupted.NotJudged = []string{"a", "b"}
	tests := []struct{ got, want string }{
		{Summary(example()), "2 of 5 mutants killed, 1 of them by no other suite; seed 7, at most 600 cases each"},
		{Summary(interrupted), "2 of 5 mutants killed, 1 of them by no other suite; seed 7, at most 600 cases each; interrupted, 2 of 7 not judged"},
		{Times(example()), "median 120.0 ms, maximum 1400.0 ms"},
		{Times(&Matrix{}), ""},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestLogits(t *testing.T) {
	zeros := func(n int) []string {
		x := make([]string, n)
		for i := range x {
			x[i] = "0x0p+00"
		}
		return x
	}
	tests := []struct {
		x    []string
		want string
	}{
		{nil, "[]"},
		{[]string{"0x1.999999999999ap-04", "-0x1.8p+01", "+Inf", "NaN", "-0x0p+00"}, "[0.1 -3 +Inf NaN -0]"},
		{zeros(6), "[0 0 0 0 0 0]"},
		{zeros(7), "[0 0 0 0 0 0 … K = 7]"},
		{[]string{"-0x1p-126", "0x1.fffffep+127", "0x1p-149"}, "[-1.1754943508222875e-38 3.4028234663852886e+38 … K = 3]"},
		{[]string{"one"}, "[one]"},
	}
	for _, tt := range tests {
		if got := logits(tt.x); got != tt.want {
			t.Errorf("logits(%v) = %s, want %s", tt.x, got, tt.want)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		sorted []float64
		want   float64
	}{{[]float64{3}, 3}, {[]float64{1, 3}, 2}, {[]float64{1, 3, 9}, 3}} {
		if got := median(tt.sorted); got != tt.want {
			t.Errorf("median of %v is %v", tt.sorted, got)
		}
	}
}

// TestInput: what goes with a row is written behind it.
func TestInput(t *testing.T) {
	x, target := []string{"0x1p+00", "0x1p+01"}, 1
	for _, tt := range []struct {
		c    Counterexample
		want string
	}{
		{Counterexample{X: x}, "[1 2]"},
		{Counterexample{X: x, Target: new(int)}, "[1 2] target 0"},
		{Counterexample{X: x, Target: &target, Temperature: "0x1p-01", Smoothing: "0x1p-02"}, "[1 2] target 1 temperature 0.5 smoothing 0.25"},
		{Counterexample{X: x, Cotangent: []string{"-0x1p+00", "0x0p+00"}}, "[1 2] cotangent [-1 0]"},
		{Counterexample{X: []string{}, Weights: []string{}, Temperature: "x"}, "[] weights [] temperature x"},
	} {
		if got := tt.c.input(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
