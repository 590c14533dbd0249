package gate

import (
	"fmt"
	"math"
	"strconv"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/hazards"
)

// MaxListed is the number of logits that a result lists of a row; of wider
// ones it lists those around the answer in question.
const MaxListed = 64

// tally adds up the outcomes of one implementation, in the order of the rows.
type tally struct {
	*subject
	bins measures
	rowCurves

	rows, wrongClassRows, elements, correct, vacuous int
	wide, widest, unfit                              int // rows left out: see leave
	accuracyRows, specialRows                        int
	sum, ratio                                       float64

	worst, class, surprise, explained *found // surprise: a failure that is not expected
	badAccuracy, badSpecial           *found
	expectedRows                      int
	shown                             bool   // an expected failure was: as one, or as an overflow
	reason                            string // of the first expected failure
	reasonAny                         string // of the first row expected to fail
	errored                           string

	outcomes []properties.Outcome // of the other properties; nil if they were not judged

	wrong  Classes
	widths []widthFigures

	// Of a program from outside.
	out                 *outside
	unanswered          int
	timedOut            bool
	narrow              [2]*found // the narrowest row that fails accuracy, edge-cases
	small               [2]*properties.Outcome
	specials            []conventional
	elsewhere, repeated placements
}

// found is an answer worth showing.
type found struct {
	caseRow
	index          int
	got, exact     float64
	ulp, allowed   float64
	class, vacuous bool
}

// farther reports whether b is farther beyond its allowance than other. Answers
// of the wrong class come before all others, and vacuous bounds after them.
func (b *found) farther(other *found) bool {
	rank := func(f *found) int {
		switch {
		case f.class:
			return 2
		case f.vacuous:
			return 0
		}
		return 1
	}
	if rank(b) != rank(other) || rank(b) != 1 {
		return rank(b) > rank(other)
	}
	return float64(b.ulp*other.allowed) > float64(other.ulp*b.allowed)
}

func newTally(s *subject) *tally { return &tally{subject: s} }

func (t *tally) add(c *caseRow, o *outcome) {
	switch o.left {
	case tooWide:
		t.wide++
		t.widest = o.widest
		return
	case noInput:
		t.unfit++
		return
	}
	t.rows++
	t.rowCurves.add(c, o)
	t.elements += o.elements
	t.correct += o.correct
	t.vacuous += o.vacuous
	t.sum = min(t.sum+o.sum, math.MaxFloat64) // errors beyond float64 saturate
	t.ratio = max(t.ratio, o.ratio)
	if o.special {
		t.specialRows++
	} else {
		t.accuracyRows++
	}
	if o.expected != "" && !o.special {
		t.expectedRows++
		t.shown = t.shown || o.overflowed
		if t.reasonAny == "" {
			t.reasonAny = o.expected
		}
	}
	if o.maxAt >= 0 && (t.worst == nil || o.max > t.worst.ulp) {
		t.worst = &found{*c, o.maxAt, o.got[0], o.exact[0], o.max, o.allowed, false, false}
	}
	var bad *found
	if o.wrongClass {
		t.wrongClassRows++
		bad = &found{*c, o.classAt, o.got[1], o.exact[1], 0, 0, true, false}
		if t.class == nil {
			t.class = bad
		}
	} else if o.badAt >= 0 {
		bad = &found{*c, o.badAt, o.got[2], o.exact[2], o.badULP, o.badLimit, false, o.badVacuous}
	}
	if o.errored != "" && t.errored == "" {
		t.errored = fmt.Sprintf("%s on %s row %d", o.errored, c.source, c.row)
	}
	t.wrong.add(o.wrong)
	t.addWidth(len(c.x), o)
	if t.out != nil {
		n := 0
		if o.special {
			n = 1
			t.specials = append(t.specials, conventional{c.input(t.Function), o.y})
		}
		if bad != nil && (t.narrow[n] == nil || len(c.x) < len(t.narrow[n].x)) {
			t.narrow[n] = bad
		}
	}
	if bad == nil {
		return
	}
	first := func(p **found) {
		if *p == nil || bad.farther(*p) {
			*p = bad
		}
	}
	if o.special {
		first(&t.badSpecial)
	} else {
		first(&t.badAccuracy)
	}
	if o.expected == "" {
		first(&t.surprise)
		return
	}
	first(&t.explained)
	if t.reason == "" {
		t.reason = o.expected
	}
}

