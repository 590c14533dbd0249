package signal

import (
	"slices"
	"strings"
	"testing"
)

// laboratory returns a report with every finding that claims cite; it holds.
func laboratory() *Report {
	r := &Report{Seed: 1}
	for _, e := range All() {
		result := &Result{Name: e.Name}
		for _, c := range Claims() {
			for _, name := range slices.Concat(c.For, c.Against) {
				experiment, finding, _ := strings.Cut(name, "/")
				if _, ok := r.finding(name); !ok && experiment == e.Name {
					result.Findings = append(result.Findings, Finding{Name: finding, Holds: true})
				}
			}
		}
		r.Results = append(r.Results, result)
	}
	return r
}

// TestClaims: with all findings holding, every claim has a verdict, and says the rest where that
// is "only if".
func TestClaims(t *testing.T) {
	claims := laboratory().Claims()
	if len(claims) != len(Claims()) {
		t.Fatalf("%d claims of %d", len(claims), len(Claims()))
	}
	for _, c := range claims {
		switch {
		case c.Verdict == Undecided:
			t.Errorf("%q is undecided", c.Statement)
		case (c.Verdict == OnlyIf) != (c.When != ""):
			t.Errorf("%q is %q with the condition %q", c.Statement, c.Verdict, c.When)
		case !strings.HasSuffix(c.Statement, ".") || c.When != "" && !strings.HasSuffix(c.When, "."):
			t.Errorf("%q, only if %q: no sentences", c.Statement, c.When)
		case len(c.Pro) != len(c.For) || len(c.Contra) != len(c.Against) || len(c.Experiments) == 0:
			t.Errorf("%q cites %d and %d, of %v", c.Statement, len(c.Pro), len(c.Contra), c.Experiments)
		}
	}
}

// TestWeigh: findings that do not hold, or are not there, leave a claim undecided.
func TestWeigh(t *testing.T) {
	r := &Report{Results: []*Result{{Name: "e", Findings: []Finding{{Name: "yes", Holds: true}, {Name: "also", Holds: true}, {Name: "no"}}}}}
	for _, tt := range []struct {
		claim Claim
		want  Verdict
	}{
		{Claim{For: []string{"e/yes"}}, True},
		{Claim{Against: []string{"e/yes"}}, False},
		{Claim{For: []string{"e/yes"}, Against: []string{"e/also"}}, OnlyIf},
		{Claim{For: []string{"e/yes", "e/no"}}, Undecided},
		{Claim{Against: []string{"e/no"}}, Undecided},
		{Claim{For: []string{"e/none"}}, Undecided},
		{Claim{}, Undecided},
	} {
		w := r.Weigh(tt.claim)
		if w.Verdict != tt.want {
			t.Errorf("%+v: %s, want %s", tt.claim, w.Verdict, tt.want)
		}
	}
	w := r.Weigh(Claim{For: []string{"e/yes"}, Against: []string{"e/also", "f/none"}})
	if len(w.Pro) != 1 || w.Pro[0].Name != "e/yes" || len(w.Contra) != 1 || !slices.Equal(w.Experiments, []string{"e", "f"}) {
		t.Errorf("%+v", w)
	}
}

// TestNoClaims: claims rest on all experiments.
func TestNoClaims(t *testing.T) {
	r := laboratory()
	r.Incomplete = true
	if r.Claims() != nil {
		t.Error("an interrupted run has claims")
	}
	r = laboratory()
	r.Results = r.Results[1:]
	if r.Claims() != nil {
		t.Error("a part of the experiments has claims")
	}
}
