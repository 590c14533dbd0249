package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
)

// Gate is what a gate shows: a document of programs from outside and, where there is
// a baseline, how it differs from that.
type Gate struct {
	*gate.Document
	Changes []baseline.Change
	// Seedless says that nothing was drawn from the document's seed.
	Seedless bool
}

// settings says what the results depend on besides the program.
func (g *Gate) settings() string {
	s := fmt.Sprintf("profile %s, %s", clean(g.Profile, maxName), clean(g.Arch, maxName))
	if g.Seedless {
		return "P" + s[1:]
	}
	return fmt.Sprintf("Seed %d, %s", g.Seed, s)
}

// standing is what an entry of a gate comes to, worst first.
type standing int

const (
	notAllowed   standing = iota // a failure that nothing explains, or an explained one that is not there
	notJudged                    // it could not be judged
	knownFailure                 // it fails, and a reason is given
	allowed
	declined
)

// stands returns it. What is neither judged nor declined is no pass, whatever else the
// entry says.
func stands(e *gate.Implementation) standing {
	switch {
	case e.Verdict == gate.Unsupported:
		return declined
	case e.Verdict != gate.Pass && e.Verdict != gate.Fail:
		return notJudged
	case e.Unexpected || e.Verdict == gate.Fail && e.Expected == "":
		return notAllowed
	case e.Verdict == gate.Fail:
		return knownFailure
	}
	return allowed
}

// word is the standing as tables show it.
func (s standing) word() string {
	return [...]string{"FAIL", "not judged", "known", "pass", "declined"}[s]
}

// entries returns the entries that are judged or should be, worst first: by standing,
// error over allowance and error, then by name.
func (g *Gate) entries() []*gate.Implementation {
	all := everything(g.Document)
	slices.SortStableFunc(all, func(a, b *gate.Implementation) int { return cmp.Compare(stands(a), stands(b)) })
	return all
}

// count returns how many entries stand so.
func (g *Gate) count(s standing) (n int) {
	for i := range g.Implementations {
		if stands(&g.Implementations[i]) == s {
			n++
		}
	}
	return n
}

// worse returns the changes that must not pass and that no entry says already.
func (g *Gate) worse() (all []baseline.Change) {
	for _, c := range g.Changes {
		if c.Finding() && c.Kind != baseline.Failing && c.Kind != baseline.Unjudged {
			all = append(all, c)
		}
	}
	return all
}

// Verdicts of a gate.
const (
	gatePass      = "PASS"
	gateFail      = "FAIL"
	gateNotJudged = "NOT JUDGED"
)

// verdict returns one of them, and the sentence that says why. A gate that has judged
// nothing, or not all, does not say pass.
func (g *Gate) verdict() (word, sentence string) {
	entries := len(g.Implementations)
	var parts []string
	part := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, plural(n, one, many))
		}
	}
	if n := g.count(notAllowed); n > 0 {
		var names []string
		for _, e := range g.entries()[:min(n, 3)] {
			names = append(names, g.label(e))
		}
		if n > 3 {
			names = append(names, fmt.Sprintf("%d more", n-3))
		}
		parts = append(parts, fmt.Sprintf("%d of %s %s not as allowed: %s", n, plural(entries, "entry", "entries"), isAre(n), list(names)))
	}
	part(len(g.worse()), "finding against the baseline", "findings against the baseline")
	part(g.count(notJudged), "entry could not be judged", "entries could not be judged")
	part(g.count(declined), "entry is declined", "entries are declined")
	if g.Interrupted {
		parts = append(parts, "interrupted, so that this is only a part")
	}
	if entries == 0 {
		parts = append(parts, "nothing was judged")
	}
	word = gatePass
	switch {
	case g.count(notAllowed) > 0 || len(g.worse()) > 0:
		word = gateFail
	case len(parts) > 0:
		word = gateNotJudged
	default:
		parts = append(parts, fmt.Sprintf("%s %s as allowed", plural(g.count(allowed), "entry", "entries"), isAre(g.count(allowed))))
	}
	part(g.count(knownFailure), "entry fails as expected", "entries fail as expected")
	return word, fmt.Sprintf("%s: %s; %s judged", g.programs(), strings.Join(parts, "; "), plural(g.Cases, "row", "rows"))
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// programs names what was judged.
func (g *Gate) programs() string {
	var names []string
	for i := range g.Implementations {
		name := program(&g.Implementations[i])
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "no program"
	}
	if len(names) > 3 {
		names = append(names[:3], fmt.Sprintf("%d more", len(names)-3))
	}
	return list(names)
}

