package html

import (
	"fmt"

	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/compare"
	"github.com/softulp/softulp/reports/plots"
	"github.com/softulp/softulp/signal"
)

// mostLines is the number of figures whose history is drawn.
const mostLines = 120

// WriteComparison writes what has changed between two runs and, if there are lines, how
// figures went over all of them, as Write does.
func WriteComparison(dir string, c *compare.Comparison, lines []compare.Line) error {
	p := &Page{Title: "softulp: what has changed", Summary: c.Summary()}
	for _, part := range []struct {
		title   string
		changes []compare.Change
	}{{"Worse", c.Worse}, {"Better", c.Better}} {
		t := signal.Table{Title: part.title, Left: 3, Columns: compare.Columns()}
		for i := range part.changes {
			t.Rows = append(t.Rows, part.changes[i].Row())
		}
		s := Section{Title: part.title, Open: true}
		if len(t.Rows) == 0 {
			s.Text = []string{"Nothing."}
		} else {
			s.Tables = []signal.Table{t}
		}
		p.Sections = append(p.Sections, s)
	}
	for _, part := range []struct {
		title   string
		entries []compare.Entry
	}{{"Appeared", c.Appeared}, {"Disappeared", c.Disappeared}} {
		if len(part.entries) == 0 {
			continue
		}
		s := Section{Title: part.title}
		for _, e := range part.entries {
			s.Text = append(s.Text, e.String())
		}
		p.Sections = append(p.Sections, s)
	}
	if len(lines) > 0 {
		s := history(lines)
		file, err := compare.HistoryCSV(lines)
		if err != nil {
			return err
		}
		s.CSV = &plots.File{Name: "history.csv", Data: file}
		p.Sections = append(p.Sections, s)
	}
	return Write(dir, p)
}

// history draws the figures that changed.
func history(lines []compare.Line) Section {
	s := Section{Title: "History"}
	left := 0
	for i := range lines {
		l := &lines[i]
		switch {
		case !l.Changed():
		case len(s.Lines) >= mostLines:
			left++
		default:
			s.Lines = append(s.Lines, plots.History(reports.Clean(l.Entry.String()+": "+l.Figure, 2*reports.MaxName), l.Values))
		}
	}
	s.Text = []string{fmt.Sprintf("Of %s, those that changed, run by run.", plural(len(lines), "figure", "figures"))}
	if left > 0 {
		s.Text = append(s.Text, fmt.Sprintf("%s more changed: the CSV has all.", reports.Count(left)))
	}
	return s
}
