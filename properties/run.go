package properties

// Outcome is what became of one property on one program.
type Outcome struct {
	Property *Property
	Judged   int // cases it had something to say about
	// Of a violation, nil if there was none: the number of the case from 0, the
	// case, and what is wrong.
	At        int
	Case      Case
	Violation *Violation
}

// Check holds a program against every property on the cases, in order: each case
// against all properties before the next. A property that failed is not asked
// again. When stop is set, the first violation ends the check.
func Check(b *Bench, s *Subject, cases []Case, stop bool) []Outcome {
	all := All()
	out := make([]Outcome, len(all))
	for i, p := range all {
		out[i].Property = p
	}
	for k := range cases {
		for i, p := range all {
			if out[i].Violation != nil {
				continue
			}
			v, judged := p.Judge(b, s, &cases[k])
			if judged {
				out[i].Judged++
			}
			if v != nil {
				out[i].At, out[i].Case, out[i].Violation = k, cases[k], v
				if stop {
					return out
				}
			}
		}
	}
	return out
}

// First returns the first violation of the outcomes, nil if there is none.
func First(out []Outcome) *Outcome {
	var first *Outcome
	for i := range out {
		if o := &out[i]; o.Violation != nil && (first == nil || o.At < first.At) {
			first = o
		}
	}
	return first
}