// entry renders the tally for the document.
func (t *tally) entry(o *Options, interrupted bool) Implementation {
	e := Implementation{
		Name:     t.name(),
		Function: string(t.Function), DType: t.arithmetic.Storage.String(), Accumulate: t.arithmetic.Accumulate.String(),
		Conjectured: t.model.Conjectured,
		Rows:        t.rows, LeftOut: t.wide, Widest: t.widest, WrongClassRows: t.wrongClassRows, Elements: t.elements, VacuousElements: t.vacuous,
		WorstOverAllowance: t.ratio,
		P99ULP:             t.bins.errors.quantile(0.99),
	}
	if t.elements > 0 {
		e.MeanULP = t.sum / float64(t.elements)
		e.CorrectlyRounded = float64(t.correct) / float64(t.elements)
	}
	if t.worst != nil {
		e.MaxULP = t.worst.ulp
		e.P99ULP = min(e.P99ULP, e.MaxULP) // rounded up to the end of its bin
		e.Worst = t.show(t.worst, o)
	}
	for _, bad := range []*found{t.surprise, t.explained} {
		if bad != nil { // not the largest error, which may well be allowed
			if !bad.class {
				e.Worst = t.show(bad, o)
			}
			break
		}
	}
	if t.class != nil {
		e.WorstClass = t.show(t.class, o)
	}
	// With the default rows, an explained weakness must show; on few rows, or on
	// the user's, it may well not.
	full := !interrupted && o.Input == nil && o.rows() >= hazards.DefaultRows
	switch {
	case t.errored != "":
		e.Verdict, e.Unexpected = Error, true
		e.Sentence = t.errored
	case t.surprise != nil:
		e.Verdict, e.Unexpected = Fail, true
		e.Sentence = t.sentence(t.surprise)
	case t.explained != nil:
		e.Verdict, e.Expected = Fail, t.reason
		e.Sentence = t.sentence(t.explained)
	case t.rows == 0 && t.wide+t.unfit > 0:
		e.Verdict = Unsupported
		e.Sentence = "no row of no logit has a target"
		if t.wide > 0 {
			e.Sentence = fmt.Sprintf("not judged on rows of more than %d logits", t.widest)
		}
	case t.rows == 0:
		e.Verdict, e.Unexpected = Error, !interrupted
		e.Sentence = "nothing was judged"
	case full && t.expectedRows > 0 && !t.shown:
		e.Verdict, e.Expected, e.Unexpected = Pass, t.reasonAny, true
		e.Sentence = "was expected to fail and did not"
	default:
		e.Verdict = Pass
		e.Sentence = fmt.Sprintf("within its allowance on all %d rows, at most %.2g of it", t.rows, t.ratio)
		if eta := t.model.ExpULP * t.model.Accumulate.UnitRoundoff(); eta > 1e-5 {
			e.Sentence += fmt.Sprintf(", which is wide: its exponential alone may be %.2g %% off", 100*eta)
		}
	}
	if t.model.Conjectured {
		e.Sentence += " (the allowance rests on measured figures)"
	}
	if o.Widths {
		wrong := t.wrong
		e.Wrong, e.Widths = &wrong, t.byWidth()
	}
	e.Curves, e.Nanoseconds = t.curves(), t.times.quantile(0.5)
	e.Checks = []CheckResult{
		t.check("accuracy", t.accuracyRows, t.badAccuracy, t.ratio,
			"each answer is as close to the exact one as the algorithm's rounding errors, bounded one by one, allow"),
		t.check("edge-cases", t.specialRows, t.badSpecial, 0,
			"NaN, infinities and empty rows are answered as the profile says"),
	}
	for i := range t.outcomes {
		c := checkOf(t.Function, &t.outcomes[i])
		e.Checks = append(e.Checks, c)
		if c.Verdict == Fail && !e.Unexpected {
			e.Verdict, e.Unexpected, e.Expected = Fail, true, ""
			e.Sentence = fmt.Sprintf("%s: %s", c.Property, c.Why)
		}
	}
	return e
}

