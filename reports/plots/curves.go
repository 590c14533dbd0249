package plots

import (
	"fmt"
	"math"
	"strconv"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/gate"
)

// ByWidth draws each entry's largest error against K, and what is allowed as a band. A
// cross marks widths with a row that failed.
func ByWidth(g Group) (Axes, []Panel) {
	low, high, most := math.Inf(1), math.Inf(-1), 0.0
	for _, e := range g.Entries {
		for i, from := range e.Curves.K.From {
			low, high = min(low, math.Log2(from)), max(high, math.Log2(from))
			most = max(most, e.Curves.K.ULP[i], e.Curves.K.Allowed[i])
		}
	}
	x := scale{min(low, 0), max(high, 4) + 1, left, right}
	y := errorScale(most)
	var panels []Panel
	for i := range g.Entries {
		e := &g.Entries[i]
		k := &e.Curves.K
		var failed []point
		for j, n := range k.Failed {
			if n > 0 {
				failed = append(failed, point{x.at(k.From[j] * math.Sqrt2), top + 4})
			}
		}
		panels = append(panels, panel(e, "Largest error against K", &k.Curve, y,
			func(from float64) int { return x.at(from * math.Sqrt2) }, failed,
			func(from float64) string {
				return fmt.Sprintf("at K from %g", from)
			}))
	}
	return axes(x.decades(6), y.decades(6)), panels
}

// BySpread draws each entry's largest error against the spread of a row, max x − min x.
func BySpread(g Group) (Axes, []Panel) {
	low, high, most := -10.0, 4.0, 0.0
	for _, e := range g.Entries {
		for i, from := range e.Curves.Spread.From {
			if from > 0 {
				high = max(high, math.Log2(from))
			}
			most = max(most, e.Curves.Spread.ULP[i], e.Curves.Spread.Allowed[i])
		}
	}
	x := scale{low - 2, high + 1, left, right} // 0 to the left of all others
	y := errorScale(most)
	at := func(from float64) int {
		if from == 0 {
			return x.place(low - 1.5)
		}
		return x.at(from * math.Sqrt2)
	}
	var panels []Panel
	for i := range g.Entries {
		e := &g.Entries[i]
		panels = append(panels, panel(e, "Largest error against the spread of the row", &e.Curves.Spread, y, at, nil,
			func(from float64) string {
				if from == 0 {
					return "where all logits are equal"
				}
				return fmt.Sprintf("at spreads from %.4g", from)
			}))
	}
	return axes(append([]tick{{at(0), "0"}}, x.decades(5)[1:]...), y.decades(6)), panels
}

// ByValue draws each entry's largest error against the exact answer's magnitude, down to
// the smallest subnormal number. A line marks the smallest normal one.
func ByValue(g Group) (Axes, []Panel) {
	low, high, most := math.Inf(1), math.Inf(-1), 0.0
	for _, e := range g.Entries {
		for i, from := range e.Curves.Value.From {
			if from > 0 {
				low, high = min(low, math.Log2(from)), max(high, math.Log2(from))
			}
			most = max(most, e.Curves.Value.ULP[i], e.Curves.Value.Allowed[i])
		}
	}
	if low > high {
		low, high = -10, 0
	}
	pad := (high - low + 4) / 12
	x := scale{low - 2*pad, high + pad, left, right}
	y := errorScale(most)
	at := func(from float64) int {
		if from == 0 {
			return x.place(low - 1.5*pad)
		}
		return x.at(from)
	}
	ticks := []tick{{at(0), "0"}}
	for _, t := range x.decades(5) {
		if t.at > at(0)+24 {
			ticks = append(ticks, t)
		}
	}
	a := axes(ticks, y.decades(6))
	if f, err := dtype.Parse(g.DType); err == nil {
		if n := math.Log2(f.MinNormal()); n > x.low && n < x.high {
			var d drawing
			d.path("n", fmt.Sprintf("M%d %dV%d", x.place(n), top, bottom))
			a.Body += d.String()
		}
	}
	var panels []Panel
	for i := range g.Entries {
		e := &g.Entries[i]
		panels = append(panels, panel(e, "Largest error against the exact answer", &e.Curves.Value, y, at, nil,
			func(from float64) string {
				if from == 0 {
					return "where it rounds to 0"
				}
				return "at answers from " + strconv.FormatFloat(from, 'g', 3, 64)
			}))
	}
	return a, panels
}

// panel draws one curve under its allowance.
func panel(e *Entry, title string, c *gate.Curve, y scale, at func(float64) int, failed []point, where func(float64) string) Panel {
	var allowed, errors []point
	worst := -1
	for i, from := range c.From {
		allowed = append(allowed, point{at(from), y.at(c.Allowed[i])})
		errors = append(errors, point{at(from), y.at(c.ULP[i])})
		if worst < 0 || c.ULP[i] > c.ULP[worst] {
			worst = i
		}
	}
	var d drawing
	d.path("b", area(allowed))
	d.path("l", line(errors))
	if len(errors) == 1 {
		d.path("m", dots(errors)) // which the line's marks are not drawn for
	}
	d.path("x", crosses(failed))
	text := "Nothing was measured"
	if worst >= 0 {
		text = fmt.Sprintf("At most %s ulp (%s allowed), %s", ulps(c.ULP[worst]), ulps(c.Allowed[worst]), where(c.From[worst]))
	}
	if n := len(failed); n > 0 {
		text += fmt.Sprintf("; rows of %d widths failed", n)
	}
	return Panel{panelWidth, panelHeight, title, text, e.name(), e.At, d.String()}
}
