package yardstick

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// Text writes what became of mutants and of correct implementations, and the
// findings: a table of kills, the suites side by side, and totals.
func Text(w io.Writer, m *Mutants, c *Implementations, findings []string) error {
	var b bytes.Buffer
	matrix := m.Matrix(nil)
	write(&b, killmatrix.Kills(matrix))
	fmt.Fprintln(&b)
	write(&b, killmatrix.SideBySide(matrix))
	for line := range strings.Lines(text.WrapSoft(killmatrix.Legend, 100)) {
		fmt.Fprintln(&b, strings.TrimRight(line, " \n"))
	}
	fmt.Fprintln(&b)
	write(&b, totals(matrix, c))
	fmt.Fprintln(&b, "honest: implementations that keep what they promise, be it little: an exponential good to 3 %,\n"+
		"sums in 8 bits. A suite that fails one asks for more than that. Those that overflow are no test of suites.")
	fmt.Fprintf(&b, "\n%s", killmatrix.Summary(matrix))
	if times := killmatrix.Times(matrix); times != "" {
		fmt.Fprintf(&b, ", %s", times)
	}
	fmt.Fprintf(&b, ".\n%d correct implementations: %d findings in %d judgements (implementation, property, case),\nseeds 1 to %d, %d cases each.\n",
		c.Programs, len(c.Findings), c.Judged, c.Seeds, c.Cases)
	for i, f := range findings {
		if i == 0 {
			fmt.Fprintln(&b)
		}
		fmt.Fprintln(&b, "FINDING:", f)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// totals adds to the kills how many correct implementations the properties and the
// suites fail.
func totals(m *killmatrix.Matrix, c *Implementations) killmatrix.Table {
	failing := map[string]bool{}
	for _, f := range c.Findings {
		failing[f.Program] = true
	}
	t := killmatrix.Totals(m)
	t.Numbers = append(t.Numbers, len(t.Header), len(t.Header)+1)
	t.Header = append(t.Header, "fails honest", "of")
	for i := range t.Rows {
		failed, of := len(failing), c.Programs
		if i > 0 { // the first row is that of the properties
			failed, of = c.Peers[i-1].Failed, c.Peers[i-1].Applicable
		}
		t.Rows[i] = append(t.Rows[i], fmt.Sprint(failed), fmt.Sprint(of))
	}
	return t
}

// write lays a table out as lines that need no more than ASCII, without the blanks
// that padding leaves at their ends.
func write(b *bytes.Buffer, from killmatrix.Table) {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	var configs []table.ColumnConfig
	for _, n := range from.Numbers {
		configs = append(configs, table.ColumnConfig{Number: n + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(cells(from.Header))
	for _, row := range from.Rows {
		t.AppendRow(cells(row))
	}
	for line := range strings.Lines(t.Render()) {
		fmt.Fprintln(b, strings.TrimRight(line, " \n"))
	}
}

func cells(words []string) table.Row {
	var row table.Row
	for _, w := range words {
		row = append(row, w)
	}
	return row
}
