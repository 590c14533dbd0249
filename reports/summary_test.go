package reports

import (
	"fmt"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
)

// entry returns a passing entry of softmax in float32.
func entry(name string) gate.Implementation {
	return gate.Implementation{Name: name + "/float32", Function: "softmax", DType: "float32", Accumulate: "float32", Verdict: gate.Pass, WorstOverAllowance: 0.25}
}

func TestFailed(t *testing.T) {
	finding := func(name string) gate.Implementation {
		e := entry(name)
		e.Verdict, e.Unexpected = gate.Fail, true
		return e
	}
	unjudged, expected := entry("u"), entry("e")
	unjudged.Verdict = gate.Error
	expected.Verdict, expected.Expected = gate.Fail, "it overflows"
	tests := []struct {
		entries []gate.Implementation
		want    string
	}{
		{nil, "Nothing failed unexpectedly."},
		{[]gate.Implementation{entry("a")}, "Nothing failed unexpectedly."},
		{[]gate.Implementation{expected}, "Nothing failed unexpectedly; 1 failure is expected, as its algorithm explains."},
		{[]gate.Implementation{expected, expected}, "Nothing failed unexpectedly; 2 failures are expected, as their algorithms explain."},
		{[]gate.Implementation{unjudged}, "Nothing that could be judged failed unexpectedly; 1 could not be judged."},
		{[]gate.Implementation{finding("a"), entry("b")}, "1 finding: a/float32 (softmax)."},
		{[]gate.Implementation{finding("b"), finding("a")}, "2 findings: a/float32 (softmax) and b/float32 (softmax)."},
		{[]gate.Implementation{finding("a"), finding("b"), finding("c")}, "3 findings: a/float32 (softmax), b/float32 (softmax) and c/float32 (softmax)."},
		{[]gate.Implementation{finding("a"), finding("b"), finding("c"), finding("d"), finding("e")},
			"5 findings: a/float32 (softmax), b/float32 (softmax), c/float32 (softmax) and 2 more."},
		{[]gate.Implementation{finding("a"), unjudged, expected},
			"1 finding: a/float32 (softmax); 1 could not be judged; 1 failure is expected, as its algorithm explains."},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if got := failed(&Results{Document: &gate.Document{Implementations: tt.entries}}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLookFirst(t *testing.T) {
	near := entry("near")
	near.WorstOverAllowance = 0.93
	expected := entry("expected")
	expected.Verdict, expected.Expected, expected.WorstOverAllowance = gate.Fail, "it overflows", 7
	expected.WorstClass = &gate.Worst{Source: "generated", Row: 4, K: 1, Got: "NaN", Exact: "0x1p+00"}
	finding := entry("finding")
	finding.Verdict, finding.Unexpected = gate.Fail, true
	finding.Worst = &gate.Worst{Source: "digits", Row: 2, K: 1, Got: "0x0p+00", Exact: "0x1p+00", ULP: 3, Allowed: 1}
	bare := finding
	bare.Worst = nil
	tests := []struct {
		name    string
		entries []gate.Implementation
		want    string
	}{
		{"nothing", nil, "There is nothing to look at."},
		{"all pass", []gate.Implementation{entry("far"), near}, "Nearest to its allowance is near/float32 (softmax), at 0.930 of it."},
		{"expected failures are no news", []gate.Implementation{expected, near}, "Nearest to its allowance is near/float32 (softmax), at 0.930 of it."},
		{"but there is nothing else", []gate.Implementation{expected}, "Look first at expected/float32 (softmax): generated row 4, K 1, answer 0: got NaN, exact 0x1p+00 (1)."},
		{"finding", []gate.Implementation{expected, finding}, "Look first at finding/float32 (softmax): digits row 2, K 1, answer 0: got 0x0p+00 (0), exact 0x1p+00 (1), 3.000 ulp of 1.000 allowed."},
		{"finding without an input", []gate.Implementation{bare}, "Look first at finding/float32 (softmax)."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := lookFirst(&Results{Document: &gate.Document{Implementations: tt.entries}}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestVerified(t *testing.T) {
	d := document()
	if got := verified(d); !strings.HasPrefix(got, "Verified 8 implementations of softmax, logsumexp, cross_entropy and softmax_vjp in 4 arithmetics, 9 entries in all,") ||
		!strings.Contains(got, "1,797 rows of digits (K 10) and 2,000 rows of generated (K 0 to 128256)") {
		t.Error(got)
	}
	d.Interrupted = true
	if got := verified(d); !strings.HasPrefix(got, "Interrupted, and what follows is only a part: verified 8") {
		t.Error(got)
	}
}

func TestLeftOut(t *testing.T) {
	of := func(pairs ...[2]int) *gate.Document {
		d := new(gate.Document)
		for _, p := range pairs {
			d.Implementations = append(d.Implementations, gate.Implementation{LeftOut: p[0], Widest: p[1]})
		}
		return d
	}
	for _, tt := range []struct {
		d    *gate.Document
		want string
	}{
		{of(), ""},
		{of([2]int{0, 256}, [2]int{0, 0}), ""},
		{of([2]int{3, 256}), ", without those of more than 256 logits in 1 entry"},
		{of([2]int{3, 256}, [2]int{1, 6625}, [2]int{1, 6625}, [2]int{1, 1}), ", without those of more than 6,625 logits in 2 entries, those of more than 256 logits in 1 entry and those of more than 1 logit in 1 entry"},
	} {
		if got := leftOut(tt.d); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestInputs(t *testing.T) {
	worst, class := &gate.Worst{Row: 1}, &gate.Worst{Row: 2}
	tests := []struct {
		name string
		e    gate.Implementation
		want []*gate.Worst
	}{
		{"none", gate.Implementation{}, nil},
		{"largest error", gate.Implementation{Worst: worst}, []*gate.Worst{worst}},
		{"wrong class", gate.Implementation{WorstClass: class}, []*gate.Worst{class}},
		{"wrong class, the rest allowed", gate.Implementation{Worst: worst, WorstClass: class, WorstOverAllowance: 1}, []*gate.Worst{class}},
		{"both", gate.Implementation{Worst: worst, WorstClass: class, WorstOverAllowance: 1.5}, []*gate.Worst{class, worst}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := inputs(&tt.e)
			if len(got) != len(tt.want) {
				t.Fatalf("%d inputs, want %d", len(got), len(tt.want))
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("input %d is row %d", i, got[i].Row)
				}
			}
		})
	}
}

func TestOutcome(t *testing.T) {
	tests := []struct {
		e    gate.Implementation
		want string
	}{
		{gate.Implementation{Verdict: gate.Pass}, "pass"},
		{gate.Implementation{Verdict: gate.Pass, Conjectured: true}, "pass~"},
		{gate.Implementation{Verdict: gate.Pass, VacuousElements: 3}, "pass^"},
		{gate.Implementation{Verdict: gate.Pass, Conjectured: true, VacuousElements: 3}, "pass~^"},
		{gate.Implementation{Verdict: gate.Fail}, "expected"},
		{gate.Implementation{Verdict: gate.Fail, Unexpected: true}, "FINDING"},
		{gate.Implementation{Verdict: gate.Error}, "error"},
		{gate.Implementation{Verdict: gate.Unsupported}, "unsupported"},
	}
	for _, tt := range tests {
		if got := outcome(&tt.e); got != tt.want {
			t.Errorf("%+v: got %s, want %s", tt.e, got, tt.want)
		}
	}
}

func TestCell(t *testing.T) {
	tests := []struct {
		e    *gate.Implementation
		want string
	}{
		{nil, ""},
		{&gate.Implementation{Verdict: gate.Pass, MaxULP: 0.5}, "0.500"},
		{&gate.Implementation{Verdict: gate.Fail, MaxULP: 31}, "31.00*"},
		{&gate.Implementation{Verdict: gate.Fail, MaxULP: 31, WrongClassRows: 1}, "inf*"},
		{&gate.Implementation{Verdict: gate.Fail, MaxULP: 8388608, Unexpected: true}, "8.4e+06!"},
		{&gate.Implementation{Verdict: gate.Error, MaxULP: 1}, "error"},
		{&gate.Implementation{Verdict: gate.Unsupported}, "-"},
	}
	for _, tt := range tests {
		if got := cell(tt.e); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.e, got, tt.want)
		}
	}
}
