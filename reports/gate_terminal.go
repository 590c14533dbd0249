package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
)

// maxChanges is how many changes of one kind a list shows.
const maxChanges = 10

// GateTerminal writes what a gate found for somebody at a terminal or in the log of a
// build: the verdict, what is not as allowed with the input and the command that show
// it, then the figures, worst first. Where all is well that is a few lines.
func GateTerminal(w io.Writer, g *Gate, o TerminalOptions) error {
	p := &terminal{TerminalOptions: o}
	p.Width = max(p.Width, 80)
	word, sentence := g.verdict()
	p.lead(word, verdictColours(word), sentence+".")
	all := g.entries()
	for _, e := range all {
		if s := stands(e); s > knownFailure || s == knownFailure && !o.All {
			break
		}
		p.line("")
		s := stands(e)
		p.lead(s.word(), verdictColours(s.word()), g.label(e))
		if e.Sentence != "" {
			p.paragraph("  ", clean(e.Sentence, maxText))
		}
		for _, f := range faults(e)[min(1, len(e.Faults)):] { // the sentence has the first one
			p.paragraph("  ", f)
		}
		fails, evidence := failures(e), evidenceOf(e)
		others := otherFailures(e)
		if !o.All { // what leads is enough to mend, and often there is one cause
			fails, evidence = nil, evidence[:min(1, len(evidence))]
		}
		for _, f := range fails {
			p.paragraph("  ", f)
		}
		for _, x := range evidence {
			if o.All {
				x.text = x.check + x.text
			}
			p.paragraph("  ", x.text)
			if x.command != "" {
				p.line("  " + p.paint("$ "+x.command, text.Faint))
			}
		}
		if r := rule(e); r != "" {
			p.paragraph("  ", r)
		}
		if others != "" && !o.All {
			p.paragraph("  ", "also fails: "+others+" (--all shows them)")
		}
	}
	p.changes(g)
	if len(all) > 0 {
		p.gateFigures(g)
	}
	p.line("")
	p.paragraph("", g.settings()+".")
	_, err := w.Write(p.buf.Bytes())
	return err
}

// verdictColours returns the colours of a verdict.
func verdictColours(word string) []text.Color {
	switch word {
	case gatePass:
		return []text.Color{text.FgGreen, text.Bold}
	case knownFailure.word():
		return []text.Color{text.FgYellow}
	case allowed.word(), declined.word():
		return nil
	}
	return []text.Color{text.FgRed, text.Bold}
}

// lead writes a paragraph that a coloured word leads.
func (p *terminal) lead(word string, colours []text.Color, s string) {
	indent := utf8.RuneCountInString(word) + 2
	for i, line := range strings.Split(text.WrapSoft(unsaid(s), p.Width-indent), "\n") {
		if i == 0 {
			p.line(p.paint(word, colours...) + "  " + line)
			continue
		}
		p.line(strings.Repeat(" ", indent) + line)
	}
}

// changes writes how figures differ from the baseline: what must not pass, and how much
// else.
func (p *terminal) changes(g *Gate) {
	if findings, told := changeLists(g); len(findings)+len(told) > 0 {
		p.line("")
		for _, s := range findings {
			p.lead("WORSE", verdictColours(gateFail), s)
		}
		for _, s := range told {
			p.paragraph("", s)
		}
	}
}

