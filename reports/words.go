package reports

import (
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/signal"
)

// What the renderers of other packages need, so that they say the same as those of
// this one in the same words.

// Lengths, in runes, to which text from outside is cut.
const (
	MaxName    = maxName
	MaxText    = maxText
	MaxCommand = maxCommand
)

// Summary says in three sentences what was verified, what failed unexpectedly and
// what to look at first.
func Summary(r *Results) [3]string { return summary(r) }

// SignalSummary says the same of a laboratory's report.
func SignalSummary(r *signal.Report) []string { return signalSummary(r) }

// Tiers says how the exact answers were obtained, and at what price if that is known.
func Tiers(d *gate.Document) (share, price string) { return tiers(d) }

// MutantFindings returns what must not be among the mutants, in sentences.
func MutantFindings(r *Results) []string { return r.mutantFindings() }

// Rank orders what has to be read first: 0 findings, 1 what could not be judged, 2
// expected failures, 3 what passed, 4 what is unsupported.
func Rank(e *gate.Implementation) int { return rank(e) }

// WorstFirst returns the document's entries by rank, then by error over allowance.
func WorstFirst(d *gate.Document) []*gate.Implementation { return everything(d) }

// Outcome is an entry's verdict in a word, with the marks of [Legend].
func Outcome(e *gate.Implementation) string { return outcome(e) }

// Legend explains the figures and the marks.
const Legend = legend

// Arithmetic returns "float32", or "float16+float32" where the two differ, and Algorithm
// the entry's name without it.
func Arithmetic(e *gate.Implementation) string { return arithmetic(e) }
func Algorithm(e *gate.Implementation) string  { return algorithm(e) }

// Overview is a function's algorithms and arithmetics, the widest storage first, with
// the entry of each pair.
func Overview(d *gate.Document, function string) (algorithms, arithmetics []string, cells map[[2]string]*gate.Implementation) {
	for _, s := range sections(d) {
		if s.function != function {
			continue
		}
		// A program that was asked along two axes has two rows.
		named, own := section{function: function}, map[*gate.Implementation]*gate.Implementation{}
		for _, e := range s.entries {
			c := *e
			c.Name = Name(e)
			named.entries = append(named.entries, &c)
			own[&c] = e
		}
		m := newMatrix(named)
		for k, c := range m.cells {
			m.cells[k] = own[c]
		}
		return m.algorithms, m.arithmetics, m.cells
	}
	return nil, nil, nil
}

// Name is an entry's name, with the axis where that is not the last.
func Name(e *gate.Implementation) string {
	if e.Axis != "" && e.Axis != string(gate.Last) {
		return e.Name + ", axis " + e.Axis
	}
	return e.Name
}

// Cell is an entry's largest error in ulps with the marks of [Legend], inf where a
// number was due and none came.
func Cell(e *gate.Implementation) string { return cell(e) }

// Functions lists the functions of a document, in its order.
func Functions(d *gate.Document) (functions []string) {
	for _, s := range sections(d) {
		functions = append(functions, s.function)
	}
	return functions
}

// Place says where an input is and what came of it.
func Place(w *gate.Worst) string { return place(w) }

// Held counts the properties that hold, of those that were judged.
func Held(e *gate.Implementation) string { return held(e) }

// Share formats the share of an entry's answers that are correctly rounded.
func Share(e *gate.Implementation) string { return share(e) }

// ULPs formats an error, rounded up; Mean a mean, to nearest; Percent a share, rounded
// down; Count a number with commas.
func ULPs(v float64) string    { return ulps(v) }
func Mean(v float64) string    { return mean(v) }
func Percent(v float64) string { return percent(v) }
func Count(n int) string       { return count(n) }

// Clean makes text from outside one line of at most n runes that controls nothing.
func Clean(s string, n int) string { return clean(s, n) }

// MarkdownText makes s safe to stand in Markdown, likewise.
func MarkdownText(s string, n int) string { return markdown(s, n) }
