package reports

import (
	"slices"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// Widths, in runes, to which cells about mutants are cut, and the least that a
// column is folded to.
const (
	maxCell       = 100
	maxWord       = 24 // a property, a suite, a severity
	maxNumber     = 9
	leastLogits   = 26 // a float64 needs no more
	leastMutant   = 8
	leastTogether = leastLogits + 16
)

// mutants writes what kills each mutant and how many each suite kills; where all
// is asked for, what each suite makes of each mutant too.
func (p *terminal) mutants(m *killmatrix.Matrix) {
	if m == nil {
		return
	}
	p.line("")
	p.title("mutants: implementations with a known defect, and what kills them", text.Bold)
	p.line("")
	if len(m.Rows) > 0 {
		p.kills(m)
		p.line("")
		p.title("kills per suite: the properties, and the checks of other libraries", text.Bold)
		p.line("")
		totals := killmatrix.Totals(m)
		p.print(lay(totals, func(s string) string { return clean(s, maxWord) }))
		p.line("")
		if p.All {
			p.sideBySide(m)
		} else {
			p.line("What each suite makes of each mutant: --all shows it")
		}
		p.paragraph("", "Times of mutants: "+killmatrix.Times(m)+".")
	}
	p.paragraph("", killmatrix.Summary(m)+".")
	if len(m.NotJudged) > 0 {
		p.paragraph("", "Not judged: "+list(cleaned(m.NotJudged))+".")
	}
}

// kills writes the table of kills. Names and logits are folded where they have to
// be, and the severity left out where that is not enough.
func (p *terminal) kills(m *killmatrix.Matrix) {
	t := killmatrix.Kills(m)
	const name, severity = 0, 1
	last := len(t.Header) - 1
	for c := range t.Header {
		most := maxWord
		switch {
		case c == name || c == last:
			most = maxCell
		case slices.Contains(t.Numbers, c):
			most = maxNumber
		}
		t = each(t, c, func(s string) string { return clean(s, most) })
	}
	room := func() int { // for names and logits
		n := p.Width - 2*(last+1)
		for c := 1; c < last; c++ {
			n -= widest(t, c)
		}
		return n
	}
	if natural := widest(t, name) + widest(t, last); natural > room() && room() < leastTogether {
		t = pick(t, 0, 2, 3, 4, 5)
		last--
	}
	logits := min(max(leastLogits, room()-widest(t, name)), room()-leastMutant)
	names := max(room()-min(logits, widest(t, last)), leastMutant)
	t = each(t, last, func(s string) string { return fold(s, logits, " ") })
	t = each(t, name, func(s string) string { return fold(s, names, "/-") })
	p.print(lay(t, func(s string) string { return s }))
}

// sideBySide writes the suites side by side, in as many parts as the width asks
// for.
func (p *terminal) sideBySide(m *killmatrix.Matrix) {
	const most = 12 // "(kills)", and the name of a suite
	t := killmatrix.SideBySide(m)
	for i := range t.Header {
		t.Header[i] = clean(t.Header[i], most)
	}
	t = each(t, 0, func(s string) string { return fold(clean(s, maxCell), p.Width/3, "/-") })
	for c := 1; c < len(t.Header); c++ {
		t = each(t, c, func(s string) string { return clean(s, most) })
	}
	for from := 2; from < len(t.Header); {
		columns := []int{0, 1}
		left := p.Width - p.Width/3 - 2 - widest(t, 1) - 2
		for ; from < len(t.Header) && left >= widest(t, from); from++ {
			left -= widest(t, from) + 2
			columns = append(columns, from)
		}
		p.print(lay(pick(t, columns...), func(s string) string { return s }))
		p.line("")
	}
	p.paragraph("", killmatrix.Legend)
	p.line("")
}

// cleaned returns names that are safe to show.
func cleaned(names []string) (safe []string) {
	for _, n := range names {
		safe = append(safe, clean(n, maxName))
	}
	return safe
}

// mutantFindings lists what must not be among the mutants.
func (p *terminal) mutantFindings(findings []string) {
	if len(findings) == 0 {
		return
	}
	p.line("")
	p.title("FINDING  mutants", text.FgRed, text.Bold)
	for _, f := range findings {
		p.paragraph("  ", clean(f, maxText))
	}
}