// check renders one property.
func (t *tally) check(property string, cases int, bad *found, worst float64, why string) CheckResult {
	c := CheckResult{Property: property, Verdict: Pass, Cases: cases, Worst: worst, Allowed: 1, Why: why}
	switch {
	case cases == 0:
		c.Verdict, c.Why = Skip, "no such row was judged"
	case bad != nil:
		c.Verdict = Fail
		in := bad.input(t.Function)
		part := around(t.Function, &in, bad.index)
		c.Counterexample = t.counterexample(part, &in, bad.got, bad.exact, fmt.Sprintf("%s row %d, answer %d", bad.source, bad.row, bad.index))
	}
	return c
}

// counterexample renders a part of an input, and an answer for it.
func (t *tally) counterexample(part window, in *function.Input, got, exact float64, from string) *Counterexample {
	return &Counterexample{X: part.list(in.X), Sides: part.sides(t.Function, in), Got: []string{hex(got)}, Exact: []string{hex(exact)},
		Seed: from, Truncated: part.to-part.from < len(in.X)}
}

// where says which row it is, and what it aims at.
func (t *tally) where(b *found) string {
	if about := b.about(t.Function); about != "" {
		return fmt.Sprintf("%s row %d (%s, K = %d)", b.source, b.row, about, len(b.x))
	}
	return fmt.Sprintf("%s row %d (K = %d)", b.source, b.row, len(b.x))
}

// origin says which row a simple one was made of.
func (t *tally) origin(i int) string {
	if t.narrow[i] != nil {
		return t.where(t.narrow[i])
	}
	return "its own"
}

// sentence says what is wrong with an answer and where to look.
func (t *tally) sentence(b *found) string {
	where := t.where(b)
	if b.class {
		return fmt.Sprintf("gives %s for %s in %s, answer %d; %d rows have answers of the wrong class",
			decimal(b.got), decimal(b.exact), where, b.index, t.wrongClassRows)
	}
	if b.vacuous {
		return fmt.Sprintf("no error is excluded in %s, answer %d: the bound is vacuous on %d answers", where, b.index, t.vacuous)
	}
	return fmt.Sprintf("is %.3g ulp off where %.3g are allowed, in %s, answer %d", b.ulp, b.allowed, where, b.index)
}

// show renders an answer.
func (t *tally) show(b *found, o *Options) *Worst {
	in := b.input(t.Function)
	part := around(t.Function, &in, b.index)
	w := &Worst{Source: b.source, Row: b.row, Hazard: b.hazard, Aim: b.Aim(t.Function), K: len(b.x), X: part.list(in.X),
		Sides: part.sides(t.Function, &in), From: part.from, Truncated: part.to-part.from < len(b.x),
		Index: b.index, Got: hex(b.got), Exact: hex(b.exact), ULP: b.ulp, Allowed: b.allowed}
	w.Command = fmt.Sprintf("softulp report --seed %d --impl %s --function %s --dtype %s", o.Seed, t.Name, t.Function, t.arithmetic.Storage)
	if o.Rows > 0 {
		w.Command += fmt.Sprintf(" --cases %d", o.Rows)
	}
	if o.Input != nil {
		w.Command += " --input " + strconv.Quote(o.Input.Name)
	}
	return w
}

// hex writes a hexadecimal float; strconv's NaN and +Inf are readable as they are.
func hex(v float64) string { return strconv.FormatFloat(v, 'x', -1, 64) }

func decimal(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