// program names an entry's program.
func program(e *gate.Implementation) string {
	if e.Version == "" {
		return clean(e.Name, maxName)
	}
	return clean(e.Name+" "+e.Version, maxName)
}

// label names an entry: by its function and dtype, by its program where there are
// several, and by what else tells it from others.
func (g *Gate) label(e *gate.Implementation) string {
	s := clean(e.Function, maxName) + " in " + clean(e.DType, maxName)
	if e.Axis != "" {
		s += " (axis " + clean(e.Axis, maxName) + ")"
	}
	if slices.ContainsFunc(g.Implementations, func(other gate.Implementation) bool { return other.Name != e.Name }) {
		return clean(e.Name, maxName) + ": " + s
	}
	return s
}

// wrongClasses is the columns of answers that are wrong in kind, of which those are
// shown that occur.
func (g *Gate) wrongClasses() (all []wrongClass) {
	for _, c := range []wrongClass{
		{"NaN", "NaN where a number or an infinity is due", func(c *gate.Classes) int { return c.NaN }},
		{"lost NaN", "a number where NaN is due", func(c *gate.Classes) int { return c.LostNaN }},
		{"infinity", "an infinity where a number is due", func(c *gate.Classes) int { return c.Infinity }},
		{"finite", "a number where an infinity is due", func(c *gate.Classes) int { return c.Finite }},
		{"flushed", "0 where a subnormal number is due", func(c *gate.Classes) int { return c.Flushed }},
		{"sign of 0", "-0 where +0 is due, or the other way round", func(c *gate.Classes) int { return c.ZeroSign }},
	} {
		if slices.ContainsFunc(g.Implementations, func(e gate.Implementation) bool { return e.Wrong != nil && c.of(e.Wrong) > 0 }) {
			all = append(all, c)
		}
	}
	return all
}

type wrongClass struct {
	name, about string
	of          func(*gate.Classes) int
}

// cell is an entry's number of such answers.
func (c wrongClass) cell(e *gate.Implementation) string {
	if e.Wrong == nil || c.of(e.Wrong) == 0 {
		return ""
	}
	return count(c.of(e.Wrong))
}

// measurements is an entry's figures, as cells of a table: the largest and the mean error,
// the share that is correctly rounded, and the largest part of an allowance.
func measurements(e *gate.Implementation) []string {
	if s := stands(e); s == notJudged || s == declined {
		return []string{"", "", "", ""}
	}
	return []string{ulps(e.MaxULP), mean(e.MeanULP), share(e), ulps(e.WorstOverAllowance)}
}

// traits says what no figure says, and of which entries: the profile that fits, whether
// an answer depends on company or on time, what was declined.
func (g *Gate) traits() (all []string) {
	of := map[string][]string{}
	var order []string
	add := func(e *gate.Implementation, s string) {
		if of[s] == nil {
			order = append(order, s)
		}
		of[s] = append(of[s], g.label(e))
	}
	for _, e := range g.entries() {
		if e.FitsProfile != "" {
			add(e, fmt.Sprintf("Edge cases are answered as the profile %s has them", clean(e.FitsProfile, maxName)))
		}
		if e.BatchInvariant != nil && !*e.BatchInvariant {
			add(e, "A row's answer depends on the rows beside it")
		}
		if e.Deterministic != nil && !*e.Deterministic {
			add(e, "The same input has different answers")
		}
		if e.Declined > 0 {
			s := plural(e.Declined, "row is", "rows are") + " declined"
			if e.DeclinedWhy != "" {
				s += " (" + clean(e.DeclinedWhy, maxText) + ")"
			}
			add(e, s)
		}
	}
	for _, s := range order {
		labels := of[s]
		if n := len(labels); n > 3 {
			labels = append(labels[:3:3], fmt.Sprintf("%d more", n-3))
		}
		all = append(all, s+": "+strings.Join(labels, "; ")+".")
	}
	return all
}

// failedChecks returns an entry's checks that fail, those without a reason first.
func failedChecks(e *gate.Implementation) (all []*gate.CheckResult) {
	for i := range e.Checks {
		if c := &e.Checks[i]; c.Verdict == gate.Fail || c.Verdict == gate.Error {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b *gate.CheckResult) int { return cmp.Compare(min(len(a.Expected), 1), min(len(b.Expected), 1)) })
	return all
}

