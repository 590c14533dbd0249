package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// conventional is a program's answer to a row that a profile decides.
type conventional struct {
	in function.Input
	y  []float64
}

// fitting returns the profiles but one.
func fitting(but reference.Profile) []reference.Profile {
	return slices.DeleteFunc(reference.Profiles(), func(p reference.Profile) bool { return p == but })
}

// compared adds up what became of asking for a batch again.
func (t *tally) compared(p *placed, c *comparison, cases []caseRow) {
	of := &t.elsewhere
	if p.same {
		of = &t.repeated
	}
	of.batches++
	of.rows += c.rows
	d := c.differ
	if d == nil {
		return
	}
	of.differ++
	if of.first == nil || len(cases[d.row].x) < len(of.first.x) {
		of.first, of.what = &cases[d.row], d
	}
}

// placements is what became of asking for rows again.
type placements struct {
	batches, rows, differ int
	first                 *caseRow // the narrowest that differs
	what                  *difference
}

// consistency joins what asking again has shown to the properties that say so, and says
// whether answers depend on company and on time.
func (t *tally) consistency(e *Implementation) {
	for _, c := range []struct {
		property string
		of       *placements
		says     **bool
	}{{"determinism", &t.repeated, &e.Deterministic}, {"batch-invariance", &t.elsewhere, &e.BatchInvariant}} {
		check := checkOn(e, c.property)
		if check == nil || check.Cases == 0 && c.of.rows == 0 {
			continue
		}
		if check.Verdict == Skip {
			check.Verdict, check.Why = Pass, properties.Find(c.property).Why
		}
		check.Cases += c.of.rows
		if c.of.differ > 0 && check.Verdict != Fail && (c.property == "determinism" || t.repeated.differ == 0) {
			check.Verdict = Fail
			d, row := c.of.what, c.of.first
			check.Rule = properties.Find(c.property).Why
			check.Why = fmt.Sprintf("in %d of %d batches that were asked for again an answer has changed, for one on %s, answer %d, as row %d of %d",
				c.of.differ, c.of.batches, t.where(&found{caseRow: *row}), d.index, d.place, d.of)
			in := row.input(t.Function)
			check.Counterexample = t.counterexample(around(t.Function, &in, d.index), &in, d.after, d.before, t.where(&found{caseRow: *row}))
		}
		holds := check.Verdict == Pass
		*c.says = &holds
	}
	if check := checkOn(e, "no-mutation"); check != nil && check.Verdict != Fail && t.out.mutated != "" {
		check.Verdict, check.Rule = Fail, properties.Find("no-mutation").Why
		check.Why = "the input of a " + t.out.mutated + " was written to"
	}
}

// checkOn returns the check of a property, or nil.
func checkOn(e *Implementation, property string) *CheckResult {
	for i := range e.Checks {
		if e.Checks[i].Property == property {
			return &e.Checks[i]
		}
	}
	return nil
}

// verdict draws the conclusion from the checks: a program that could not be judged is in
// error, whatever else it does.
func (j *judging) verdict(e *Implementation, t *tally) {
	e.Verdict, e.Unexpected, e.Expected = Pass, false, ""
	var reasons []string
	for i := range e.Checks {
		c := &e.Checks[i]
		if c.Verdict != Fail {
			continue
		}
		reason, expected := j.expected(e, c)
		if expected {
			c.Expected = reason
			if !slices.Contains(reasons, reason) {
				reasons = append(reasons, reason)
			}
		}
		if e.Verdict != Fail || e.Expected != "" && !expected { // what nothing explains comes first
			e.Verdict, e.Expected, e.Unexpected = Fail, reason, !expected
			e.Sentence = c.Property + ": " + c.Why
		}
	}
	if e.Verdict == Fail && !e.Unexpected {
		e.Expected = strings.Join(reasons, "; ")
	}
	asked := t.rows + t.unanswered
	switch {
	case len(t.out.faults) > 0:
		e.Verdict, e.Unexpected, e.Expected = Error, true, ""
		e.Sentence = "could not be judged: " + t.out.faults[0].Message
		if n := len(t.out.faults) - 1; n > 0 {
			e.Sentence += fmt.Sprintf(" (and %d more)", n)
		}
	case t.errored != "":
		e.Verdict, e.Unexpected, e.Expected = Error, true, ""
		e.Sentence = t.errored
	case e.Verdict == Fail:
	case t.vacuous > 0 && t.vacuous == t.elements:
		e.Verdict, e.Unexpected = Error, true
		e.Sentence = "its model allows any error in every answer: declare a sum or an accumulation dtype that promises more"
	case t.timedOut && t.rows == 0:
		e.Verdict, e.Unexpected = Error, true
		e.Sentence = "nothing was judged in the time that there was"
	case t.timedOut:
		e.Sentence = fmt.Sprintf("within its allowance on the %d of %d rows that there was time for, at most %.2g of it", t.rows, asked, t.ratio)
	case t.rows == 0 && t.unanswered > 0:
		e.Verdict = Unsupported
		e.Sentence = "declined every row: " + t.out.reasons()
	case t.rows == 0 && !j.interrupted():
		e.Verdict, e.Unexpected = Error, true
		e.Sentence = "nothing was judged"
	case t.unanswered > 0 && !j.interrupted():
		e.Sentence = fmt.Sprintf("within its allowance on %d rows, at most %.2g of it; declined %d of %d: %s", t.rows, t.ratio, t.unanswered, asked, t.out.reasons())
	default:
		e.Sentence = fmt.Sprintf("within its allowance on all %d rows, at most %.2g of it", t.rows, t.ratio)
	}
	if e.Verdict == Pass && t.vacuous > 0 {
		e.Sentence += fmt.Sprintf("; its model allows any error in %d of %d answers, which are not judged", t.vacuous, t.elements)
	}
	switch {
	case t.timedOut:
		e.TimedOut = true
	case !j.interrupted():
		if len(t.out.declined) > 0 { // not only faults
			e.Declined, e.DeclinedWhy = t.unanswered, t.out.reasons()
		}
	}
}

func (j *judging) interrupted() bool { return j.ctx.Err() != nil }

// reasons says why requests were declined.
func (o *outside) reasons() string {
	var all []string
	for r := range o.declined {
		all = append(all, r)
	}
	slices.Sort(all)
	if len(all) > 3 {
		all = append(all[:3], fmt.Sprintf("and %d other reasons", len(all)-3))
	}
	return strings.Join(all, "; ")
}

// Distrust makes every entry one that could not be judged, for a fault of the program that
// belongs to no request: whatever it has answered, something else is wrong with it.
func (d *Document) Distrust(f Fault) {
	for i := range d.Implementations {
		e := &d.Implementations[i]
		e.Faults = append(e.Faults, f)
		e.Verdict, e.Unexpected, e.Expected = Error, true, ""
		e.Sentence = "could not be judged: " + f.Message
	}
}
