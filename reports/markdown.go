package reports

import (
	"bytes"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/softulp/softulp/gate"
)

// Markdown writes the results as GitHub-flavoured Markdown: the summary, the
// findings, and for each function the overview and every entry, worst first,
// with the input to look at; then the mutants.
func Markdown(w io.Writer, r *Results) error {
	d := r.Document
	var b bytes.Buffer
	b.WriteString("# Accuracy report\n\n")
	for _, s := range summary(r) {
		fmt.Fprintf(&b, "%s\n", markdown(s, maxText))
	}
	if share, price := tiers(d); share != "" {
		fmt.Fprintf(&b, "\n%s\n", share)
		if price != "" {
			fmt.Fprintf(&b, "%s\n", price)
		}
	}
	fmt.Fprintf(&b, "\nSeed %d, profile %s, %s, %s, %s.\n", d.Seed,
		markdown(d.Profile, maxName), markdown(d.Go, maxName), markdown(d.Arch, maxName), markdown(d.Date, maxName))
	if len(d.Sources) > 0 {
		b.WriteString("\n")
		for _, s := range d.Sources {
			fmt.Fprintf(&b, "- %s: %s, %s. %s\n", markdown(s.Name, maxName), plural(s.Rows, "row", "rows"), width(s), markdown(s.About, maxText))
		}
	}

	all := everything(d)
	for i, e := range all {
		if rank(e) > 1 {
			break
		}
		if i == 0 {
			b.WriteString("\n## Findings\n")
		}
		fmt.Fprintf(&b, "\n### %s, %s\n\n%s\n", markdown(e.Name, maxName), markdown(e.Function, maxName), markdown(e.Sentence, maxText))
		for _, c := range e.Checks {
			if c.Verdict == gate.Fail {
				fmt.Fprintf(&b, "\n%s: %s of %s allowed. %s\n", markdown(c.Property, maxName), ulps(c.Worst), ulps(c.Allowed), markdown(c.Why, maxText))
			}
		}
		markdownInputs(&b, e)
	}

	for i, f := range r.mutantFindings() {
		if i == 0 {
			if len(all) == 0 || rank(all[0]) > 1 {
				b.WriteString("\n## Findings\n")
			}
			b.WriteString("\n### mutants\n\n")
		}
		fmt.Fprintf(&b, "- %s\n", markdown(f, maxText))
	}

	for _, s := range sections(d) {
		fmt.Fprintf(&b, "\n## %s\n\nLargest error in ulps.\n\n", markdown(s.function, maxName))
		b.WriteString(markdownOverview(s))
		b.WriteString("\n\n")
		b.WriteString(markdownFigures(s))
		b.WriteString("\n")
	}
	if len(all) > 0 {
		fmt.Fprintf(&b, "\n%s\n", markdown(legend, len(legend)))
	}

	heading := false
	for _, e := range all {
		if rank(e) != 2 {
			continue
		}
		if !heading {
			b.WriteString("\n## Expected failures\n")
			heading = true
		}
		fmt.Fprintf(&b, "\n### %s, %s\n\n%s\n", markdown(e.Name, maxName), markdown(e.Function, maxName), markdown(e.Expected, maxText))
		markdownInputs(&b, e)
	}
	b.WriteString(knownMarkdown(all))
	markdownMutants(&b, r.Mutants)
	_, err := w.Write(b.Bytes())
	return err
}

// markdownInputs writes where an entry's inputs are and the commands that show
// them again.
func markdownInputs(b *bytes.Buffer, e *gate.Implementation) {
	for _, w := range inputs(e) {
		fmt.Fprintf(b, "\nInput: %s.\n", markdown(place(w), maxText))
		if w.Command != "" {
			fmt.Fprintf(b, "\n%s", fenced(w.Command))
		}
	}
}

func markdownOverview(s section) string {
	m := newMatrix(s)
	t := table.NewWriter()
	head := table.Row{"algorithm"}
	for _, a := range m.arithmetics {
		head = append(head, markdown(a, maxName))
	}
	t.AppendHeader(head)
	for _, a := range m.algorithms {
		row := table.Row{markdown(a, maxName)}
		for _, arith := range m.arithmetics {
			row = append(row, markdown(cell(m.cells[[2]string{a, arith}]), maxName))
		}
		t.AppendRow(row)
	}
	right(t, 1, len(head))
	return t.RenderMarkdown()
}

func markdownFigures(s section) string {
	t := table.NewWriter()
	head := table.Row{"implementation", "max ulp", "p99 ulp", "mean ulp", "rounded right", "error/allowed", "wrong class", "properties held", "verdict", "worst input"}
	t.AppendHeader(head)
	for _, e := range worstFirst(s.entries) {
		row := measured(e)
		row[0] = markdown(e.Name, maxName)
		row[8] = markdown(outcome(e), maxName)
		at := ""
		if in := inputs(e); len(in) > 0 {
			at = markdown(place(in[0]), maxText)
		}
		t.AppendRow(append(row, at))
	}
	right(t, 1, 8)
	return t.RenderMarkdown()
}
