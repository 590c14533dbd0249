package plots

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reports"
)

// Size of the plot of accuracy against speed.
const (
	speedWidth  = 720
	speedHeight = 400
	speedLeft   = 48
	speedRight  = 600
	speedTop    = 16
	speedBottom = 360
)

// Priced is an entry with its price and its error.
type Priced struct {
	Entry
	Front bool // no entry that passes is both faster and nearer to exact
}

// Front returns the entries that were timed, the fastest first, and which of them are on
// the Pareto front: of those that pass.
func Front(g Group) []Priced {
	var all []Priced
	for _, e := range g.Entries {
		if e.Nanoseconds > 0 && e.Elements > 0 {
			all = append(all, Priced{Entry: e})
		}
	}
	slices.SortStableFunc(all, func(a, b Priced) int {
		return cmp.Or(cmp.Compare(a.Nanoseconds, b.Nanoseconds), cmp.Compare(a.MaxULP, b.MaxULP))
	})
	best := math.Inf(1)
	for i := range all {
		if p := &all[i]; p.Verdict == gate.Pass && p.MaxULP < best {
			p.Front, best = true, p.MaxULP
		}
	}
	return all
}

// BySpeed draws largest errors against the time an element takes, and the Pareto front.
// It is empty if nothing was timed.
func BySpeed(g Group) (Panel, bool) {
	all := Front(g)
	if len(all) == 0 {
		return Panel{}, false
	}
	low, high, most := math.Inf(1), math.Inf(-1), 0.0
	for _, p := range all {
		low, high, most = min(low, p.Nanoseconds), max(high, p.Nanoseconds), max(most, p.MaxULP)
	}
	x := scale{math.Log2(low) - 0.3, math.Log2(high) + 0.5, speedLeft, speedRight}
	y := errorScale(most)
	y.from, y.to = speedBottom, speedTop
	var d drawing
	var grid strings.Builder
	for _, t := range y.decades(10) {
		fmt.Fprintf(&grid, "M%d %dH%d", speedLeft, t.at, speedRight)
		d.text("e", speedLeft-4, t.at+3, t.label)
	}
	for _, t := range octaves(x) {
		fmt.Fprintf(&grid, "M%d %dV%d", t.at, speedTop, speedBottom)
		d.text("c", t.at, speedBottom+14, t.label)
	}
	d.path("g", grid.String())
	d.path("a", fmt.Sprintf("M%d %dV%dH%d", speedLeft, speedTop, speedBottom, speedRight))
	d.text("c", (speedLeft+speedRight)/2, speedBottom+32, "nanoseconds an element")

	var passed, failed, front []point
	for _, p := range all {
		at := point{x.at(p.Nanoseconds), y.at(p.MaxULP)}
		switch {
		case p.Verdict != gate.Pass:
			failed = append(failed, at)
		case p.Front:
			front = append(front, at)
			fallthrough
		default:
			passed = append(passed, at)
		}
	}
	var steps strings.Builder
	for i, p := range front {
		if i == 0 {
			fmt.Fprintf(&steps, "M%d %dV%d", p.x, speedTop, p.y)
		} else {
			fmt.Fprintf(&steps, "H%dV%d", p.x, p.y)
		}
	}
	if len(front) > 0 {
		fmt.Fprintf(&steps, "H%d", speedRight)
	}
	d.path("f", steps.String())
	d.path("m", dots(passed))
	d.path("x", crosses(failed))
	label(&d, all, x, y)

	var names []string
	for _, p := range all {
		if p.Front {
			names = append(names, fmt.Sprintf("%s with %s ulp in %.3g ns", p.name(), ulps(p.MaxULP), p.Nanoseconds))
		}
	}
	text := "the Pareto front, from fast to accurate: " + strings.Join(names, ", ")
	if len(names) == 0 {
		text = "no entry passes"
	}
	return Panel{speedWidth, speedHeight, "Accuracy against speed: " + g.of(), text, "", -1, d.String()}, true
}

// octaves marks powers of two.
func octaves(s scale) []tick {
	var all []tick
	for e := int(math.Ceil(s.low)); float64(e) <= s.high; e++ {
		all = append(all, tick{s.place(float64(e)), fmt.Sprintf("%.4g", math.Exp2(float64(e)))})
	}
	return all
}

// label writes names beside points, those on the front first, where there is room.
func label(d *drawing, all []Priced, x, y scale) {
	type box struct{ x0, y0, x1, y1 int }
	var taken []box
	for _, p := range all {
		at := point{x.at(p.Nanoseconds), y.at(p.MaxULP)}
		taken = append(taken, box{at.x - 3, at.y - 3, at.x + 3, at.y + 3})
	}
	free := func(b box) bool {
		return b.y0 > 0 && b.y1 < speedBottom && b.x1 < speedWidth && !slices.ContainsFunc(taken, func(t box) bool {
			return b.x0 < t.x1 && t.x0 < b.x1 && b.y0 < t.y1 && t.y0 < b.y1
		})
	}
	mixed := slices.ContainsFunc(all, func(p Priced) bool { return p.Accumulate != all[0].Accumulate })
	for _, front := range []bool{true, false} {
		for _, p := range all {
			if p.Front != front {
				continue
			}
			name := reports.Clean(reports.Algorithm(p.Implementation), 24)
			if p.Axis != "" && p.Axis != string(gate.Last) {
				name += ", axis " + reports.Clean(p.Axis, 12)
			}
			if mixed && p.Accumulate != p.DType {
				name += "+" + reports.Clean(p.Accumulate, 12)
			}
			width := 6*utf8.RuneCountInString(name) + 2
			at := point{x.at(p.Nanoseconds), y.at(p.MaxULP)}
			class := "s"
			if front {
				class = "k"
			}
			for _, off := range []int{0, -11, 11, -22, 22, -33, 33, -44, 44, -55, 55} {
				b := box{at.x + 5, at.y + off - 5, at.x + 5 + width, at.y + off + 5}
				if free(b) {
					if off != 0 {
						d.path("w", fmt.Sprintf("M%d %dL%d %d", at.x+2, at.y, at.x+5, at.y+off))
					}
					d.text(class, b.x0+1, at.y+off+3, name)
					taken = append(taken, b)
					break
				}
			}
		}
	}
}
