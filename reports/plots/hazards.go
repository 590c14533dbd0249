package plots

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reports"
)

// Cells of the heat map, and the room for names.
const (
	cellWidth   = 11
	cellHeight  = 14
	namesWidth  = 190
	namesHeight = 150
	mostEntries = 200 // that have lines between the columns
)

// Level is a shade of the heat map.
type Level struct {
	Class string
	Upto  float64 // the largest error in ulps
	Text  string
}

// Levels are the shades of the heat map, from exact to useless.
func Levels() []Level {
	return []Level{
		{"v0", 0.5, "at most 0.5 ulp"}, {"v1", 1, "1"}, {"v2", 4, "4"}, {"v3", 32, "32"}, {"v4", 1024, "1024"}, {"v5", 1e6, "10⁶"}, {"v6", math.Inf(1), "more"},
	}
}

// LevelOf returns the shade for an error.
func LevelOf(ulp float64) int {
	return slices.IndexFunc(Levels(), func(l Level) bool { return ulp <= l.Upto })
}

// Hazards lists the hazards of a document in the order in which their rows come, those
// with answers that are a matter of convention or the others.
func Hazards(d *gate.Document, special bool) []string {
	var all []string
	for i := range d.Implementations {
		if c := d.Implementations[i].Curves; c != nil {
			for j, name := range c.Hazards.Name {
				if c.Hazards.Special[j] == special && !slices.Contains(all, name) {
					all = append(all, name)
				}
			}
		}
	}
	return all
}

// HeatColumns draws the names of hazards above a heat map, which all groups share.
func HeatColumns(hazards []string) Axes {
	var d drawing
	for i, name := range hazards {
		x := namesWidth + i*cellWidth + cellWidth/2 + 3
		fmt.Fprintf(&d, `<text class="s" transform="rotate(-90 %d %d)" x="%d" y="%d">`, x, namesHeight-5, x, namesHeight-5)
		d.WriteString(escape(reports.Clean(name, 26)) + "</text>")
	}
	// Columns are told apart by lines, as far down as there may be entries.
	var lines strings.Builder
	for i := range len(hazards) + 1 {
		fmt.Fprintf(&lines, "M%d %dv%d", namesWidth+i*cellWidth, namesHeight, mostEntries*cellHeight)
	}
	d.path("g", lines.String())
	return Axes{namesWidth + len(hazards)*cellWidth + 4, namesHeight + mostEntries*cellHeight, d.String()}
}

// Heat draws which entries lose how much on which hazard. A cross marks hazards with a
// row that failed.
func Heat(g Group, hazards []string) Panel {
	levels := Levels()
	paths := make([]strings.Builder, len(levels))
	var d drawing
	var failed, dark strings.Builder // crosses on light cells and on dark ones
	worst, bad := 0, 0
	for row := range g.Entries {
		e := &g.Entries[row]
		h := &e.Curves.Hazards
		y := namesHeight + row*cellHeight
		name := e.name()
		if utf8.RuneCountInString(name) > 32 {
			name = reports.Clean(reports.Name(e.Implementation), 32)
		}
		fmt.Fprintf(&d, `<text class="e" x="%d" y="%d">%s</text>`, namesWidth-4, y+10, escape(name))
		last, from := -1, 0
		flush := func(to int) {
			if last >= 0 {
				fmt.Fprintf(&paths[last], "M%d %dh%d", namesWidth+from*cellWidth, y+cellHeight/2, (to-from)*cellWidth)
			}
		}
		for column, hazard := range hazards {
			level := -1
			if j := slices.Index(h.Name, hazard); j >= 0 {
				level = LevelOf(h.ULP[j])
				if h.Failed[j] > 0 {
					cross := &failed
					if level >= len(levels)-2 {
						cross = &dark
					}
					fmt.Fprintf(cross, "M%d %dl5 5m0-5l-5 5", namesWidth+column*cellWidth+3, y+4)
					bad++
				}
				if level == len(levels)-1 {
					worst++
				}
			}
			if level != last {
				flush(column)
				last, from = level, column
			}
		}
		flush(len(hazards))
	}
	for i := range levels {
		d.path(levels[i].Class, paths[i].String())
	}
	d.path("x", failed.String())
	d.path("z", dark.String())
	text := fmt.Sprintf("of %d entries and %d hazards, %d pairs have a row that failed, and %d an error above a million ulps",
		len(g.Entries), len(hazards), bad, worst)
	return Panel{namesWidth + len(hazards)*cellWidth + 4, namesHeight + len(g.Entries)*cellHeight + 4,
		"Implementations by hazard: " + g.of(), text, "", -1, d.String()}
}
