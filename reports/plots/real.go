package plots

import (
	"fmt"
	"math"
	"strings"
)

// OnRealLogits draws every answer of each entry on the logits of trained models, its error
// against its allowance, after figure 1 of Blanchard, Higham and Higham (2021). A square
// stands for the answers in its half octaves. What is above the diagonal is not allowed.
func OnRealLogits(g Group) (Axes, []Panel) {
	mostAllowed, mostError := 2.0, 2.0
	any := false
	for _, e := range g.Entries {
		for i, a := range e.Curves.Real.Allowed {
			any = true
			mostAllowed, mostError = max(mostAllowed, a), max(mostError, e.Curves.Real.ULP[i])
		}
	}
	if !any {
		return Axes{}, nil
	}
	x := scale{-2, math.Log2(mostAllowed) + 1, left, right}
	y := scale{-3, math.Log2(mostError) + 1, bottom, top}
	a := axes(x.decades(5), y.decades(5))
	var d drawing
	end := min(x.high, y.high)
	d.path("d", fmt.Sprintf("M%d %dL%d %d", x.place(x.low), y.place(x.low), x.place(end), y.place(end)))
	a.Body += d.String()
	var panels []Panel
	for i := range g.Entries {
		e := &g.Entries[i]
		r := &e.Curves.Real
		var cells strings.Builder
		answers := 0
		for j := 0; j < len(r.Allowed); {
			// Squares that lie on each other are one rectangle.
			end := j + 1
			for end < len(r.Allowed) && r.Allowed[end] == r.Allowed[j] && r.ULP[end] < 1.6*r.ULP[end-1] {
				end++
			}
			high, low := y.at(r.ULP[end-1])-3, y.at(r.ULP[j])+1
			fmt.Fprintf(&cells, "M%d %dv%d", x.at(r.Allowed[j])+1, high, low-high)
			for ; j < end; j++ {
				answers += r.Answers[j]
			}
		}
		var d drawing
		d.path("s", cells.String())
		text := "Nothing was judged on real logits"
		if answers > 0 {
			text = fmt.Sprintf("%d answers on real logits; over all rows the error comes to %s of the allowance at most", answers, ulps(e.WorstOverAllowance))
		}
		panels = append(panels, Panel{panelWidth, panelHeight, "Errors against allowances on real logits", text, e.name(), e.At, d.String()})
	}
	return a, panels
}
