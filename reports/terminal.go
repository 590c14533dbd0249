package reports

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// TerminalOptions says how a report is laid out on a terminal.
type TerminalOptions struct {
	Width  int  // columns; below 80 counts as 80
	Colour bool // escape sequences for colours
	All    bool // every entry; otherwise those that fail and the worst of the others
}

// nearest is how many entries that pass a table shows for each function.
const nearest = 5

// Terminal writes the results for somebody at a terminal: what was verified,
// what failed and where to look, then the figures of each function, worst
// first, and what kills the mutants. Commands to copy are never broken into lines.
func Terminal(w io.Writer, r *Results, o TerminalOptions) error {
	d := r.Document
	p := &terminal{TerminalOptions: o}
	p.Width = max(p.Width, 80)
	for _, s := range summary(r) {
		p.paragraph("", s)
	}
	share, price := tiers(d)
	if share != "" {
		p.paragraph("", share)
	}
	if price != "" {
		p.line(cut(price, p.Width))
	}
	if r.Mutants != nil {
		p.paragraph("", killmatrix.Summary(r.Mutants)+".")
	}
	p.paragraph("", fmt.Sprintf("Seed %d, profile %s, %s, %s.", d.Seed, clean(d.Profile, maxName), clean(d.Go, maxName), clean(d.Arch, maxName)))

	all := everything(d)
	p.findings(all)
	p.mutantFindings(r.mutantFindings())
	for _, s := range sections(d) {
		p.overview(s)
		p.figures(s)
	}
	if len(all) > 0 {
		p.line("")
		p.paragraph("", legend)
	}
	p.expected(all)
	if o.All {
		p.known(all)
	}
	p.mutants(r.Mutants)
	p.line("")
	p.paragraph("", failed(r))
	_, err := w.Write(p.buf.Bytes())
	return err
}

const legend = "max, p99 and mean ulp: error in units in the last place of the storage dtype. rounded right: share of the answers that " +
	"are correctly rounded. error/allowed: largest error over what the algorithm may lose; at most 1 is as promised. wrong class: " +
	"rows with NaN or infinity where a number is due, or the other way round. prop. held: properties that hold, of those judged. ! finding, * expected failure, ~ the allowance rests " +
	"on a measured figure, ^ it says nothing about some of the answers."

type terminal struct {
	TerminalOptions
	buf bytes.Buffer
}

// line writes one line without the blanks that padding leaves at its end.
func (p *terminal) line(s string) {
	p.buf.WriteString(unsaid(strings.TrimRight(s, " ")))
	p.buf.WriteByte('\n')
}

// paragraph wraps s, with every line indented.
func (p *terminal) paragraph(indent, s string) {
	for line := range strings.Lines(text.WrapSoft(unsaid(s), p.Width-len(indent))) {
		p.line(indent + strings.TrimRight(line, "\n"))
	}
}

// paint colours s.
func (p *terminal) paint(s string, colours ...text.Color) string {
	if !p.Colour || len(colours) == 0 {
		return s
	}
	// Not Colors.Sprint, which follows the environment rather than the option.
	return text.Colors(colours).EscapeSeq() + s + text.Reset.EscapeSeq()
}

// colours returns what marks an entry's rank.
func (p *terminal) colours(e *gate.Implementation) []text.Color {
	switch rank(e) {
	case 0, 1:
		return []text.Color{text.FgRed, text.Bold}
	case 2:
		return []text.Color{text.FgYellow}
	}
	return nil
}

// title writes a coloured line of its own.
func (p *terminal) title(s string, colours ...text.Color) {
	p.line(p.paint(cut(s, p.Width), colours...))
}

// findings gives every entry that needs a person: the verdict in a sentence,
// the inputs, the command that shows them again.
func (p *terminal) findings(all []*gate.Implementation) {
	for _, e := range all {
		if rank(e) > 1 {
			break
		}
		p.line("")
		title := fmt.Sprintf("%s  %s, %s", outcome(e), clean(e.Name, maxName), clean(e.Function, maxName))
		p.title(title, p.colours(e)...)
		if e.Sentence != "" {
			p.paragraph("  ", clean(e.Sentence, maxText))
		}
		if e.Expected != "" {
			p.paragraph("  ", "Expected: "+clean(e.Expected, maxText))
		}
		for _, c := range e.Checks {
			if c.Verdict == gate.Fail {
				p.paragraph("  ", clean(fmt.Sprintf("%s: %s of %s allowed; %s", c.Property, ulps(c.Worst), ulps(c.Allowed), c.Why), maxText))
			}
		}
		for _, w := range inputs(e) {
			p.input("  ", "", w)
		}
	}
}

// input writes where an input is and the command that shows it again.
func (p *terminal) input(indent, label string, w *gate.Worst) {
	p.paragraph(indent, label+place(w))
	if w.Command != "" {
		p.line(indent + p.paint("$ "+clean(w.Command, maxCommand), text.Faint))
	}
}

