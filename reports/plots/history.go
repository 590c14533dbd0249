package plots

import (
	"fmt"
	"math"
	"strconv"
)

// History draws how a figure went from one run to the next, on axes of its own: from its
// least value to its largest. Where it was not there, the line is broken.
func History(caption string, values []float64) Panel {
	low, high := math.Inf(1), math.Inf(-1)
	known := 0
	for _, v := range values {
		if v == v && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
			known++
		}
	}
	p := Panel{Width: panelWidth, Height: panelHeight, Title: "A figure by run", Text: "It was never there", Caption: caption, Entry: -1}
	if known == 0 {
		return p
	}
	at := func(i int, v float64) point {
		part := 0.5
		if high > low {
			part = v/(high-low) - low/(high-low)
		}
		x := (left + right) / 2
		if len(values) > 1 {
			x = left + 6 + (right-left-12)*i/(len(values)-1)
		}
		return point{x, bottom - 8 - int(math.Round(part*float64(bottom-top-16)))}
	}
	ticks := []tick{{at(0, low).y, number(low)}}
	if high > low {
		ticks = append(ticks, tick{at(0, high).y, number(high)})
	}
	runs := []tick{{at(0, low).x, "1"}}
	if n := len(values); n > 1 {
		runs = append(runs, tick{at(n-1, low).x, strconv.Itoa(n)})
	}
	var d drawing
	d.WriteString(axes(runs, ticks).Body)
	var part []point
	flush := func() {
		d.path("l", line(part))
		if len(part) == 1 {
			d.path("m", dots(part))
		}
		part = nil
	}
	first, last := math.NaN(), math.NaN()
	for i, v := range values {
		if v != v || math.IsInf(v, 0) {
			flush()
			continue
		}
		if first != first {
			first = v
		}
		last = v
		part = append(part, at(i, v))
	}
	flush()
	p.Text = fmt.Sprintf("From %s to %s over %d runs, at least %s and at most %s", number(first), number(last), len(values), number(low), number(high))
	p.Body = d.String()
	return p
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
