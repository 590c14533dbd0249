package plots

import (
	"fmt"
	"math"
	"strings"

	"github.com/softulp/softulp/reports"
)

// leastShare is the share that a histogram's bars begin at.
const leastShare = 1e-7

// Histogram draws the shares of each entry's answers by signed error: in the middle the
// correctly rounded ones, towards the sides octaves of ulps, along a logarithmic axis.
func Histogram(g Group) (Axes, []Panel) {
	most := 1.0
	for _, e := range g.Entries {
		for _, from := range e.Curves.Signed.From {
			most = max(most, math.Abs(from))
		}
	}
	side := int(math.Log2(most)) + 2 // bars on either side
	width := float64(right-left) / float64(2*side+1)
	edge := func(bar int) int { return int(math.Round(left + float64(width*float64(bar+side)))) } // its left
	y := scale{math.Log2(leastShare), 0, bottom, top}
	// A bar of octave n holds errors from 2^(n−2) ulp on.
	bar := func(from float64) int {
		if from == 0 {
			return 0
		}
		return int(math.Copysign(math.Log2(math.Abs(from))+2, from))
	}
	var x []tick
	step := max(1, (side+2)/3)
	for n := 1; n <= side; n += step {
		v := math.Exp2(float64(n - 2))
		label := fmt.Sprintf("%.4g", v)
		if v >= 1e4 {
			label = fmt.Sprintf("%.0e", v)
			label = strings.Replace(label, "e+0", "e", 1)
		}
		x = append(x, tick{edge(n), label}, tick{edge(-n + 1), "−" + label})
	}
	if side > 3 { // the middle is narrow
		x = append(x[:0], x[2:]...)
	}
	var panels []Panel
	for i := range g.Entries {
		e := &g.Entries[i]
		heights := map[int]int{} // in pixels, by bar
		over, under := 0, 0
		for j, from := range e.Curves.Signed.From {
			n := e.Curves.Signed.Answers[j]
			b := bar(from)
			if b > 0 {
				over += n
			} else if b < 0 {
				under += n
			}
			heights[b] = bottom - y.at(float64(n)/float64(e.Elements))
		}
		// The outline of the bars on either side, and the one in the middle.
		var bars, middle strings.Builder
		for from, to := -side, -1; from <= 1; from, to = 1, side {
			at := bottom
			for b := from; b <= to; b++ {
				if h := bottom - heights[b]; h != at {
					if at == bottom {
						fmt.Fprintf(&bars, "M%d %dV%d", edge(b), bottom, h)
					} else {
						fmt.Fprintf(&bars, "H%dV%d", edge(b), h)
					}
					at = h
				}
			}
			if at != bottom {
				fmt.Fprintf(&bars, "H%dV%dz", edge(to+1), bottom)
			}
			if from == 1 {
				break
			}
		}
		if h := heights[0]; h > 0 {
			fmt.Fprintf(&middle, "M%d %dV%dH%dV%dz", edge(0), bottom, bottom-h, edge(1), bottom)
		}
		var d drawing
		d.path("h", bars.String())
		d.path("r", middle.String())
		text := "Nothing was measured"
		if e.Elements > 0 {
			text = fmt.Sprintf("%s correctly rounded, %s too large, %s too small", reports.Percent(e.CorrectlyRounded),
				share(over, e.Elements), share(under, e.Elements))
			d.text("t", right-2, top+9, reports.Percent(e.CorrectlyRounded)+" right")
		}
		panels = append(panels, Panel{panelWidth, panelHeight, "Signed errors", text, e.name(), e.At, d.String()})
	}
	return axes(x, y.decades(5)), panels
}

// share formats a part, to two digits.
func share(n, of int) string { return fmt.Sprintf("%.2g%%", 100*float64(n)/float64(of)) }