// failure says what a check found, with its figures where they say something.
func failure(c *gate.CheckResult) string {
	s := c.Property
	if c.Worst > c.Allowed {
		s += fmt.Sprintf(": %s of %s allowed", ulps(c.Worst), ulps(c.Allowed))
	}
	s += ": " + c.Why
	if c.Expected != "" {
		s += " (known: " + c.Expected + ")"
	}
	return clean(s, maxText)
}

// failures says what an entry's checks found, but for what its sentence says already.
func failures(e *gate.Implementation) (all []string) {
	for _, c := range failedChecks(e) {
		if c.Expected != "" || !strings.HasPrefix(e.Sentence, c.Property+": ") {
			all = append(all, failure(c))
		}
	}
	return all
}

// rule says what must hold, of the check that an entry's sentence is about.
func rule(e *gate.Implementation) string {
	for _, c := range failedChecks(e) {
		if c.Rule != "" && strings.HasPrefix(e.Sentence, c.Property+": ") {
			return clean("must hold: "+c.Rule, maxText)
		}
	}
	return ""
}

// otherFailures names the checks that fail, but for what the sentence says already.
func otherFailures(e *gate.Implementation) string {
	var names []string
	for _, c := range failedChecks(e) {
		if !strings.HasPrefix(e.Sentence, c.Property+": ") {
			name := clean(c.Property, maxName)
			if c.Expected != "" {
				name += " (known)"
			}
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// maxNumbers is how many numbers of a vector a line lists.
const maxNumbers = 8

// vector lists numbers as hexadecimal floats, with their decimals where those say more.
func vector(v []string, cut bool) string {
	var all []string
	for _, s := range v[:min(len(v), maxNumbers)] {
		all = append(all, number(s))
	}
	switch left := len(v) - maxNumbers; {
	case left > 0 && !cut:
		all = append(all, fmt.Sprintf("and %d more", left))
	case left > 0 || cut:
		all = append(all, "and more")
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// counterexample says what a check fails on, and what came of it.
func counterexample(c *gate.Counterexample) string {
	s := "x = " + vector(c.X, c.Truncated)
	if c.Target != nil {
		s += fmt.Sprintf(", target %d", *c.Target)
	}
	if c.Cotangent != nil {
		s += ", cotangent " + vector(c.Cotangent, c.Truncated)
	}
	if c.Weights != nil {
		s += ", weights " + vector(c.Weights, c.Truncated)
	}
	s += parameters(&gate.Sides{Temperature: c.Temperature, Smoothing: c.Smoothing})
	if len(c.Got) > 0 {
		s += ": got " + vector(c.Got, false)
	}
	if len(c.Exact) > 0 {
		s += ", exact " + vector(c.Exact, false)
	}
	return s
}

// evidence is an input that shows a finding, and the command that shows it again.
type evidence struct{ check, text, command string }

// evidenceOf returns what shows that an entry fails: the counterexamples of its
// failing checks, the most telling one first, and where no check has any its worst inputs.
func evidenceOf(e *gate.Implementation) (all []evidence) {
	for _, c := range failedChecks(e) {
		if x := c.Counterexample; x != nil {
			all = append(all, evidence{clean(c.Property, maxName) + ": ", clean(counterexample(x), maxText), command(x.Command, e)})
		}
	}
	if len(all) == 0 {
		for _, w := range inputs(e) {
			all = append(all, evidence{"", place(w), command(w.Command, e)})
		}
	}
	return all
}

// maxRow is the length to which a command that holds a row is shown: MaxListed numbers
// of 24 characters, three times, and the rest of it.
const maxRow = 3*24*gate.MaxListed + maxCommand

// command returns what shows an entry's input again; one that is too long to be shown as a
// whole is no command, and there is the one that judges the entry again.
func command(of string, e *gate.Implementation) string {
	for _, c := range []string{of, e.Command} {
		if c != "" && len(c) <= maxRow {
			return clean(c, maxRow)
		}
	}
	return ""
}

// faults says what kept an entry from being judged.
func faults(e *gate.Implementation) (all []string) {
	for _, f := range e.Faults {
		s := string(f.Kind) + ": " + f.Message
		if f.Request != "" && !strings.Contains(f.Message, f.Request) {
			s += " (asked for " + f.Request + ")"
		}
		all = append(all, clean(s, maxText))
	}
	return all
}
