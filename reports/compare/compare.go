package compare

import (
	"fmt"
	"math"
	"slices"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reports"
)

// Run is a document with the name that it goes by.
type Run struct {
	Name string
	*gate.Document
}

// Change is a figure that is not what it was.
type Change struct {
	Entry  Entry
	Figure string // "max ulp", "property ties", "verdict"
	Old    string
	New    string
	Worse  bool
	By     float64 // how many times as much, to order changes by; infinite for verdicts
}

// Entry names an implementation's outcome.
type Entry struct {
	Function, Name string
	Axis           string // of a program from outside, where it is not the last
}

// String names the entry, safe to show.
func (e Entry) String() string {
	s := reports.Clean(e.Function, reports.MaxName) + ", " + reports.Clean(e.Name, reports.MaxName)
	if e.Axis != "" {
		s += ", axis " + reports.Clean(e.Axis, reports.MaxName)
	}
	return s
}

// Comparison is what has changed from one run to another.
type Comparison struct {
	Old, New Run
	// Warnings say why the two are not quite comparable.
	Warnings      []string
	Worse, Better []Change // the largest changes first
	Appeared      []Entry
	Disappeared   []Entry
	Same          int // entries of which nothing changed
}

// Runs compares two runs. Figures that differ by a share of at most slack count as the same.
func Runs(old, new Run, slack float64) *Comparison {
	c := &Comparison{Old: old, New: new, Warnings: warnings(old, new)}
	before, after := entries(old), entries(new)
	for i := range new.Implementations {
		e := &new.Implementations[i]
		k := key(e)
		if after[k] != e {
			continue // named twice
		}
		was, ok := before[k]
		if !ok {
			c.Appeared = append(c.Appeared, k)
			if e.Unexpected {
				c.Worse = append(c.Worse, Change{k, "verdict", "not there", verdict(e), true, math.Inf(1)})
			}
			continue
		}
		changes := differences(k, was, e, slack)
		if len(changes) == 0 {
			c.Same++
		}
		for _, change := range changes {
			if change.Worse {
				c.Worse = append(c.Worse, change)
			} else {
				c.Better = append(c.Better, change)
			}
		}
	}
	for i := range old.Implementations {
		k := key(&old.Implementations[i])
		if _, ok := after[k]; !ok && !slices.Contains(c.Disappeared, k) {
			c.Disappeared = append(c.Disappeared, k)
		}
	}
	for _, changes := range [][]Change{c.Worse, c.Better} {
		slices.SortStableFunc(changes, func(a, b Change) int {
			switch {
			case a.By > b.By:
				return -1
			case a.By < b.By:
				return 1
			}
			return 0
		})
	}
	return c
}

// warnings say in which of what the figures depend on the runs differ.
func warnings(old, new Run) (all []string) {
	if old.Seed != new.Seed {
		all = append(all, fmt.Sprintf("The seeds are %d and %d: the rows are not the same.", old.Seed, new.Seed))
	} else if rows(old) != rows(new) {
		all = append(all, fmt.Sprintf("%s rows were generated, and now %s: not all rows are the same.", reports.Count(rows(old)), reports.Count(rows(new))))
	}
	if old.Profile != new.Profile {
		all = append(all, fmt.Sprintf("The profiles are %s and %s.", reports.Clean(old.Profile, reports.MaxName), reports.Clean(new.Profile, reports.MaxName)))
	}
	if old.Arch != new.Arch {
		all = append(all, fmt.Sprintf("The architectures are %s and %s.", reports.Clean(old.Arch, reports.MaxName), reports.Clean(new.Arch, reports.MaxName)))
	}
	for _, r := range []Run{old, new} {
		if r.Interrupted {
			all = append(all, reports.Clean(r.Name, reports.MaxText)+" is of a run that was interrupted.")
		}
	}
	return all
}

// rows counts the rows of all sources.
func rows(r Run) (n int) {
	for _, s := range r.Sources {
		n += s.Rows
	}
	return n
}

// entries finds entries by what they are called.
func entries(r Run) map[Entry]*gate.Implementation {
	all := map[Entry]*gate.Implementation{}
	for i := range r.Implementations {
		e := &r.Implementations[i]
		all[key(e)] = e
	}
	return all
}

func key(e *gate.Implementation) Entry {
	axis := e.Axis
	if axis == string(gate.Last) {
		axis = ""
	}
	return Entry{e.Function, e.Name, axis}
}

// verdict is an outcome in a word, findings told from expected failures.
func verdict(e *gate.Implementation) string {
	return [...]string{"finding", "error", "expected failure", "pass", "unsupported"}[reports.Rank(e)]
}

// differences lists the figures of an entry that changed.
func differences(k Entry, old, new *gate.Implementation, slack float64) (all []Change) {
	// An expected failure that passes is better, and a pass that no longer is, worse;
	// what is unsupported is neither: it was judged and is no longer, or the other way round.
	if a, b := reports.Rank(old), reports.Rank(new); a != b {
		all = append(all, Change{k, "verdict", verdict(old), verdict(new), worth(b) < worth(a), math.Inf(1)})
	}
	before, after := figures(old), figures(new)
	for i, f := range after {
		was := before[i].value
		if was == f.value || math.Abs(f.value-was) <= slack*math.Abs(was) {
			continue
		}
		worse := f.value > was
		by := ratio(was, f.value)
		if f.more {
			worse = !worse
			by = ratio(1-was, 1-f.value)
		}
		a, b := tell(was, f.value)
		all = append(all, Change{k, f.name, a, b, worse, by})
	}
	checks := map[string]gate.Verdict{}
	for _, c := range old.Checks {
		checks[c.Property] = c.Verdict
	}
	for _, c := range new.Checks {
		was, ok := checks[c.Property]
		if ok && was != c.Verdict && (failed(was) || failed(c.Verdict)) {
			all = append(all, Change{k, "property " + reports.Clean(c.Property, reports.MaxName), string(was), string(c.Verdict), failed(c.Verdict), math.Inf(1)})
		}
	}
	return all
}

func failed(v gate.Verdict) bool { return v == gate.Fail || v == gate.Error }

// worth orders ranks: findings below what could not be judged, below expected failures,
// below what is unsupported, below what passes.
func worth(rank int) int { return [...]int{0, 1, 2, 4, 3}[rank] }

// figure is a number of an entry.
type figure struct {
	name  string
	value float64
	more  bool // more is better
}

func figures(e *gate.Implementation) []figure {
	return []figure{
		{"max ulp", e.MaxULP, false},
		{"p99 ulp", e.P99ULP, false},
		{"mean ulp", e.MeanULP, false},
		{"rounded right", e.CorrectlyRounded, true},
		{"error/allowed", e.WorstOverAllowance, false},
		{"rows of the wrong class", float64(e.WrongClassRows), false},
		{"answers without an allowance", float64(e.VacuousElements), false},
		{"faults", float64(len(e.Faults)), false},
	}
}

// ratio is how many times one is the other, at least 1.
func ratio(a, b float64) float64 {
	a, b = math.Abs(a), math.Abs(b)
	if a == 0 && b == 0 {
		return 1
	}
	return max(a, b) / min(a, b)
}

// tell formats two numbers with as many digits as tell them apart.
func tell(a, b float64) (string, string) {
	for _, digits := range []int{4, 6, 9, 17} {
		x, y := format(a, digits), format(b, digits)
		if x != y || digits == 17 {
			return x, y
		}
	}
	return "", "" // never
}
