package baseline

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/softulp/softulp/gate"
)

// Slack is how much worse a figure may be than the file's before that is a finding:
// none by default, since figures depend on the seed alone on one platform.
type Slack struct {
	// Relative is the part of an error or a share that is granted, 0.05 for 5 %, say
	// because the file is another platform's. Counts have none.
	Relative float64
}

// Kind is what became of an entry, or of one of its figures.
type Kind string

const (
	Worse       Kind = "worse"        // than the file allows
	Better      Kind = "better"       // than the file says
	Added       Kind = "new"          // the file has no such line
	Missing     Kind = "not judged"   // of the file's lines, in this run
	Unmeasured  Kind = "not measured" // a figure of the file's: no answer is a number any more
	Unjudged    Kind = "unjudged"     // the entry could not be judged
	Declined    Kind = "declined"     // the entry is in the file and is no longer supported
	Failing     Kind = "failing"      // not as allowed, and no reason for that in the file
	AsExpected  Kind = "as expected"  // it fails, and the file says why
	Unexpected  Kind = "unexpected"   // it passes, and the file says why it fails
	AnotherSeed Kind = "another seed" // the file is of another seed: figures differ by chance
)

// Change is a difference between a file and a document.
type Change struct {
	Kind  Kind
	Entry Entry
	K     string // where it is about a line
	Unit  Unit   // where it is about a figure
	// Was and Now are the figure, and WasRows and NowRows the rows it is of.
	Was, Now         float64
	WasRows, NowRows int
	// Why is the reason of an expected failure, the sentence of what cannot be judged,
	// or the two seeds.
	Why string
}

// Finding reports whether the change must not pass.
func (c Change) Finding() bool {
	switch c.Kind {
	case Worse, Unmeasured, Unjudged, Declined, Failing, Unexpected:
		return true
	}
	return false
}

// String says the change in one line. Names are written as the file has them; Why is as
// it came.
func (c Change) String() string {
	at := c.Entry.String()
	if c.K != "" {
		at += "/k=" + class(c.K)
	}
	rows := ""
	if c.WasRows != c.NowRows {
		rows = fmt.Sprintf(" (on %d rows, the file's %d)", c.NowRows, c.WasRows)
	}
	switch c.Kind {
	case Worse, Better:
		return fmt.Sprintf("%s: %s is %s than the baseline: %s, was %s%s", at, c.Unit, c.Kind, figure(c.Now), figure(c.Was), rows)
	case Added:
		return at + ": is not in the baseline yet"
	case Missing:
		return at + ": is in the baseline and was not judged"
	case Unmeasured:
		return fmt.Sprintf("%s: %s was %s in the baseline, and no answer is a number any more%s", at, c.Unit, figure(c.Was), rows)
	case Unjudged:
		return at + ": could not be judged: " + c.Why
	case Declined:
		return at + ": is in the baseline and is declined now: --update takes it out"
	case Failing:
		return at + ": is not as allowed: " + c.Why
	case AsExpected:
		return at + ": fails as expected: " + c.Why
	case Unexpected:
		return fmt.Sprintf("%s: is expected to fail (%s) and does not: --update takes that out of the baseline", at, c.Why)
	}
	return fmt.Sprintf("the baseline is of %s: figures differ by chance", c.Why)
}

