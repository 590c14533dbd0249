package plots

import (
	"fmt"
	"strings"

	"github.com/softulp/softulp/gate"
)

// sheetColumns is the number of panels beside each other in a file.
const sheetColumns = 4

// SVG returns the plots of a document as files of their own, several for each function and
// storage dtype: "softmax-float32-by-width.svg".
func SVG(d *gate.Document) []File {
	var files []File
	hazards := Hazards(d, false)
	columns := HeatColumns(hazards)
	for _, g := range Groups(d) {
		add := func(kind string, svg []byte) {
			files = append(files, File{file(g.Function) + "-" + file(g.DType) + "-" + kind + ".svg", svg})
		}
		for _, kind := range []struct {
			name, title, text string
			draw              func(Group) (Axes, []Panel)
		}{
			{"by-width", "Error against K", "the largest error by the number of logits, and what is allowed as a band", ByWidth},
			{"by-spread", "Error against the spread of the row", "the largest error by the largest less the smallest finite logit, and what is allowed as a band", BySpread},
			{"by-answer", "Error against the exact answer", "the largest error by the magnitude of the exact answer, and what is allowed as a band", ByValue},
			{"signed-errors", "Signed errors", "shares of the answers by their error with its sign", Histogram},
			{"real-logits", "Error against allowance, on real logits", "each answer's error against its allowance", OnRealLogits},
		} {
			a, panels := kind.draw(g)
			if len(panels) > 0 {
				add(kind.name, Sheet(kind.title+": "+g.of(), "For each implementation "+kind.text+", in ulps, both axes logarithmic.", a, panels, sheetColumns))
			}
		}
		if p, ok := BySpeed(g); ok {
			add("speed", Sheet(p.Title, p.Text, Axes{}, []Panel{p}, 1))
		}
		heat := Heat(g, hazards)
		columns.Height = heat.Height // lines go no farther down
		heat.Body += shades(heat.Height)
		heat.Height += 20
		add("by-hazard", Sheet(heat.Title, heat.Text, columns, []Panel{heat}, 1))
	}
	return files
}

// shades is what the shades of a heat map stand for, in a line below it.
func shades(y int) string {
	var d drawing
	d.text("e", namesWidth-4, y+14, "ulps, at most:")
	for i, l := range Levels() {
		x := namesWidth + 60*i
		d.path(l.Class, fmt.Sprintf("M%d %dh14", x, y+10))
		d.text("s", x+18, y+14, strings.TrimSuffix(strings.TrimPrefix(l.Text, "at most "), " ulp"))
	}
	return d.String()
}

// file makes a name part of a file's name.
func file(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, name)
	return name[:min(len(name), 60)]
}
