package html

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/plots"
	"github.com/softulp/softulp/signal"
)

// Page is what a page shows. Parts that are not there are left out.
type Page struct {
	Title   string
	Summary []string         // of pages without results, what they come to
	Results *reports.Results // of a report or a gate
	Signal  *signal.Report   // of the laboratory
	// Sections are those of whoever has more to show, in words, tables and curves.
	Sections []Section
}

// Section is a part of a page under a heading.
type Section struct {
	Title   string
	Text    []string // paragraphs
	Command string   // that shows it again, if there is one
	Tables  []signal.Table
	Figures []signal.Figure
	Lines   []plots.Panel // small plots
	Open    bool          // tables are unfolded
	CSV     *plots.File   // what is behind it, to be beside the page
}

// view is what the template is filled with.
type view struct {
	Title, Policy, Meta string
	Style               template.CSS
	Script              template.JS

	Summary         []sentence
	Choice          *choice
	Nav             []link
	Findings        []row
	MutantFindings  []string
	Overviews       []overview
	Entries         []row
	Functions       []string
	DTypes          []string
	Verdicts        []string
	Legend, Profile string
	Symbols, Marks  template.HTML
	Groups          []group
	Edges           []edges
	Mutants         *mutants
	Sections        []section
	Details         []detail
	Properties      *table
}

type sentence struct{ Text, Mark, Link string }

type link struct{ ID, Text string }

// choice is the question which entry to use, with the answer to begin with.
type choice struct {
	Function, DType   string
	Functions, DTypes []string
	K                 int
	Advice            *Advice
	Timed             bool
	Data              map[string]map[string][]Advice // function, dtype
}

// overview is a function's matrix.
type overview struct {
	Function    string
	Arithmetics []string
	Rows        []overviewRow
}

type overviewRow struct {
	Name  string
	Cells []overviewCell
}

type overviewCell struct {
	At          string // "12-w", behind the e of an entry's anchor
	Text, Class string
}

// mutants is what became of implementations with a known defect.
type mutants struct {
	Summary, Legend     string
	BySuite, ByProperty template.HTML
	Kills, SideBySide   table
}

// table is text in columns, of which some are numbers.
type table struct {
	Caption string
	Columns []string
	Rows    [][]string
	numbers []int
	left    int // columns that hold names, if numbers is nil
}

// Number reports whether a column is aligned to the right.
func (t table) Number(column int) bool {
	if t.numbers == nil {
		return column >= t.left
	}
	return slices.Contains(t.numbers, column)
}

// newView lays the page out.
func newView(p *Page) (*view, []plots.File, error) {
	v := &view{Marks: template.HTML(plots.Marks()), Title: reports.Clean(p.Title, reports.MaxText), Legend: reports.Legend}
	var files []plots.File
	for _, s := range p.Summary {
		v.Summary = append(v.Summary, sentence{Text: reports.Clean(s, 4*reports.MaxText)})
	}
	if r := p.Results; r != nil {
		more, err := v.results(r)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, more...)
	}
	if p.Signal != nil {
		if p.Results == nil && len(p.Summary) == 0 {
			for _, s := range reports.SignalSummary(p.Signal) {
				v.Summary = append(v.Summary, sentence{Text: reports.Clean(s, reports.MaxText)})
			}
			v.Meta = fmt.Sprintf("Seed %d.", p.Signal.Seed)
		}
		more, err := v.signal(p.Signal)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, more...)
	}
	for i := range p.Sections {
		more, err := v.section(&p.Sections[i])
		if err != nil {
			return nil, nil, err
		}
		files = append(files, more...)
	}
	v.nav()
	return v, files, nil
}

