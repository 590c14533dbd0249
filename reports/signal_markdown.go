package reports

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/softulp/softulp/signal"
)

// SignalMarkdown writes a laboratory's report as GitHub-flavoured Markdown. Plots, if not
// "", is the path from it to the folder of the plots, which are then shown.
func SignalMarkdown(w io.Writer, r *signal.Report, plots string) error {
	var b bytes.Buffer
	b.WriteString("# Where the signal goes\n\n")
	for _, s := range signalSummary(r) {
		fmt.Fprintf(&b, "%s\n", markdown(s, maxText))
	}
	fmt.Fprintf(&b, "Seed %d.\n", r.Seed)
	for _, result := range r.Results {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", markdown(result.Title, maxText), markdown(result.Question, maxText))
		for _, f := range result.Findings {
			mark := ""
			if !f.Holds {
				mark = "**Does not hold:** "
			}
			fmt.Fprintf(&b, "- %s%s\n", mark, markdown(f.Sentence, maxSentence))
		}
		if len(result.Findings) > 0 {
			fmt.Fprintf(&b, "\n%s", fenced(result.Findings[0].Command))
		}
		if plots != "" {
			for _, f := range result.Figures {
				name := url.PathEscape(f.Name)
				fmt.Fprintf(&b, "\n![%s](%s/%s.svg)\n\n[%s as CSV](%s/%s.csv)\n", markdown(f.Alt, maxText), plots, name, markdown(f.Title, maxText), plots, name)
			}
		}
		for _, t := range result.Tables {
			fmt.Fprintf(&b, "\n### %s\n\n%s\n", markdown(t.Title, maxText), markdownTable(t))
		}
	}
	if claims := r.Claims(); len(claims) > 0 {
		b.WriteString("\n## What is said of softmax\n\n")
		b.WriteString(claimsTable(claims))
	}
	_, err := w.Write(b.Bytes())
	return err
}

// markdownTable renders a table.
func markdownTable(t signal.Table) string {
	w := table.NewWriter()
	w.AppendHeader(safely(t.Columns, markdownCell))
	for _, row := range t.Rows {
		w.AppendRow(safely(row, markdownCell))
	}
	var configs []table.ColumnConfig
	for i := range t.Columns {
		align := text.AlignRight
		if i < t.Left {
			align = text.AlignLeft
		}
		configs = append(configs, table.ColumnConfig{Number: i + 1, Align: align, AlignHeader: align})
	}
	w.SetColumnConfigs(configs)
	return w.RenderMarkdown()
}

func markdownCell(s string) string { return markdown(s, maxText) }

// claimsTable lists claims with their verdicts.
func claimsTable(claims []signal.Weighed) string {
	t := signal.Table{Left: 2, Columns: []string{"statement", "verdict"}}
	for _, c := range claims {
		t.Rows = append(t.Rows, []string{c.Statement, verdictText(c)})
	}
	return markdownTable(t) + "\n"
}

// SignalClaims writes the page of claims: each with its verdict, the findings that it
// rests on, and the command that makes them again.
func SignalClaims(w io.Writer, r *signal.Report) error {
	claims := r.Claims()
	if len(claims) == 0 {
		return fmt.Errorf("claims rest on all experiments, and %d of %d are here", len(r.Results), len(signal.All()))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `# What is said of softmax

Common statements, each with a verdict that follows from measurements: *true* if all that was found speaks for it, *false* if all speaks
against it, and *only if* if it is so here and not so there. A statement that is true as mathematics may be false of what a computer does; these
are about the latter unless they say otherwise. This page is what `+"`softulp signal --seed %d --claims FILE`"+` writes (`+"`make claims`"+`), the same on every
run; a test holds the two together.

`, r.Seed)
	b.WriteString(claimsTable(claims))
	for _, c := range claims {
		source := ""
		if c.Source != "" {
			source = " (" + markdown(c.Source, maxText) + ")"
		}
		fmt.Fprintf(&b, "\n## %s\n\n**%s**%s\n\n", markdown(c.Statement, maxText), markdown(sentence(verdictText(c)), maxText), source)
		for _, side := range []struct {
			what  string
			cited []signal.Cited
		}{{"For", c.Pro}, {"Against", c.Contra}} {
			for _, f := range side.cited {
				mark := ""
				if !f.Holds {
					mark = "**does not hold:** "
				}
				fmt.Fprintf(&b, "- %s: %s%s (%s)\n", side.what, mark, markdown(f.Sentence, maxSentence), markdown(f.Name, maxName))
			}
		}
		fmt.Fprintf(&b, "\n%s", fenced(fmt.Sprintf("softulp signal --seed %d --experiment %s", r.Seed, strings.Join(c.Experiments, ","))))
	}
	_, err := w.Write(b.Bytes())
	return err
}
