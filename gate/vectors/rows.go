package vectors

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/properties/hazards"
)

// Widths of rows: of most of them, of those of a family that has none as narrow, and
// of wide ones.
const (
	narrow  = 33
	broader = 200
	wide    = 900
	widest  = 1100
)

// rows returns generated rows: one of each family as narrow as it has them, then more in
// turn, then wide ones.
func rows(f dtype.Format, seed uint64, n, wides int) (chosen []hazards.Row) {
	if n == 0 && wides == 0 {
		return nil
	}
	all := hazards.Default(f, seed, max(hazards.DefaultRows, 8*n))
	taken := make([]bool, len(all))
	take := func(most int, wants func(hazards.Row) bool) {
		for i, r := range all {
			if len(chosen) < most && !taken[i] && wants(r) {
				taken[i] = true
				chosen = append(chosen, r)
			}
		}
	}
	seen := map[string]bool{}
	for _, k := range []int{narrow, broader} {
		take(n, func(r hazards.Row) bool {
			first := len(r.X) <= k && !seen[r.Hazard]
			seen[r.Hazard] = seen[r.Hazard] || first
			return first
		})
	}
	take(n, func(r hazards.Row) bool { return len(r.X) <= narrow })
	take(len(chosen)+wides, func(r hazards.Row) bool { return len(r.X) >= wide && len(r.X) <= widest })
	return chosen
}

// special returns the rows that profiles decide, of few widths.
func special(f dtype.Format) (chosen []hazards.Row) {
	for _, r := range hazards.Special(f) {
		switch len(r.X) {
		case 1, 2, 3, 9:
			chosen = append(chosen, r)
		}
	}
	return chosen
}
