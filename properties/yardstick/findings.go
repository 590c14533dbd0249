package yardstick

import (
	"fmt"
	"maps"
	"slices"
)

// Findings says in one sentence each what must not be: mutants that survive and
// are not listed as equivalent, listed ones that do not, kills that hold for the
// correct implementation too, and violations by correct implementations.
func Findings(m *Mutants, c *Implementations, equivalents map[string]string) []string {
	var list []string
	present := map[string]bool{}
	for i := range m.Rows {
		r := &m.Rows[i]
		name := r.Mutant.Name
		present[name] = true
		reason, listed := equivalents[name]
		switch {
		case r.Kill != nil && r.Kill.Correct != nil:
			list = append(list, fmt.Sprintf("mutant %s: %s fails on the correct implementation too: %v", name, r.Kill.Property, r.Kill.Correct))
		case r.Kill == nil && !listed:
			list = append(list, fmt.Sprintf("mutant %s survives %d cases", name, m.Cases))
		case r.Kill != nil && listed:
			list = append(list, fmt.Sprintf("mutant %s is listed as equivalent (%s) and killed by %s", name, reason, r.Kill.Property))
		}
	}
	for _, name := range m.Left {
		present[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(equivalents)) {
		if !present[name] {
			list = append(list, fmt.Sprintf("mutant %s is listed as equivalent and does not exist", name))
		}
	}
	for i := range c.Findings {
		list = append(list, "correct implementation "+c.Findings[i].String())
	}
	return list
}
