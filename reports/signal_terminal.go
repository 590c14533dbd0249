package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/softulp/softulp/signal"
)

// SignalTerminal writes a laboratory's report for somebody at a terminal: each experiment's
// question, what was found, and what took how long; where all is asked for, its tables
// too, those that are too wide in parts. Then the claims.
func SignalTerminal(w io.Writer, r *signal.Report, o TerminalOptions) error {
	p := &terminal{TerminalOptions: o}
	p.Width = max(p.Width, 80)
	for _, s := range signalSummary(r) {
		p.paragraph("", s)
	}
	p.paragraph("", fmt.Sprintf("Seed %d.", r.Seed))
	for _, result := range r.Results {
		p.line("")
		p.title(clean(result.Name, maxName)+": "+clean(result.Title, maxText), text.Bold)
		p.paragraph("", clean(result.Question, maxText))
		for _, f := range result.Findings {
			p.line("")
			if !f.Holds {
				p.title("  DOES NOT HOLD", text.FgRed, text.Bold)
			}
			p.paragraph("  ", clean(f.Sentence, maxSentence))
		}
		if len(result.Findings) > 0 {
			p.line("")
			p.line("  " + p.paint("$ "+clean(result.Findings[0].Command, maxCommand), text.Faint))
		}
		tables := result.Timings
		if o.All {
			tables = slices.Concat(result.Tables, result.Timings)
		}
		for _, t := range tables {
			p.signalTable(t)
		}
	}
	if !o.All && len(r.Results) > 0 {
		p.line("")
		p.line("The figures behind these sentences: --all shows them, --markdown and --json write them.")
	}
	for i, c := range r.Claims() {
		if i == 0 {
			p.line("")
			p.title("What is said of softmax", text.Bold)
		}
		p.line("")
		p.paragraph("", c.Statement)
		p.paragraph("    ", verdictText(c))
	}
	_, err := w.Write(p.buf.Bytes())
	return err
}

const (
	// maxSentence is the length to which a finding's sentence is cut.
	maxSentence = 1000
	// maxLeft is the width to which columns of names are wrapped.
	maxLeft = 26
)

// signalTable writes a table, in as many parts as the width asks for. Columns of names
// are in every part.
func (p *terminal) signalTable(t signal.Table) {
	p.line("")
	p.paragraph("", clean(t.Title, maxText))
	left, widths := 0, make([]int, len(t.Columns))
	cells := make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		for c, s := range row {
			s = clean(s, maxText)
			if c < t.Left {
				s = wrapped(s, maxLeft)
			}
			cells[i] = append(cells[i], s)
			widths[c] = max(widths[c], longest(s))
		}
	}
	header := make([]string, len(t.Columns))
	for c, s := range t.Columns {
		// A header is folded to what stands below it, but for its longest word.
		header[c] = foldHeader(s, max(widths[c], 8))
		widths[c] = max(widths[c], longest(header[c])) + 2
		if c < t.Left {
			left += widths[c]
		}
	}
	for from := t.Left; from < len(t.Columns) || from == t.Left; {
		to, width := from, left
		for to < len(t.Columns) && (to == from || width+widths[to] <= p.Width) {
			width += widths[to]
			to++
		}
		part := writer()
		pick := func(row []string) (r table.Row) {
			for _, s := range row[:t.Left] {
				r = append(r, s)
			}
			for _, s := range row[from:to] {
				r = append(r, s)
			}
			return r
		}
		part.AppendHeader(pick(header))
		for _, row := range cells {
			part.AppendRow(pick(row))
		}
		right(part, t.Left, t.Left+to-from)
		p.line("")
		p.print(part)
		if from = to; from == t.Left {
			break
		}
	}
}

// longest returns the width of the longest line.
func longest(s string) int {
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n = max(n, utf8.RuneCountInString(line))
	}
	return n
}

// foldHeader breaks a header at blanks, and names of arithmetics before what is added.
func foldHeader(s string, width int) string {
	s = clean(s, maxText)
	if !strings.Contains(s, " ") && strings.ContainsAny(s, "+_") {
		return stacked(s)
	}
	for word := range strings.FieldsSeq(s) {
		width = max(width, utf8.RuneCountInString(word))
	}
	return wrapped(s, width)
}

// wrapped breaks s into lines of at most so many runes, without the blanks at their ends
// that would upset an alignment.
func wrapped(s string, width int) string {
	var lines []string
	for line := range strings.SplitSeq(text.WrapSoft(s, width), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n")
}
