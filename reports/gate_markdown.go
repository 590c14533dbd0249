package reports

import (
	"bytes"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
)

// Bounds of a summary: GitHub drops one of more than a megabyte.
const (
	maxListedEntries = 200
	maxShownFailures = 25
)

// GateMarkdown writes what a gate found as the summary of a step (GitHub) or a comment:
// the verdict, the figures of every entry, worst first, and the inputs and commands that
// show what is not as allowed.
func GateMarkdown(w io.Writer, g *Gate) error {
	var b bytes.Buffer
	word, sentence := g.verdict()
	fmt.Fprintf(&b, "**%s** %s.\n", word, markdown(sentence, maxText))
	all := g.entries()
	if len(all) > 0 {
		fmt.Fprintf(&b, "\n%s\n", gateTable(g))
		if n := len(all) - maxListedEntries; n > 0 {
			fmt.Fprintf(&b, "\nAnd %s nearer to exact.\n", plural(n, "entry", "entries"))
		}
	}
	for _, s := range g.traits() {
		fmt.Fprintf(&b, "\n%s\n", markdown(s, maxText))
	}
	findings, told := changeLists(g)
	for i, s := range append(findings, told...) {
		if i == 0 {
			b.WriteString("\n### baseline\n\n")
		}
		bold := ""
		if i < len(findings) {
			bold = "**worse** "
		}
		fmt.Fprintf(&b, "- %s%s\n", bold, markdown(s, maxText))
	}
	for i, e := range all {
		if stands(e) > knownFailure {
			break
		}
		if i == maxShownFailures {
			b.WriteString("\nThe results as JSON have the others.\n")
			break
		}
		fmt.Fprintf(&b, "\n### %s: %s\n\n%s\n", markdown(g.label(e), 3*maxName), stands(e).word(), markdown(e.Sentence, maxText))
		for _, f := range faults(e) {
			fmt.Fprintf(&b, "\n- %s\n", markdown(f, maxText))
		}
		if r := rule(e); r != "" {
			fmt.Fprintf(&b, "\n%s\n", markdown(r, maxText))
		}
		if others := otherFailures(e); others != "" {
			fmt.Fprintf(&b, "\nAlso fails: %s.\n", markdown(others, maxText))
		}
		for _, x := range evidenceOf(e)[:min(1, len(evidenceOf(e)))] {
			fmt.Fprintf(&b, "\n%s\n", markdown(x.text, maxText))
			if x.command != "" {
				fmt.Fprintf(&b, "\n%s", fencedTo(x.command, maxRow))
			}
		}
	}
	fmt.Fprintf(&b, "\n%s, %s.\n", markdown(g.settings(), maxText), markdown(g.Date, maxName))
	_, err := w.Write(unsaidLines(b.Bytes()))
	return err
}

// gateTable is the figures of the entries, with a column for each kind of wrong answer
// that occurs.
func gateTable(g *Gate) string {
	wrong := g.wrongClasses()
	head := table.Row{"entry", "verdict", "max ulp", "mean ulp", "rounded right", "error/allowed"}
	for _, c := range wrong {
		head = append(head, c.name)
	}
	t := table.NewWriter()
	t.AppendHeader(head)
	all := g.entries()
	for _, e := range all[:min(len(all), maxListedEntries)] {
		row := table.Row{markdown(g.label(e), 3*maxName), stands(e).word()}
		for _, cell := range measurements(e) {
			row = append(row, cell)
		}
		for _, c := range wrong {
			row = append(row, c.cell(e))
		}
		t.AppendRow(row)
	}
	right(t, 2, len(head))
	return t.RenderMarkdown()
}