// expected lists the failures that algorithms explain, each reason once for
// the arithmetics that share it.
func (p *terminal) expected(all []*gate.Implementation) {
	type group struct{ algorithm, function, reason string }
	members := map[group][]*gate.Implementation{}
	var order []group
	for _, e := range all {
		if rank(e) != 2 {
			continue
		}
		g := group{algorithm(e), e.Function, e.Expected}
		if members[g] == nil {
			order = append(order, g)
		}
		members[g] = append(members[g], e)
	}
	for i, g := range order {
		if i == 0 {
			p.line("")
			p.title("Expected failures, each with the input that shows it", text.Bold)
		}
		p.line("")
		p.paragraph("", fmt.Sprintf("%s, %s: %s", clean(g.algorithm, maxName), clean(g.function, maxName), clean(g.reason, maxText)))
		for _, e := range members[g] {
			for _, w := range inputs(e) {
				p.input("    ", clean(arithmetic(e), maxName)+": ", w)
			}
		}
	}
}

// writer returns a table of a look that needs no more than ASCII.
func writer() table.Writer {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	return t
}

// right aligns all columns but the first n to the right, headers too.
func right(t table.Writer, n, columns int) {
	var configs []table.ColumnConfig
	for i := n + 1; i <= columns; i++ {
		configs = append(configs, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
}

// print writes a table's lines.
func (p *terminal) print(t table.Writer) {
	for line := range strings.Lines(t.Render()) {
		p.line(strings.TrimRight(line, "\n"))
	}
}

// overview writes the largest errors of a function as a matrix, in as many
// parts as the width asks for.
func (p *terminal) overview(s section) {
	m := newMatrix(s)
	p.line("")
	p.title(clean(s.function, maxAlgorithm)+": largest error in ulps", text.Bold)
	first := 0
	for _, a := range m.algorithms {
		first = max(first, utf8.RuneCountInString(clean(a, maxAlgorithm)))
	}
	const column = 10 // cells of 8, which "1.2e+06!" needs, and two blanks
	per := max((p.Width-first)/column, 1)
	for from := 0; from < len(m.arithmetics); from += per {
		part := m.arithmetics[from:min(from+per, len(m.arithmetics))]
		t := writer()
		head := table.Row{""}
		for _, a := range part {
			head = append(head, stacked(a))
		}
		t.AppendHeader(head)
		for _, a := range m.algorithms {
			row := table.Row{clean(a, maxAlgorithm)}
			for _, arith := range part {
				e := m.cells[[2]string{a, arith}]
				c := cut(cell(e), column-2)
				if e != nil {
					c = p.paint(c, p.colours(e)...)
				}
				row = append(row, c)
			}
			t.AppendRow(row)
		}
		right(t, 1, len(part)+1)
		p.line("")
		p.print(t)
	}
}

// maxAlgorithm is the width of a matrix's first column at most.
const maxAlgorithm = 24

// stacked breaks "float8_e4m3fn+float32" into the lines of a narrow header.
func stacked(arithmetic string) string {
	var lines []string
	rest := clean(arithmetic, maxName)
	for rest != "" {
		end := strings.IndexAny(rest[1:], "_+") + 1
		if end == 0 {
			end = len(rest)
		}
		lines = append(lines, cut(rest[:end], 8))
		rest = rest[end:]
	}
	return strings.Join(lines, "\n")
}

// figures writes a function's table, worst first.
func (p *terminal) figures(s section) {
	entries := worstFirst(s.entries)
	left := 0
	if !p.All {
		n := 0
		for n < len(entries) && failing(entries[n]) {
			n++
		}
		n = min(n+nearest, len(entries))
		entries, left = entries[:n], len(entries)-n
	}
	rows := []table.Row{{clean(s.function, maxAlgorithm), "max\nulp", "p99\nulp", "mean\nulp", "rounded\nright", "error/\nallowed", "wrong\nclass", "prop.\nheld", "\nverdict"}}
	rest := 0 // width of all columns but the first
	for _, e := range entries {
		rows = append(rows, measured(e))
	}
	for i := 1; i < len(rows[0]); i++ {
		widest := 0
		for _, row := range rows {
			widest = max(widest, text.LongestLineLen(row[i].(string)))
		}
		rest += widest + 2
	}
	name := max(p.Width-rest, 12)
	rows[0][0] = cut(rows[0][0].(string), name-2)

	t := writer()
	t.AppendHeader(rows[0])
	for i, row := range rows[1:] {
		row[0] = cut(row[0].(string), name-2)
		if colours := p.colours(entries[i]); colours != nil {
			row[len(row)-1] = p.paint(row[len(row)-1].(string), colours...)
		}
		t.AppendRow(row)
	}
	right(t, 1, len(rows[0])-1)
	p.line("")
	p.print(t)
	if left > 0 {
		p.line(fmt.Sprintf("%s nearer to exact: --all shows them", plural(left, "entry", "entries")))
	}
}

// measured is an entry's row of figures, the name first.
func measured(e *gate.Implementation) table.Row {
	row := table.Row{clean(e.Name, maxName), "", "", "", "", "", "", "", outcome(e)}
	if e.Verdict == gate.Error || e.Verdict == gate.Unsupported {
		return row
	}
	wrong := ""
	if e.WrongClassRows > 0 {
		wrong = count(e.WrongClassRows)
	}
	copy(row[1:], table.Row{ulps(e.MaxULP), ulps(e.P99ULP), mean(e.MeanULP), share(e), ulps(e.WorstOverAllowance), wrong, held(e)})
	return row
}

// held counts the properties that hold, of those that were judged.
func held(e *gate.Implementation) string {
	passed, judged := 0, 0
	for _, c := range e.Checks {
		switch c.Verdict {
		case gate.Pass:
			passed++
			judged++
		case gate.Fail, gate.Error:
			judged++
		}
	}
	if judged == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", passed, judged)
}
