package plots

import (
	"math"
	"slices"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reports"
)

// Group is the entries of one function in one storage dtype that have curves, in
// the document's order: those that somebody who needs the two has to choose from.
type Group struct {
	Function, DType string
	Entries         []Entry
}

// Entry is an entry with its number in the document.
type Entry struct {
	At int
	*gate.Implementation
}

// Groups returns the groups of a document, in its order.
func Groups(d *gate.Document) []Group {
	var all []Group
	for i := range d.Implementations {
		e := &d.Implementations[i]
		if e.Curves == nil {
			continue
		}
		n := slices.IndexFunc(all, func(g Group) bool { return g.Function == e.Function && g.DType == e.DType })
		if n < 0 {
			n = len(all)
			all = append(all, Group{Function: e.Function, DType: e.DType})
		}
		all[n].Entries = append(all[n].Entries, Entry{i, e})
	}
	return all
}

// of says which group it is, safe to show.
func (g Group) of() string {
	return reports.Clean(g.Function, reports.MaxName) + " in " + reports.Clean(g.DType, reports.MaxName)
}

// name is the entry's name, safe to show.
func (e *Entry) name() string { return reports.Clean(reports.Name(e.Implementation), reports.MaxName) }

// Errors are drawn from a tenth of an ulp to a hundred million, or to the largest one if that is
// less: beyond, nothing is left of an answer in any format.
const (
	leastError = 0.1
	mostError  = 1e8
)

// errorScale is the ordinate of a group's errors and allowances.
func errorScale(most float64) scale {
	most = min(max(most, 10), mostError)
	return scale{math.Log2(leastError), math.Log2(most) + 0.3, bottom, top}
}

// ulps writes an error as the other reports do.
func ulps(v float64) string { return reports.ULPs(v) }
