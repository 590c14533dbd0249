package html

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/plots"
)

// group is the plots of one function in one storage dtype.
type group struct {
	At              int
	Function, DType string
	Count           string
	Open            bool
	Blocks          []block
}

// block is one kind of plot.
type block struct {
	Title, Text, CSV, Of string
	Legend               template.HTML
	Wide                 template.HTML // one plot that may be wider than the page
	Panels               template.HTML // a small one for each entry
}

// edges is a compatibility table.
type edges struct {
	Function, Profile string
	Cases             []string
	Rows              []edgeRow
}

type edgeRow struct {
	At    int
	Name  string
	Cells []edgeCell
}

type edgeCell struct {
	At   int
	Text string
	Bad  bool
}

// groups lays out the plots and the advice.
func (v *view) groups(d *gate.Document) {
	all := plots.Groups(d)
	if len(all) == 0 {
		return
	}
	hazards, special := plots.Hazards(d, false), plots.Hazards(d, true)
	var symbols axes
	columns := plots.HeatColumns(hazards)
	symbol(&symbols, "heat", columns)
	open := max(slices.IndexFunc(all, func(g plots.Group) bool { return g.Function == usualFunction && g.DType == usualDType }), 0)
	for i, g := range all {
		v.Groups = append(v.Groups, v.group(&symbols, g, i, i == open, hazards, columns))
	}
	for _, fn := range reports.Functions(d) {
		if t, ok := newEdges(d, fn, v.Profile, special); ok {
			v.Edges = append(v.Edges, t)
		}
	}
	v.Symbols = template.HTML(symbols.String())

	c := &choice{K: usualK, Function: reports.Clean(all[open].Function, reports.MaxName), DType: reports.Clean(all[open].DType, reports.MaxName),
		Functions: v.Functions, DTypes: v.DTypes, Data: map[string]map[string][]Advice{}}
	for i, g := range all {
		fn, dtype := reports.Clean(g.Function, reports.MaxName), reports.Clean(g.DType, reports.MaxName)
		if c.Data[fn] == nil {
			c.Data[fn] = map[string][]Advice{}
		}
		advice := advise(g)
		c.Data[fn][dtype] = advice
		if i == open {
			c.Advice = chosen(advice, usualK)
		}
	}
	c.Timed = slices.ContainsFunc(d.Implementations, func(e gate.Implementation) bool { return e.Nanoseconds > 0 })
	if c.Advice != nil {
		v.Choice = c
	}
}

func (v *view) group(symbols *axes, g plots.Group, n int, open bool, hazards []string, columns plots.Axes) group {
	of := reports.Clean(g.Function, reports.MaxName) + " in " + reports.Clean(g.DType, reports.MaxName)
	out := group{At: n, Function: reports.Clean(g.Function, reports.MaxName), DType: reports.Clean(g.DType, reports.MaxName),
		Count: plural(len(g.Entries), "entry", "entries"), Open: open}
	small := func(title, text, csv string, a plots.Axes, panels []plots.Panel) {
		if len(panels) == 0 {
			return
		}
		id := fmt.Sprintf("x%d-%d", n, len(out.Blocks))
		id = symbol(symbols, id, a)
		var b strings.Builder
		for _, p := range panels {
			fmt.Fprintf(&b, `<figure>%s<figcaption><a href="#e%d">%s</a></figcaption></figure>`, inline(a, id, p), p.Entry, html.EscapeString(p.Caption))
		}
		out.Blocks = append(out.Blocks, block{Title: title, Text: text, CSV: csv, Of: of, Panels: template.HTML(b.String())})
	}
	wide := func(title, text, csv string, legend template.HTML, svg template.HTML) {
		out.Blocks = append(out.Blocks, block{Title: title, Text: text, CSV: csv, Of: of, Legend: legend, Wide: svg})
	}
	if p, ok := plots.BySpeed(g); ok {
		wide("Accuracy against speed", "The largest error, over all rows, against nanoseconds an element. The dashed line is the Pareto front of the entries that pass; a cross is an entry that fails.",
			"speed.csv", "", inline(plots.Axes{}, "", p))
	}
	a, panels := plots.ByWidth(g)
	small("Error against K", "The largest error by the number of logits; the band is what is allowed. A cross at the top: rows of that width failed.", "by-width.csv", a, panels)
	a, panels = plots.BySpread(g)
	small("Error against the spread of the row", "The largest error by the largest less the smallest finite logit.", "by-spread.csv", a, panels)
	a, panels = plots.ByValue(g)
	small("Error against the exact answer", "The largest error by the magnitude of the exact answer, down to the smallest subnormal number: subnormal ones are left of the dotted line.", "by-answer.csv", a, panels)
	a, panels = plots.Histogram(g)
	small("Signed errors", "Shares of the answers, along a logarithmic axis, by the error in ulps: too small to the left, too large to the right, and correctly rounded in the middle.", "signed-errors.csv", a, panels)
	a, panels = plots.OnRealLogits(g)
	small("Error against allowance, on real logits", "Each answer's error (upwards) against its allowance, in squares of half an octave; above the dashed line it would be more than is allowed.", "real-logits.csv", a, panels)
	wide("Implementation by hazard", "The largest error on the rows of each hazard. A cross: a row failed.", "by-hazard.csv", levels(), inline(columns, "heat", plots.Heat(g, hazards)))
	return out
}

