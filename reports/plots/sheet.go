package plots

import (
	_ "embed"
	"fmt"
	"strings"
)

// Style is the classes of the drawings, in light and, where a page says so, in dark.
//
//go:embed plots.css
var style string

// Style returns the style sheet of the drawings.
func Style() string { return style }

// Marks returns what the drawings of a page or a file refer to: to be there once.
func Marks() string {
	return `<marker id="dot" viewBox="0 0 4 4" refX="2" refY="2" markerWidth="4" markerHeight="4" markerUnits="userSpaceOnUse"><path class="dot" d="M0 0h4v4h-4z"/></marker>`
}

// Sheet returns panels in rows as a file of its own, each under its caption.
func Sheet(title, text string, a Axes, panels []Panel, columns int) []byte {
	const caption, gap = 16, 8
	var d drawing
	width, height, y := 0, 0, 0
	for i, p := range panels {
		x := i % columns * (p.Width + gap)
		if i > 0 && i%columns == 0 {
			y = height
		}
		at := y
		if p.Caption != "" {
			d.text("t s", x+4, y+11, p.Caption)
			at += caption
		}
		fmt.Fprintf(&d, `<svg x="%d" y="%d" width="%d" height="%d" viewBox="0 0 %d %d"><title>%s</title>%s%s</svg>`, x, at, p.Width, p.Height, p.Width, p.Height,
			escape(strings.TrimPrefix(p.Caption+": "+p.Text, ": ")), a.Body, p.Body)
		width, height = max(width, x+p.Width), max(height, at+p.Height)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" class="plot">`, width, height, width, height)
	fmt.Fprintf(&b, "\n<title>%s</title><desc>%s</desc>\n<style>%s</style>%s\n<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n%s\n</svg>\n",
		escape(title), escape(text), style, Marks(), width, height, d.String())
	return []byte(b.String())
}
