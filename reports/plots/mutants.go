package plots

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/softulp/softulp/properties/yardstick/killmatrix"
	"github.com/softulp/softulp/reports"
)

// Bar is a bar of a chart: n, of a number that it could be.
type Bar struct {
	Name  string
	N, Of int
}

// KillsBySuite has a bar for the properties and for each suite: mutants killed, of those
// that it has tests for.
func KillsBySuite(m *killmatrix.Matrix) []Bar {
	bars := []Bar{{"softulp", m.Killed, len(m.Rows)}}
	for _, s := range m.Suites {
		bars = append(bars, Bar{reports.Clean(s.Name, 24), s.Kills, s.Of})
	}
	return bars
}

// KillsByProperty has a bar for each property: the mutants that it is the first to kill.
func KillsByProperty(m *killmatrix.Matrix) []Bar {
	count := map[string]int{}
	for i := range m.Rows {
		name := m.Rows[i].KilledBy
		if name == "" {
			name = "none"
		}
		count[name]++
	}
	var bars []Bar
	for _, name := range slices.Sorted(maps.Keys(count)) {
		bars = append(bars, Bar{reports.Clean(name, 24), count[name], len(m.Rows)})
	}
	slices.SortStableFunc(bars, func(a, b Bar) int { return cmp.Compare(b.N, a.N) })
	return bars
}

// Bars draws a bar chart: each number of kills in front of the number that it is of.
func Bars(title string, bars []Bar) Panel {
	const width, names, height = 520, 150, 20
	most := 1
	for _, b := range bars {
		most = max(most, b.Of)
	}
	var d drawing
	text := ""
	for i, b := range bars {
		y := 4 + i*height
		of, n := (width-names-70)*b.Of/most, (width-names-70)*b.N/most
		d.text("e", names-6, y+12, b.Name)
		d.path("b", fmt.Sprintf("M%d %dh%dv14h-%dz", names, y, of, of))
		d.path("h", fmt.Sprintf("M%d %dh%dv14h-%dz", names, y, n, n))
		d.text("s", names+of+5, y+12, fmt.Sprintf("%d of %d", b.N, b.Of))
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %d of %d", b.Name, b.N, b.Of)
	}
	return Panel{width, 8 + len(bars)*height, title, text, "", -1, d.String()}
}