// newEdges lays out a function's compatibility table.
func newEdges(d *gate.Document, function, profile string, special []string) (edges, bool) {
	t := edges{Function: reports.Clean(function, reports.MaxName), Profile: profile, Cases: cleaned(special)}
	for n := range d.Implementations {
		e := &d.Implementations[n]
		if e.Function != function || e.Curves == nil {
			continue
		}
		r := edgeRow{At: n, Name: reports.Clean(reports.Name(e), reports.MaxName)}
		h := &e.Curves.Hazards
		for _, name := range special {
			c := edgeCell{At: n, Text: "yes"}
			if i := slices.Index(h.Name, name); i < 0 {
				c.Text = "–"
			} else if h.Failed[i] > 0 {
				c.Text, c.Bad = fmt.Sprintf("%d of %d", h.Failed[i], h.Rows[i]), true
			}
			r.Cells = append(r.Cells, c)
		}
		t.Rows = append(t.Rows, r)
	}
	return t, len(t.Rows) > 0 && len(special) > 0
}

// levels is the heat map's shades, each with what it stands for.
func levels() template.HTML {
	var b strings.Builder
	b.WriteString("Largest error in ulps up to:")
	for _, l := range plots.Levels() {
		fmt.Fprintf(&b, ` <svg class="plot" viewBox="0 0 12 12" aria-hidden="true"><path class="%s" d="M0 6h12"/></svg> %s`, l.Class, html.EscapeString(l.Text))
	}
	return template.HTML(b.String())
}

// axes is the axes that plots use by their ids.
type axes struct {
	strings.Builder
	ids map[string]string // by what they draw
}

// symbol defines axes, and returns their id: another one, if there are the same already.
func symbol(all *axes, id string, a plots.Axes) string {
	if known, ok := all.ids[a.Body]; ok {
		return known
	}
	if all.ids == nil {
		all.ids = map[string]string{}
	}
	all.ids[a.Body] = id
	if a.Body != "" {
		fmt.Fprintf(all, `<symbol class="plot" id="%s" viewBox="0 0 %d %d">%s</symbol>`, id, a.Width, a.Height, a.Body)
	}
	return id
}

// inline is a plot in a page. What its text is made of has been escaped.
func inline(a plots.Axes, id string, p plots.Panel) template.HTML {
	use := ""
	if id != "" && a.Body != "" {
		use = fmt.Sprintf(`<use href="#%s"/>`, id)
		if a.Width != p.Width || a.Height != p.Height {
			use = fmt.Sprintf(`<use href="#%s" width="%d" height="%d"/>`, id, a.Width, a.Height)
		}
	}
	// A small one is introduced by what stands above it, and named by its caption.
	if p.Caption != "" {
		return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %d %d" role="img"><title>%s</title>%s%s</svg>`, p.Width, p.Height, html.EscapeString(p.Text), use, p.Body))
	}
	title := "<title>" + html.EscapeString(p.Title) + "</title><desc>" + html.EscapeString(p.Text) + "</desc>"
	return template.HTML(fmt.Sprintf(`<svg class="plot" viewBox="0 0 %d %d" role="img">%s%s%s</svg>`, p.Width, p.Height, title, use, p.Body))
}
