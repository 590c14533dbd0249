package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

// Expectation is a failure that is known: of a check, in the entries that it names, for
// a reason. Where it no longer fails anywhere, that is a finding too.
type Expectation struct {
	Check    string            // a property's name, "budget" or "baseline"
	Function function.Function // "" is every one
	DType    string            // likewise
	Axis     Axis              // likewise
	Reason   string
}

// ParseExpectation reads CHECK=REASON, where parts that narrow it may stand before the
// check in any order: softmax/float32/ties=the tail of a vector has another exponential.
func ParseExpectation(s string) (Expectation, error) {
	var e Expectation
	what, reason, ok := strings.Cut(s, "=")
	if e.Reason = strings.TrimSpace(reason); !ok || e.Reason == "" {
		return e, fmt.Errorf("expectation %.80q: want CHECK=REASON, such as ties=vectors and their tails differ", s)
	}
	for _, part := range strings.Split(what, "/") {
		_, isDType := dtype.Parse(part)
		_, isFunction := function.Parse(part)
		switch {
		case isDType == nil && e.DType == "":
			e.DType = part
		case isFunction == nil && e.Function == "":
			e.Function = function.Function(part)
		case (part == string(Last) || part == string(First)) && e.Axis == "":
			e.Axis = Axis(part)
		case (properties.Find(part) != nil || part == "budget" || part == "baseline") && e.Check == "":
			e.Check = part
		default:
			return e, fmt.Errorf("expectation %.80q: %.40q is no check, function, dtype or axis, or there are two of a kind", s, part)
		}
	}
	if e.Check == "" {
		return e, fmt.Errorf("expectation %.80q: it names no check", s)
	}
	return e, nil
}

// speaksOf reports whether it is about a check of an entry.
func (x *Expectation) speaksOf(e *Implementation, check string) bool {
	axis := Last
	if e.Axis != "" {
		axis = Axis(e.Axis)
	}
	return x.Check == check && (x.Function == "" || string(x.Function) == e.Function) &&
		(x.DType == "" || x.DType == e.DType) && (x.Axis == "" || x.Axis == axis)
}

// expected returns why a failing check is no surprise.
func (j *judging) expected(e *Implementation, c *CheckResult) (reason string, ok bool) {
	for _, x := range j.o.Expect {
		if x.speaksOf(e, c.Property) {
			return x.Reason, true
		}
	}
	return "", false
}

// unmet makes expectations findings that speak of some check, none of which fails.
func (j *judging) unmet(doc *Document) {
	for _, x := range j.o.Expect {
		var of *Implementation
		met := false
		for i := range doc.Implementations {
			e := &doc.Implementations[i]
			for _, c := range e.Checks {
				if c.Verdict != Skip && x.speaksOf(e, c.Property) {
					met = met || c.Verdict == Fail
					if of == nil {
						of = e
					}
				}
			}
		}
		if of == nil || met || doc.Interrupted || of.Verdict == Error {
			continue
		}
		if of.Verdict == Pass || !of.Unexpected {
			of.Sentence = fmt.Sprintf("%s was expected to fail and did not: take the expectation out (%s)", x.Check, x.Reason)
		}
		of.Unexpected = true
		of.Unmet = append(of.Unmet, x.Check)
		slices.Sort(of.Unmet)
	}
}
