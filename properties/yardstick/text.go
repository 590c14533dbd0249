package yardstick

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Text writes what became of mutants and of correct implementations, and the
// findings: a table of kills, the suites side by side, and totals.
func Text(w io.Writer, m *Mutants, c *Implementations, findings []string) error {
	var b bytes.Buffer
	kills(&b, m)
	sideBySide(&b, m)
	totals(&b, m, c)
	for i, f := range findings {
		if i == 0 {
			fmt.Fprintln(&b)
		}
		fmt.Fprintln(&b, "FINDING:", f)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// kills writes a line for each mutant: the property, its price, and the
// counterexample.
func kills(b *bytes.Buffer, m *Mutants) {
	t := writer(4, 5)
	t.AppendHeader(table.Row{"mutant", "severity", "killed by", "cases", "ms", "counterexample"})
	for i := range m.Rows {
		r := &m.Rows[i]
		row := table.Row{r.Mutant.Name, r.Mutant.Severity, "survives", m.Cases, millis(r.Time), ""}
		if k := r.Kill; k != nil {
			row[2], row[3], row[5] = k.Property, k.Cases, counterexample(k.Shrunk.X)
			if k.Correct != nil {
				row[2] = k.Property + " (void)"
			}
		}
		t.AppendRow(row)
	}
	render(b, t)
}

// sideBySide writes what the properties and each suite make of each mutant.
func sideBySide(b *bytes.Buffer, m *Mutants) {
	t := writer()
	head := table.Row{"mutant", "softulp"}
	for _, s := range m.Suites {
		head = append(head, s)
	}
	t.AppendHeader(head)
	for i := range m.Rows {
		r := &m.Rows[i]
		row := table.Row{r.Mutant.Name, "-"}
		if r.Killed() {
			row[1] = "kills"
		}
		if r.Only() {
			row[1] = "alone"
		}
		for _, v := range r.Peers {
			row = append(row, [...]string{NotApplicable: "", Missed: "-", Caught: "kills", Indiscriminate: "(kills)"}[v])
		}
		t.AppendRow(row)
	}
	fmt.Fprintln(b)
	render(b, t)
	fmt.Fprintln(b, "alone: no suite kills it. -: all tests pass. (kills): only tests that the correct\n"+
		"implementation fails too, which counts for nothing. Blank: no tests for that function and dtype.")
}

// totals writes kills, false alarms and times.
func totals(b *bytes.Buffer, m *Mutants, c *Implementations) {
	t := writer(2, 3, 4, 5, 6)
	t.AppendHeader(table.Row{"suite", "kills", "of", "ms in all", "fails honest", "of"})
	killed, only := 0, 0
	var times []time.Duration
	var all time.Duration
	for i := range m.Rows {
		if m.Rows[i].Killed() {
			killed++
		}
		if m.Rows[i].Only() {
			only++
		}
		times = append(times, m.Rows[i].Time)
		all += m.Rows[i].Time
	}
	failing := map[string]bool{}
	for _, f := range c.Findings {
		failing[f.Program] = true
	}
	t.AppendRow(table.Row{"softulp", killed, len(m.Rows), millis(all), len(failing), c.Programs})
	for n, name := range m.Suites {
		caught, applicable := 0, 0
		for i := range m.Rows {
			v := m.Rows[i].Peers[n]
			if v == Caught {
				caught++
			}
			if v != NotApplicable {
				applicable++
			}
		}
		t.AppendRow(table.Row{name, caught, applicable, millis(m.SuiteTimes[n]), c.Peers[n].Failed, c.Peers[n].Applicable})
	}
	fmt.Fprintln(b)
	render(b, t)
	fmt.Fprintln(b, "honest: implementations that keep what they promise, be it little: an exponential good to 3 %,\n"+
		"sums in 8 bits. A suite that fails one asks for more than that. Those that overflow are no test of suites.")
	slices.Sort(times)
	fmt.Fprintf(b, "\n%d of %d mutants killed, %d of them by no other suite; seed %d, at most %d cases each", killed, len(m.Rows), only, m.Seed, m.Cases)
	if len(times) > 0 {
		fmt.Fprintf(b, ", median %s ms, maximum %s ms", millis(median(times)), millis(times[len(times)-1]))
	}
	fmt.Fprintf(b, ".\n%d correct implementations: %d findings in %d judgements (implementation, property, case),\nseeds 1 to %d, %d cases each.\n",
		c.Programs, len(c.Findings), c.Judged, c.Seeds, c.Cases)
}

// median returns the middle of what is sorted, the mean of the two where there
// are two.
func median(sorted []time.Duration) time.Duration {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// millis writes a time in milliseconds.
func millis(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64)
}

// shown is how many logits of a counterexample are written, and longest how many
// columns they may take.
const (
	shown   = 6
	longest = 60
)

// counterexample writes a row of logits, in decimals that are exactly them, cut
// where it is long.
func counterexample(x []float64) string {
	var words []string
	for i, v := range x {
		word := strconv.FormatFloat(v, 'g', -1, 64)
		if i == shown || len(strings.Join(words, " "))+len(word) > longest {
			words = append(words, fmt.Sprintf("… K = %d", len(x)))
			break
		}
		words = append(words, word)
	}
	return "[" + strings.Join(words, " ") + "]"
}

// writer returns a table of a look that needs no more than ASCII, with columns
// aligned to the right.
func writer(numbers ...int) table.Writer {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	var configs []table.ColumnConfig
	for _, n := range numbers {
		configs = append(configs, table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
	return t
}

// render writes a table's lines, without the blanks that padding leaves at their
// ends.
func render(b *bytes.Buffer, t table.Writer) {
	for line := range strings.Lines(t.Render()) {
		fmt.Fprintln(b, strings.TrimRight(line, " \n"))
	}
}