func figure(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Compare returns how a document differs from the file, what must not pass first and
// both parts in the file's order. Entries that are not in the document were not asked
// for: they are told, and so are lines of classes that no row fell in.
func Compare(old *File, doc *gate.Document, slack Slack) []Change {
	var found []Change
	add := func(c Change) { found = append(found, c) }
	if old.Seeded && old.Seed != doc.Seed {
		add(Change{Kind: AnotherSeed, Why: fmt.Sprintf("seed %d and this run of seed %d", old.Seed, doc.Seed)})
	}
	was, judged := old.entries(), map[Entry]bool{}
	for _, e := range outcomes(doc) {
		entry := entryOf(e)
		judged[entry] = true
		why, expected := old.Expected[entry]
		switch {
		case e.Verdict == gate.Unsupported:
			if was[entry] != nil || expected {
				add(Change{Kind: Declined, Entry: entry})
			}
			continue
		case e.Verdict != gate.Pass && e.Verdict != gate.Fail:
			add(Change{Kind: Unjudged, Entry: entry, Why: e.Sentence})
			continue
		case e.Verdict == gate.Fail && expected:
			add(Change{Kind: AsExpected, Entry: entry, Why: why})
		case e.Verdict == gate.Fail && (e.Expected == "" || e.Unexpected):
			add(Change{Kind: Failing, Entry: entry, Why: e.Sentence})
		case e.Verdict == gate.Pass && expected:
			add(Change{Kind: Unexpected, Entry: entry, Why: why})
		}
		found = append(found, lines(entry, was[entry], classes(linesOf(e)), slack)...)
	}
	for _, entry := range slices.SortedFunc(maps.Keys(was), Entry.compare) {
		if !judged[entry] {
			add(Change{Kind: Missing, Entry: entry})
		}
	}
	rank := func(c Change) int {
		if c.Finding() {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b Change) int { return rank(a) - rank(b) })
	return found
}

// outcomes returns a document's entries in the file's order.
func outcomes(doc *gate.Document) []*gate.Implementation {
	var all []*gate.Implementation
	for i := range doc.Implementations {
		all = append(all, &doc.Implementations[i])
	}
	slices.SortStableFunc(all, func(a, b *gate.Implementation) int { return entryOf(a).compare(entryOf(b)) })
	return all
}

// entries returns the lines of each entry, by their class.
func (f *File) entries() map[Entry]map[string]Line {
	all := map[Entry]map[string]Line{}
	for _, l := range f.Lines {
		if all[l.Entry] == nil {
			all[l.Entry] = map[string]Line{}
		}
		all[l.Entry][l.K] = l
	}
	return all
}

// classes returns the lines of one entry by their class.
func classes(lines []Line) map[string]Line {
	all := map[string]Line{}
	for _, l := range lines {
		all[l.K] = l
	}
	return all
}

// lines compares the lines of an entry.
func lines(entry Entry, was, now map[string]Line, slack Slack) (found []Change) {
	if len(was) == 0 {
		return []Change{{Kind: Added, Entry: entry}}
	}
	both := maps.Clone(was)
	maps.Copy(both, now)
	for _, k := range slices.SortedFunc(maps.Keys(both), compareClasses) {
		a, before := was[k]
		b, after := now[k]
		c := Change{Entry: entry, K: k, WasRows: a.Rows, NowRows: b.Rows}
		switch {
		case !before:
			c.Kind = Added
			found = append(found, c)
			// What is wrong in kind needs no line to be worse than.
			for _, u := range Units() {
				if v := b.Figures[u]; u.counts() && v > 0 {
					found = append(found, Change{Kind: Worse, Entry: entry, K: k, Unit: u, Now: v, NowRows: b.Rows})
				}
			}
		case !after:
			c.Kind = Missing
			found = append(found, c)
		default:
			found = append(found, figures(c, a.Figures, b.Figures, slack)...)
		}
	}
	return found
}

// figures compares those of one line.
func figures(c Change, was, now Figures, slack Slack) (found []Change) {
	for _, u := range Units() {
		a, before := was[u]
		b, after := now[u]
		c.Unit, c.Was, c.Now = u, a, b
		before, after = before || u.counts(), after || u.counts()
		switch {
		case !before:
			continue // it says nothing about the figure, and the entry is as allowed
		case !after:
			c.Kind = Unmeasured
		case u.worse(a, b, slack):
			c.Kind = Worse
		case u.worse(b, a, Slack{}): // the other way round
			c.Kind = Better
		default:
			continue
		}
		found = append(found, c)
	}
	return found
}
