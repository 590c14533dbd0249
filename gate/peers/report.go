package peers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reference"
)

// Schema is the version of what reports/peers.json holds.
const Schema = "softulp/peers/1"

// Report is the page's figures. It depends on the libraries and their versions, the seed and the
// kind of processor, and on nothing else.
type Report struct {
	Schema    string   `json:"schema"`
	Seed      uint64   `json:"seed"`
	Cases     int      `json:"cases"`     // rows judged
	Processor string   `json:"processor"` // libraries choose their code by it
	Results   []Result `json:"libraries"`
}

// Result is what the page says of a library.
type Result struct {
	Name     string   `json:"name"`
	Version  string   `json:"version,omitempty"`
	Source   string   `json:"source"`
	Command  string   `json:"command"`
	Absent   string   `json:"absent,omitempty"` // why it was not judged
	Entries  []Entry  `json:"entries,omitempty"`
	Findings []Shown  `json:"findings,omitempty"`
	Models   []Model  `json:"models,omitempty"`
	Notes    []string `json:"notes,omitempty"`
	News     []string `json:"news,omitempty"` // what its file does not say
}

// Entry is the figures of a function in a dtype.
type Entry struct {
	Function         string       `json:"function"`
	DType            string       `json:"dtype"`
	Axis             string       `json:"axis,omitempty"`
	Verdict          gate.Verdict `json:"verdict"`
	Rows             int          `json:"rows"`
	Declined         int          `json:"declined,omitempty"`
	MaxULP           float64      `json:"max_ulp"`
	MeanULP          float64      `json:"mean_ulp"`
	CorrectlyRounded float64      `json:"correctly_rounded"`
	OverAllowance    float64      `json:"worst_over_allowance"`
	Wrong            gate.Classes `json:"wrong"`
	// Profile is the one of the profiles that it fits, "" if none does.
	Profile        string   `json:"profile"`
	BatchInvariant *bool    `json:"batch_invariant"`
	Deterministic  *bool    `json:"deterministic"`
	Failing        []string `json:"failing,omitempty"` // checks
}

// Shown is a finding with the smallest input that shows it.
type Shown struct {
	Finding
	Entries []string            `json:"entries"` // where it was found
	In      string              `json:"in"`      // which of them the example is of
	Check   string              `json:"check"`   // which fails on it
	Example gate.Counterexample `json:"example"`
}

// result makes the page's figures of an outcome.
func (o *Outcome) result() Result {
	l := o.Library
	r := Result{Name: l.Name, Version: o.Version, Source: l.Source, Command: strings.Join(l.Command, " "), Absent: o.Absent,
		Models: l.Models, Notes: l.Notes, News: o.News}
	if o.Document == nil {
		return r
	}
	for i := range o.Document.Implementations {
		e := &o.Document.Implementations[i]
		entry := Entry{Function: e.Function, DType: e.DType, Axis: e.Axis, Verdict: e.Verdict, Rows: e.Rows, Declined: e.Declined,
			MaxULP: e.MaxULP, MeanULP: e.MeanULP, CorrectlyRounded: e.CorrectlyRounded, OverAllowance: e.WorstOverAllowance,
			BatchInvariant: e.BatchInvariant, Deterministic: e.Deterministic, Profile: profile(e)}
		if e.Wrong != nil {
			entry.Wrong = *e.Wrong
		}
		if len(e.Faults) > 0 {
			entry.Failing = append(entry.Failing, faults)
		}
		for _, c := range e.Checks {
			if c.Verdict == gate.Fail {
				entry.Failing = append(entry.Failing, c.Property)
			}
		}
		r.Entries = append(r.Entries, entry)
	}
	for i := range l.Findings {
		if s, ok := o.show(&l.Findings[i]); ok {
			r.Findings = append(r.Findings, s)
		}
	}
	return r
}

// profile returns the profile that an entry fits.
func profile(e *gate.Implementation) string {
	for _, c := range e.Checks {
		if c.Property == "edge-cases" && c.Verdict == gate.Pass {
			if e.Profile == "" {
				return string(reference.IEEE)
			}
			return e.Profile
		}
	}
	return e.FitsProfile
}

