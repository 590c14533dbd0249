package compare

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/softulp/softulp/reports"
)

// Summary says in two or three sentences what changed.
func (c *Comparison) Summary() []string {
	s := []string{fmt.Sprintf("Compared %s (%s, %d entries) with %s (%s, %d entries).",
		reports.Clean(c.Old.Name, reports.MaxText), reports.Clean(c.Old.Date, reports.MaxName), len(c.Old.Implementations),
		reports.Clean(c.New.Name, reports.MaxText), reports.Clean(c.New.Date, reports.MaxName), len(c.New.Implementations))}
	s = append(s, fmt.Sprintf("%s got worse, %s better; %s appeared, %s disappeared; %s the same.",
		plural(len(c.Worse), "figure", "figures"), reports.Count(len(c.Better)), plural(len(c.Appeared), "entry", "entries"),
		reports.Count(len(c.Disappeared)), plural(c.Same, "entry is", "entries are")))
	return append(s, c.Warnings...)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return reports.Count(n) + " " + many
}

// Columns are those of the rows of changes.
func Columns() []string {
	return []string{"function", "implementation", "figure", "before", "now"}
}

// Row is a change as text, safe to show.
func (c *Change) Row() []string {
	name := reports.Clean(c.Entry.Name, reports.MaxName)
	if c.Entry.Axis != "" {
		name += ", axis " + reports.Clean(c.Entry.Axis, reports.MaxName)
	}
	return []string{reports.Clean(c.Entry.Function, reports.MaxName), name, c.Figure, c.Old, c.New}
}

// Text writes the comparison for a terminal: what got worse, then the rest.
func (c *Comparison) Text(w io.Writer) error {
	var b strings.Builder
	for _, s := range c.Summary() {
		b.WriteString(s + "\n")
	}
	for _, part := range []struct {
		title   string
		changes []Change
	}{{"Worse", c.Worse}, {"Better", c.Better}} {
		if len(part.changes) > 0 {
			fmt.Fprintf(&b, "\n%s\n\n", part.title)
			lines(&b, changed(part.changes).Render())
		}
	}
	for _, part := range []struct {
		title   string
		entries []Entry
	}{{"Appeared", c.Appeared}, {"Disappeared", c.Disappeared}} {
		for i, e := range part.entries {
			if i == 0 {
				fmt.Fprintf(&b, "\n%s\n\n", part.title)
			}
			b.WriteString(e.String() + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// lines writes lines without the blanks at their ends.
func lines(b *strings.Builder, s string) {
	for line := range strings.Lines(s) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}

// changed is a table of changes.
func changed(changes []Change) table.Writer {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.AppendHeader(row(Columns()))
	for i := range changes {
		t.AppendRow(row(changes[i].Row()))
	}
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 4, Align: text.AlignRight, AlignHeader: text.AlignRight}, {Number: 5, Align: text.AlignRight, AlignHeader: text.AlignRight}})
	return t
}

func row(words []string) table.Row {
	var r table.Row
	for _, w := range words {
		r = append(r, w)
	}
	return r
}

// Markdown writes the comparison as GitHub-flavoured Markdown.
func (c *Comparison) Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# What has changed\n\n")
	for _, s := range c.Summary() {
		b.WriteString(reports.MarkdownText(s, 4*reports.MaxText) + "\n")
	}
	for _, part := range []struct {
		title   string
		changes []Change
	}{{"Worse", c.Worse}, {"Better", c.Better}} {
		if len(part.changes) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n", part.title)
		safe := make([]Change, len(part.changes))
		for i, change := range part.changes {
			safe[i] = change
			safe[i].Entry.Function = reports.MarkdownText(change.Entry.Function, reports.MaxName)
			safe[i].Entry.Name = reports.MarkdownText(change.Entry.Name, reports.MaxName)
			safe[i].Entry.Axis = reports.MarkdownText(change.Entry.Axis, reports.MaxName)
			safe[i].Figure = reports.MarkdownText(change.Figure, reports.MaxName)
		}
		b.WriteString(markdown(safe) + "\n")
	}
	for _, part := range []struct {
		title   string
		entries []Entry
	}{{"Appeared", c.Appeared}, {"Disappeared", c.Disappeared}} {
		for i, e := range part.entries {
			if i == 0 {
				fmt.Fprintf(&b, "\n## %s\n\n", part.title)
			}
			fmt.Fprintf(&b, "- %s\n", reports.MarkdownText(e.String(), reports.MaxText))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdown is a table of changes whose words have been made safe.
func markdown(changes []Change) string {
	t := table.NewWriter()
	t.AppendHeader(row(Columns()))
	for i := range changes {
		c := &changes[i]
		name := c.Entry.Name
		if c.Entry.Axis != "" {
			name += ", axis " + c.Entry.Axis
		}
		t.AppendRow(table.Row{c.Entry.Function, name, c.Figure, c.Old, c.New})
	}
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 4, Align: text.AlignRight}, {Number: 5, Align: text.AlignRight}})
	return t.RenderMarkdown()
}