// results lays out what a report or a gate found.
func (v *view) results(r *reports.Results) ([]plots.File, error) {
	d := r.Document
	v.Profile = reports.Clean(d.Profile, reports.MaxName)
	v.summary(r)
	share, price := reports.Tiers(d)
	v.Meta = strings.TrimSpace(fmt.Sprintf("%s %s Seed %d, profile %s, %s, %s, %s.", share, price, d.Seed, v.Profile,
		reports.Clean(d.Go, reports.MaxName), reports.Clean(d.Arch, reports.MaxName), reports.Clean(d.Date, reports.MaxName)))
	v.entries(d)
	v.MutantFindings = cleaned(reports.MutantFindings(r))
	if len(v.MutantFindings) > 0 && len(v.Findings) == 0 {
		v.Findings = []row{}
	}
	for _, fn := range reports.Functions(d) {
		v.Overviews = append(v.Overviews, newOverview(d, fn))
	}
	v.groups(d)
	files, err := plots.CSV(d)
	if err != nil {
		return nil, err
	}
	if len(v.Groups) == 0 {
		files = nil
	}
	if m := r.Mutants; m != nil {
		v.Mutants = newMutants(m)
		f, err := plots.MutantsCSV(m)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// summary is the first screen's sentences: the second is a warning where something
// failed, and the third leads to what it names.
func (v *view) summary(r *reports.Results) {
	s := reports.Summary(r)
	second := sentence{Text: s[1], Mark: "good"}
	if r.Findings() > 0 || len(reports.MutantFindings(r)) > 0 {
		second.Mark, second.Link = "bad", "findings"
	}
	third := sentence{Text: s[2]}
	all := reports.WorstFirst(r.Document)
	for _, e := range all {
		// Expected failures are not what to look at first.
		if reports.Rank(e) != 2 {
			third.Link = fmt.Sprintf("e%d", number(r.Document, e))
			break
		}
	}
	v.Summary = []sentence{{Text: s[0]}, second, third}
}

// number returns an entry's place in the document.
func number(d *gate.Document, e *gate.Implementation) int {
	return slices.IndexFunc(d.Implementations, func(i gate.Implementation) bool {
		return i.Function == e.Function && i.Name == e.Name && i.Axis == e.Axis
	})
}

// nav lists the sections that there are.
func (v *view) nav() {
	add := func(there bool, id, text string) {
		if there {
			v.Nav = append(v.Nav, link{id, text})
		}
	}
	add(v.Findings != nil, "findings", "Findings")
	add(len(v.Overviews) > 0, "overview", "Largest errors")
	add(len(v.Entries) > 0, "entries", "Every entry")
	add(len(v.Groups) > 0, "plots", "Plots")
	add(len(v.Edges) > 0, "edges", "Edge cases")
	add(v.Mutants != nil, "mutants", "Defects")
	for _, s := range v.Sections {
		add(true, s.ID, s.Title)
	}
	add(len(v.Details) > 0, "details", "Entry by entry")
}

// newOverview lays out a function's matrix.
func newOverview(d *gate.Document, function string) overview {
	algorithms, arithmetics, cells := reports.Overview(d, function)
	o := overview{Function: reports.Clean(function, reports.MaxName)}
	for _, a := range arithmetics {
		o.Arithmetics = append(o.Arithmetics, reports.Clean(a, reports.MaxName))
	}
	for _, algorithm := range algorithms {
		r := overviewRow{Name: reports.Clean(algorithm, reports.MaxName)}
		for _, arithmetic := range arithmetics {
			var c overviewCell
			if e := cells[[2]string{algorithm, arithmetic}]; e != nil {
				c.Text = reports.Cell(e)
				n := number(d, e)
				c.At = worstAnchor(n, e)
				if e.Verdict != gate.Error && e.Verdict != gate.Unsupported {
					c.Class = plots.Levels()[plots.LevelOf(e.MaxULP)].Class
					if e.WrongClassRows > 0 {
						c.Class = "v6"
					}
				}
			}
			r.Cells = append(r.Cells, c)
		}
		o.Rows = append(o.Rows, r)
	}
	return o
}

// worstAnchor is the anchor of the answer that an entry's largest error is of, without
// the e: of one of the wrong class, if there is any.
func worstAnchor(n int, e *gate.Implementation) string {
	switch {
	case e.WorstClass != nil:
		return fmt.Sprintf("%d-c", n)
	case e.Worst != nil:
		return fmt.Sprintf("%d-w", n)
	}
	return fmt.Sprint(n)
}

func newMutants(m *killmatrix.Matrix) *mutants {
	of := func(caption string, t killmatrix.Table) table {
		all := table{Caption: caption, Columns: cleaned(t.Header), numbers: t.Numbers}
		if all.numbers == nil {
			all.numbers = []int{}
		}
		for _, r := range t.Rows {
			all.Rows = append(all.Rows, cleaned(r))
		}
		return all
	}
	return &mutants{
		Summary: reports.Clean(killmatrix.Summary(m), reports.MaxText) + ".", Legend: killmatrix.Legend,
		BySuite:    inline(plots.Axes{}, "", plots.Bars("Mutants killed by each suite, of those that it has tests for", plots.KillsBySuite(m))),
		ByProperty: inline(plots.Axes{}, "", plots.Bars("Mutants that each property is the first to kill", plots.KillsByProperty(m))),
		Kills:      of("What kills each mutant", killmatrix.Kills(m)),
		SideBySide: of("Which suite kills which mutant", killmatrix.SideBySide(m)),
	}
}

// cleaned returns words that are safe to show.
func cleaned(words []string) []string {
	var safe []string
	for _, w := range words {
		safe = append(safe, reports.Clean(w, reports.MaxText))
	}
	return safe
}