// show finds the smallest input among the failing checks that a finding speaks of.
func (o *Outcome) show(f *Finding) (s Shown, ok bool) {
	s.Finding = *f
	sc, _ := parseScope(f.Of) // see check
	var best rank
	for i := range o.Document.Implementations {
		e := &o.Document.Implementations[i]
		found := slices.Contains(sc.checks, faults) && e.Verdict == gate.Error && o.Library.finding(e, faults) != nil
		if found && s.In == "" {
			s.In, s.Check, s.Example = entry(e), faults, gate.Counterexample{Got: []string{e.Sentence}, Command: e.Command}
		}
		for k := range e.Checks {
			c := &e.Checks[k]
			known := o.Library.finding(e, c.Property)
			if c.Verdict != gate.Fail || known == nil || known.Of != f.Of {
				continue
			}
			found = true
			if c.Counterexample == nil {
				continue
			}
			r := rank{!alone(c), c.Counterexample.Truncated, slices.Index(sc.checks, c.Property), len(c.Counterexample.X)}
			if s.Check != "" && s.Check != faults && !r.before(best) {
				continue
			}
			best, s.In, s.Check, s.Example = r, entry(e), c.Property, *c.Counterexample
			if r.batch {
				s.Example.Command = e.Command
			}
		}
		if found {
			s.Entries = append(s.Entries, entry(e))
		}
	}
	return s, len(s.Entries) > 0
}

// rank orders examples: those that a row alone shows, then complete ones, then those of the check that the
// finding names first, then short ones.
type rank struct {
	batch, truncated bool
	check, length    int
}

func (r rank) before(o rank) bool {
	switch {
	case r.batch != o.batch:
		return o.batch
	case r.truncated != o.truncated:
		return o.truncated
	case r.check != o.check:
		return r.check < o.check
	}
	return r.length < o.length
}

// alone reports whether the row that a check fails on shows that without the batch that it was in.
func alone(c *gate.CheckResult) bool {
	switch c.Property {
	case "accuracy", "edge-cases":
		return strings.HasPrefix(c.Counterexample.Seed, "made simple")
	case "batch-invariance", "determinism":
		return c.Counterexample.CaseSeed != 0
	}
	return true
}

// kinds returns the kinds of what an entry fails, the worst first, or "new" for what is not known.
func (o *Result) kinds(e *Entry) string {
	var all []Kind
	for _, check := range e.Failing {
		kind := Kind("new")
		for i := range o.Findings {
			sc, _ := parseScope(o.Findings[i].Of)
			if slices.Contains(sc.checks, check) && slices.Contains(o.Findings[i].Entries, e.String()) {
				kind = o.Findings[i].Kind
			}
		}
		if !slices.Contains(all, kind) {
			all = append(all, kind)
		}
	}
	var words []string
	for _, k := range []Kind{"new", Defect, Weakness, Choice} {
		if slices.Contains(all, k) {
			words = append(words, string(k))
		}
	}
	if words == nil {
		return string(e.Verdict)
	}
	return strings.Join(words, ", ")
}

func (e *Entry) String() string {
	s := e.Function + " in " + e.DType
	if e.Axis != "" {
		s += ", along the " + e.Axis + " axis"
	}
	return s
}

// NewReport makes the page's figures of outcomes.
func NewReport(seed uint64, outcomes []*Outcome) *Report {
	r := &Report{Schema: Schema, Seed: seed, Processor: processor()}
	for _, o := range outcomes {
		if o.Document != nil {
			r.Cases += o.Document.Cases
		}
		r.Results = append(r.Results, o.result())
	}
	return r
}

// Changed says what keeps the run from being as the libraries' files say: news, and where
// absence counts, what was not judged.
func (r *Report) Changed(absence bool) []string {
	var all []string
	for _, l := range r.Results {
		for _, n := range l.News {
			all = append(all, l.Name+": "+n)
		}
		if absence && l.Absent != "" {
			all = append(all, fmt.Sprintf("%s was not judged: %s", l.Name, l.Absent))
		}
	}
	return all
}
