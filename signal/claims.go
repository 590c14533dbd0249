package signal

import (
	"slices"
	"strings"
)

// Claim is a common statement about softmax, and the findings that speak of it.
type Claim struct {
	// Statement is what is said: "Log-softmax avoids overflow and underflow."
	Statement string
	// Source says where, for those that stand in one place.
	Source string
	// For and Against cite findings, "experiment/finding", under which the statement
	// is true, and under which it is not.
	For, Against []string
	// When completes "only if", for statements that are true here and false there.
	When string
}

// Verdict is what the findings make of a statement.
type Verdict string

const (
	True      Verdict = "true"
	False     Verdict = "false"
	OnlyIf    Verdict = "only if"
	Undecided Verdict = "undecided" // a finding that is cited is missing or does not hold
)

// Weighed is a claim with its verdict, and the findings that it cites.
type Weighed struct {
	Claim
	Verdict     Verdict
	Pro, Contra []Cited
	Experiments []string // that the findings are of
}

// Cited is a finding with the name that it is cited by.
type Cited struct {
	Name string
	Finding
}

// Weigh returns the verdict on a claim. Only findings that hold are evidence: a claim is true if
// there is evidence for it alone, false if there is evidence against it alone, and "only if" if
// there is both.
func (r *Report) Weigh(c Claim) Weighed {
	w, sound := Weighed{Claim: c}, true
	cite := func(names []string) (cited []Cited) {
		for _, name := range names {
			f, ok := r.finding(name)
			sound = sound && ok && f.Holds
			if ok {
				cited = append(cited, Cited{name, f})
			}
			if experiment, _, _ := strings.Cut(name, "/"); !slices.Contains(w.Experiments, experiment) {
				w.Experiments = append(w.Experiments, experiment)
			}
		}
		return cited
	}
	w.Pro, w.Contra = cite(c.For), cite(c.Against)
	switch {
	case !sound || len(w.Pro)+len(w.Contra) == 0:
		w.Verdict = Undecided
	case len(w.Contra) == 0:
		w.Verdict = True
	case len(w.Pro) == 0:
		w.Verdict = False
	default:
		w.Verdict = OnlyIf
	}
	return w
}

// Claims weighs all claims, if the report is one of all experiments, and none otherwise.
func (r *Report) Claims() []Weighed {
	if r.Incomplete || len(r.Results) < len(All()) {
		return nil
	}
	var all []Weighed
	for _, c := range Claims() {
		all = append(all, r.Weigh(c))
	}
	return all
}

// finding returns the finding that "experiment/finding" names.
func (r *Report) finding(name string) (Finding, bool) {
	for _, result := range r.Results {
		for _, f := range result.Findings {
			if result.Name+"/"+f.Name == name {
				return f, true
			}
		}
	}
	return Finding{}, false
}
