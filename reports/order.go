package reports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/softulp/softulp/gate"
)

// section is the entries of one function.
type section struct {
	function string
	entries  []*gate.Implementation
}

// sections groups the entries by function, in the document's order.
func sections(d *gate.Document) []section {
	var all []section
	at := map[string]int{}
	for i := range d.Implementations {
		e := &d.Implementations[i]
		n, ok := at[e.Function]
		if !ok {
			n = len(all)
			at[e.Function] = n
			all = append(all, section{function: e.Function})
		}
		all[n].entries = append(all[n].entries, e)
	}
	return all
}

// rank orders what has to be read first: findings, what could not be judged,
// expected failures, then the rest.
func rank(e *gate.Implementation) int {
	switch {
	case e.Unexpected:
		return 0
	case e.Verdict == gate.Error:
		return 1
	case e.Verdict == gate.Fail:
		return 2
	case e.Verdict == gate.Unsupported:
		return 4
	}
	return 3
}

// failing reports whether the entry needs a reason.
func failing(e *gate.Implementation) bool { return rank(e) < 3 }

// worstFirst returns the entries by rank, then by error over allowance, then
// by error; entries that tie in all three by function and name.
func worstFirst(entries []*gate.Implementation) []*gate.Implementation {
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b *gate.Implementation) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(b.WorstOverAllowance, a.WorstOverAllowance),
			cmp.Compare(b.MaxULP, a.MaxULP),
			cmp.Compare(b.WrongClassRows, a.WrongClassRows),
			cmp.Compare(a.Function, b.Function),
			cmp.Compare(a.Name, b.Name),
		)
	})
	return sorted
}

// everything returns all entries, worst first.
func everything(d *gate.Document) []*gate.Implementation {
	var all []*gate.Implementation
	for i := range d.Implementations {
		all = append(all, &d.Implementations[i])
	}
	return worstFirst(all)
}

// maxVerdict is the length of the longest verdict, "unsupported".
const maxVerdict = 11

// outcome is the verdict in a word, with the marks of the legend. It tells a
// finding from a failure that the algorithm explains.
func outcome(e *gate.Implementation) string {
	switch rank(e) {
	case 0:
		return "FINDING"
	case 2:
		return "expected"
	}
	s := clean(string(e.Verdict), maxVerdict)
	if e.Conjectured {
		s += "~"
	}
	if e.VacuousElements > 0 {
		s += "^"
	}
	return s
}

// arithmetic returns "float32", or "float16+float32" where the two differ.
func arithmetic(e *gate.Implementation) string {
	if e.Accumulate == "" || e.Accumulate == e.DType {
		return e.DType
	}
	return e.DType + "+" + e.Accumulate
}

// algorithm returns the entry's name without its arithmetic.
func algorithm(e *gate.Implementation) string {
	return strings.TrimSuffix(e.Name, "/"+arithmetic(e))
}

// inputs returns the inputs to look at: of an entry with answers of the wrong
// class the first such row, and the element with the largest error where that
// is over its allowance or is all there is.
func inputs(e *gate.Implementation) []*gate.Worst {
	var all []*gate.Worst
	if e.WorstClass != nil {
		all = append(all, e.WorstClass)
	}
	if e.Worst != nil && (e.WorstOverAllowance > 1 || e.WorstClass == nil) {
		all = append(all, e.Worst)
	}
	return all
}