// changeLists says what must not pass of the changes against a baseline and, in a
// sentence for each kind, what else differs.
func changeLists(g *Gate) (findings, told []string) {
	worse := g.worse()
	for _, c := range worse[:min(len(worse), maxChanges)] {
		findings = append(findings, clean(c.String(), maxText))
	}
	if n := len(worse) - maxChanges; n > 0 {
		findings = append(findings, fmt.Sprintf("and %d more figures", n))
	}
	of := map[baseline.Kind][]string{}
	for _, c := range g.Changes {
		if !c.Finding() {
			of[c.Kind] = append(of[c.Kind], clean(c.String(), maxText))
		}
	}
	for _, k := range []struct {
		kind baseline.Kind
		many string
	}{
		{baseline.Better, "figures are better than the baseline (--update keeps that)"},
		{baseline.Added, "lines are not in the baseline yet (--update adds them)"},
		{baseline.Missing, "lines of the baseline were not judged"},
	} {
		switch n := len(of[k.kind]); {
		case n == 1:
			told = append(told, of[k.kind][0])
		case n > 1:
			told = append(told, fmt.Sprintf("%s %s, for one %s", count(n), k.many, of[k.kind][0]))
		}
	}
	told = append(told, of[baseline.AsExpected]...)
	return findings, append(told, of[baseline.AnotherSeed]...)
}

// gateFigures writes the table of entries: those that are not as allowed and the nearest
// of the others, or all. Where the columns of wrong answers have no room beside the
// figures, they are a table of their own.
func (p *terminal) gateFigures(g *Gate) {
	all := g.entries()
	left := 0
	if !p.All {
		n := 0
		for n < len(all) && stands(all[n]) < allowed {
			n++
		}
		n = min(n+nearest, len(all))
		all, left = all[:n], len(all)-n
	}
	wrong := g.wrongClasses()
	figures := []gateColumn{}
	for i, head := range []string{"max\nulp", "mean\nulp", "rounded\nright", "error/\nallowed"} {
		figures = append(figures, gateColumn{head, func(e *gate.Implementation) string { return measurements(e)[i] }})
	}
	var kinds []gateColumn
	for _, c := range wrong {
		kinds = append(kinds, gateColumn{strings.Replace(c.name, " ", "\n", 1), c.cell})
	}
	verdict := gateColumn{"\nverdict", func(e *gate.Implementation) string { return stands(e).word() }}
	if together := slices.Concat(figures, kinds, []gateColumn{verdict}); p.room(all, together) >= leastLabel {
		p.gateTable(g, all, together)
	} else {
		p.gateTable(g, all, append(figures, verdict))
		p.gateTable(g, slices.DeleteFunc(slices.Clone(all), func(e *gate.Implementation) bool { return e.Wrong == nil || !e.Wrong.Any() }), kinds)
	}
	if left > 0 {
		p.line(fmt.Sprintf("%s nearer to exact: --all shows them", plural(left, "entry", "entries")))
	}
	for _, s := range g.traits() {
		p.paragraph("", s)
	}
	for _, c := range wrong {
		p.paragraph("", c.name+": answers that are "+c.about+".")
	}
}

// leastLabel is the width that the labels of entries have at least.
const leastLabel = 20

// gateColumn is a column of a table of entries.
type gateColumn struct {
	head string
	cell func(*gate.Implementation) string
}

// room is the width that columns leave for labels.
func (p *terminal) room(entries []*gate.Implementation, columns []gateColumn) int {
	left := p.Width - 2
	for _, c := range columns {
		widest := text.LongestLineLen(c.head)
		for _, e := range entries {
			widest = max(widest, text.LongestLineLen(c.cell(e)))
		}
		left -= widest + 2
	}
	return left
}

// gateTable writes a table of entries.
func (p *terminal) gateTable(g *Gate, entries []*gate.Implementation, columns []gateColumn) {
	label := max(p.room(entries, columns), leastLabel)
	t := writer()
	head := table.Row{""}
	for _, c := range columns {
		head = append(head, c.head)
	}
	t.AppendHeader(head)
	for _, e := range entries {
		row := table.Row{cut(unsaid(g.label(e)), label)}
		for _, c := range columns {
			s := c.cell(e)
			if s == stands(e).word() {
				s = p.paint(s, verdictColours(s)...)
			}
			row = append(row, s)
		}
		t.AppendRow(row)
	}
	numbers := len(head)
	if strings.HasSuffix(columns[len(columns)-1].head, "verdict") {
		numbers--
	}
	right(t, 1, numbers)
	p.line("")
	p.print(t)
}
