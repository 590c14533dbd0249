package plots

import (
	"fmt"
	"html"
	"strings"
)

// Panel is a plot in the notation of SVG, without the element that it is in.
type Panel struct {
	Width, Height int
	Title         string // what is drawn, in a line
	Text          string // what it shows, in a sentence, for those who do not see it
	Caption       string // the entry's name
	Entry         int    // the entry's number in the document, -1 if it is of many
	Body          string
}

// Axes is what panels of a group share.
type Axes struct {
	Width, Height int
	Body          string
}

// Size of a panel, and of the area in which it draws.
const (
	panelWidth  = 240
	panelHeight = 150
	left        = 34
	right       = 234
	top         = 8
	bottom      = 128
)

// drawing is SVG being written.
type drawing struct{ strings.Builder }

// path writes a path, unless it is empty.
func (d *drawing) path(class, data string) {
	if data != "" {
		fmt.Fprintf(d, `<path class="%s" d="%s"/>`, class, data)
	}
}

// text writes a text; its class says how it is aligned.
func (d *drawing) text(class string, x, y int, s string) {
	fmt.Fprintf(d, `<text class="%s" x="%d" y="%d">%s</text>`, class, x, y, html.EscapeString(s))
}

// axes draws the frame of a panel, with ticks below and to the left.
func axes(x, y []tick) Axes {
	var d drawing
	var lines strings.Builder
	for _, t := range y {
		fmt.Fprintf(&lines, "M%d %dH%d", left, t.at, right)
		d.text("e", left-3, t.at+3, t.label)
	}
	for _, t := range x {
		fmt.Fprintf(&lines, "M%d %dV%d", t.at, top, bottom)
		d.text("c", t.at, bottom+12, t.label)
	}
	d.path("g", lines.String())
	d.path("a", fmt.Sprintf("M%d %dV%dH%d", left, top, bottom, right))
	return Axes{panelWidth, panelHeight, d.String()}
}

// point is a point in pixels.
type point struct{ x, y int }

// line is the path through points. Pages have thousands: a step of it is written as short
// as SVG allows.
func line(points []point) string {
	var b strings.Builder
	for i, p := range points {
		switch i {
		case 0:
			fmt.Fprintf(&b, "M%d %d", p.x, p.y)
			continue
		case 1:
			b.WriteByte('l')
		default:
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d", p.x-points[i-1].x)
		if dy := p.y - points[i-1].y; dy < 0 {
			fmt.Fprintf(&b, "%d", dy)
		} else {
			fmt.Fprintf(&b, " %d", dy)
		}
	}
	return b.String()
}

// area is the path around what is below points.
func area(points []point) string {
	if len(points) == 0 {
		return ""
	}
	first := points[0]
	if len(points) == 1 { // wide enough to be seen
		return fmt.Sprintf("M%d %dV%dH%dV%dz", first.x-3, bottom, first.y, first.x+3, bottom)
	}
	return fmt.Sprintf("%sV%dH%dz", line(points), bottom, first.x)
}

// dots is a path with a mark on each point.
func dots(points []point) string {
	var b strings.Builder
	for _, p := range points {
		fmt.Fprintf(&b, "M%d %dh4v4h-4z", p.x-2, p.y-2)
	}
	return b.String()
}

// crosses is a path with a cross on each point.
func crosses(points []point) string {
	var b strings.Builder
	for _, p := range points {
		fmt.Fprintf(&b, "M%d %dl6 6m0-6l-6 6", p.x-3, p.y-3)
	}
	return b.String()
}

// escape makes text safe in SVG.
func escape(s string) string { return html.EscapeString(s) }
