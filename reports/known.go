package reports

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/softulp/softulp/gate"
)

// sign stands before a figure: "=" where nothing is worse, and "≥" where nothing worse is
// known.
func sign(proved bool) string {
	if proved {
		return "="
	}
	return "≥"
}

// knownTable returns the worst rows that are known of implementations, whatever the run
// judged; nil if there are none.
func knownTable(entries []*gate.Implementation) table.Writer {
	t := table.NewWriter()
	t.AppendHeader(table.Row{"implementation", "function", "K", "by", "worst known", "found by"})
	n := 0
	for _, e := range entries {
		for _, c := range e.Known {
			t.AppendRow(table.Row{markdown(e.Name, maxName), markdown(e.Function, maxName), c.K, markdown(c.Objective, maxName),
				fmt.Sprintf("%s %.6g", sign(c.Proved), c.Error), markdown(c.How, maxName)})
			n++
		}
	}
	if n == 0 {
		return nil
	}
	right(t, 2, 3)
	return t
}

const knownLegend = "= is the largest of all rows of K logits, as each was judged; ≥ the largest that a search has found."

// known writes that table for Markdown.
func knownMarkdown(entries []*gate.Implementation) string {
	t := knownTable(entries)
	if t == nil {
		return ""
	}
	return fmt.Sprintf("\n## Worst cases\n\n%s\n\n%s\n", knownLegend, t.RenderMarkdown())
}

// known writes the same on the terminal, a line each, with --all.
func (p *terminal) known(entries []*gate.Implementation) {
	first := true
	for _, e := range entries {
		for _, c := range e.Known {
			if first {
				p.line("")
				p.paragraph("", "Worst cases known: "+knownLegend)
				first = false
			}
			p.line(cut(strings.Join([]string{"   ", clean(e.Name, maxName), clean(e.Function, maxName),
				fmt.Sprintf("K %d, %s %s %.6g, %s", c.K, clean(c.Objective, maxName), sign(c.Proved), c.Error, clean(c.How, maxName))}, " "), p.Width))
		}
	}
}
