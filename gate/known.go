package gate

import (
	"slices"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/fuzz/worst"
)

// KnownCase is the worst row that is known of an implementation, by one measure: of all
// rows that were searched, or of all rows that there are of one width.
type KnownCase struct {
	Objective string  `json:"objective"` // "ulp", ...: see package search
	Error     float64 `json:"error"`     // in the objective's unit
	// Proved says that every row of K logits was judged, and none is worse.
	Proved bool     `json:"proved"`
	K      int      `json:"k"`
	How    string   `json:"how"` // it was found
	X      []string `json:"x"`   // hexadecimal floats
	Sides
}

// knownCases returns what is known of an implementation, by objective: the worst row
// that a search has found, and of each width the one that is proved to be the worst.
func knownCases(rows []worst.Row, name string, fn function.Function) []KnownCase {
	var list []KnownCase
	for i := range rows {
		r := &rows[i]
		if r.Implementation != name || r.Function != fn {
			continue
		}
		whole := window{0, len(r.X)}
		c := KnownCase{Objective: r.Objective, Error: r.Error, Proved: r.Proved(), K: len(r.X), How: r.How,
			X: whole.list(r.X), Sides: whole.sides(fn, &r.Input)}
		at := slices.IndexFunc(list, func(o KnownCase) bool {
			return o.Objective == c.Objective && o.Proved == c.Proved && (!c.Proved || o.K == c.K)
		})
		switch {
		case at < 0:
			list = append(list, c)
		case c.Error > list[at].Error:
			list[at] = c
		}
	}
	return list
}
