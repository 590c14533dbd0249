package signal

// Claim is a common statement about softmax, and the findings that speak of it.
type Claim struct {
	// Statement is what is said: "log-softmax avoids overflow and underflow".
	Statement string
	// Source says where, for those that stand in one place.
	Source string
	// For and Against cite findings, "experiment/finding", under which the statement
	// is true, and under which it is not.
	For, Against []string
	// When completes "only if", for statements that are true here and false there.
	When string
}

// Claims returns the statements, in the order in which they are shown.
func Claims() []Claim {
	return []Claim{}
}

// Verdict is what the findings make of a statement.
type Verdict string

const (
	True      Verdict = "true"
	False     Verdict = "false"
	OnlyIf    Verdict = "only if"
	Undecided Verdict = "undecided" // a finding that is cited is missing or does not hold
)

// Weigh returns the verdict on a claim, and the findings that it cites, those for
// it first. A finding that does not hold is no evidence, for or against.
func (r *Report) Weigh(c Claim) (Verdict, []Finding) {
	var cited []Finding
	sound := true
	for _, name := range append(c.For[:len(c.For):len(c.For)], c.Against...) {
		f, ok := r.finding(name)
		if !ok {
			sound = false
			continue
		}
		cited = append(cited, f)
		sound = sound && f.Holds
	}
	switch {
	case !sound || len(cited) == 0:
		return Undecided, cited
	case len(c.Against) == 0:
		return True, cited
	case len(c.For) == 0:
		return False, cited
	}
	return OnlyIf, cited
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
