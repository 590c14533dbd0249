package signal

import (
	"fmt"
	"strings"
)

func (r *Result) cheapTables(sets []predictions, outcomes []outcome) {
	for i := range sets {
		s := &sets[i]
		t := Table{
			Title:   fmt.Sprintf("%s: averages over %d rows, with targets drawn from the exact softmax", s.name, len(s.all)),
			Left:    2,
			Columns: []string{"softmax", "", "read for a target", "bias", "+-", "total variation", "targets given 0", "classes not 0"},
		}
		for _, o := range outcomes {
			if o.set == s {
				t.row(o.method, o.detail, o.read, o.bias, o.error, o.tv, o.none, o.kept)
			}
		}
		r.Tables = append(r.Tables, t)
	}
	r.cheapFigure(&sets[1], outcomes)
}

// cheapFigure shows what is read against what is lost.
func (r *Result) cheapFigure(s *predictions, outcomes []outcome) {
	f := Figure{
		Name: "cheap-variation", Title: "What cheaper softmaxes lose: " + s.name,
		XLabel: "share of the logits and scores that are read for one target", YLabel: "total variation to the exact softmax",
		LogX: true,
		Alt: "Total variation against the share of logits read, a mark for each method: a hierarchy of two levels reads least and is nearest " +
			"of those that do not read all; sampling reads more and is further off.",
	}
	at := map[string]int{}
	for _, o := range outcomes {
		if o.set != s {
			continue
		}
		name := o.method
		if proposal, _, ok := strings.Cut(o.detail, ","); ok && name == "sampled" {
			name += ", " + proposal
		}
		i, ok := at[name]
		if !ok {
			i = len(f.Series)
			at[name] = i
			f.Series = append(f.Series, Series{Name: name, Points: true})
		}
		f.Series[i].add(o.read/float64(s.k), o.tv)
	}
	r.Figures = append(r.Figures, f)
}
