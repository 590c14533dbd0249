package killmatrix

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Table is text in rows and columns.
type Table struct {
	Header []string
	Rows   [][]string
	// Numbers has the columns, from 0, that are aligned to the right.
	Numbers []int
}

// Kills has a row for each mutant: the property that kills it, its price, and the
// counterexample.
func Kills(m *Matrix) Table {
	t := Table{Header: []string{"mutant", "severity", "killed by", "cases", "ms", "counterexample"}, Numbers: []int{3, 4}}
	for i := range m.Rows {
		r := &m.Rows[i]
		by := r.KilledBy
		switch {
		case r.Void != "":
			by = r.Void + " (void)"
		case by == "" && r.Equivalent != "":
			by = "equivalent"
		case by == "":
			by = "survives"
		}
		x := ""
		if r.Counterexample != nil {
			x = r.Counterexample.input()
		}
		t.Rows = append(t.Rows, []string{r.Name, r.Severity, by, strconv.Itoa(r.Cases), millis(r.MS), x})
	}
	return t
}

// SideBySide has a row for each mutant, and a column for the properties and for
// each suite. [Legend] explains its cells.
func SideBySide(m *Matrix) Table {
	t := Table{Header: []string{"mutant", "softulp"}}
	for _, s := range m.Suites {
		t.Header = append(t.Header, s.Name)
	}
	for i := range m.Rows {
		r := &m.Rows[i]
		row := []string{r.Name, "-"}
		switch {
		case r.OnlySoftulp:
			row[1] = "alone"
		case r.KilledBy != "":
			row[1] = "kills"
		}
		for _, s := range m.Suites {
			row = append(row, mark(r.Suites[s.Name]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// mark is an outcome as a cell; one that is unknown is shown as it is.
func mark(o Outcome) string {
	switch o {
	case Missed:
		return "-"
	case Indiscriminate:
		return "(kills)"
	case NotApplicable:
		return ""
	}
	return string(o)
}

// Legend explains the cells of [SideBySide].
const Legend = "alone: no suite kills it. -: all tests pass. (kills): only tests that the correct implementation " +
	"fails too, which counts for nothing. Blank: no tests for that function and dtype."

// Totals has a row for the properties and for each suite: kills, of how many
// mutants, and the time.
func Totals(m *Matrix) Table {
	all := 0.0
	for i := range m.Rows {
		all += m.Rows[i].MS
	}
	t := Table{Header: []string{"suite", "kills", "of", "ms in all"}, Numbers: []int{1, 2, 3}}
	t.Rows = append(t.Rows, []string{"softulp", strconv.Itoa(m.Killed), strconv.Itoa(len(m.Rows)), millis(all)})
	for _, s := range m.Suites {
		t.Rows = append(t.Rows, []string{s.Name, strconv.Itoa(s.Kills), strconv.Itoa(s.Of), millis(s.MS)})
	}
	return t
}

// Summary counts the kills in a sentence without its full stop: the same for the
// same seed.
func Summary(m *Matrix) string {
	s := fmt.Sprintf("%d of %d mutants killed, %d of them by no other suite; seed %d, at most %d cases each",
		m.Killed, len(m.Rows), m.OnlySoftulp, m.Seed, m.Cases)
	if n := len(m.NotJudged); n > 0 {
		s += fmt.Sprintf("; interrupted, %d of %d not judged", n, n+len(m.Rows))
	}
	return s
}

// Times says how long mutants take, "" if there are none.
func Times(m *Matrix) string {
	if len(m.Rows) == 0 {
		return ""
	}
	var times []float64
	for i := range m.Rows {
		times = append(times, m.Rows[i].MS)
	}
	slices.Sort(times)
	return fmt.Sprintf("median %s ms, maximum %s ms", millis(median(times)), millis(times[len(times)-1]))
}

// median returns the middle of what is sorted, the mean of the two where there
// are two.
func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func millis(ms float64) string { return strconv.FormatFloat(ms, 'f', 1, 64) }

// shown is how many logits of a counterexample are written, and longest how many
// columns they may take.
const (
	shown   = 6
	longest = 60
)

// input writes the row and what goes with it.
func (c *Counterexample) input() string {
	s := logits(c.X)
	if c.Target != nil {
		s += fmt.Sprintf(" target %d", *c.Target)
	}
	if c.Cotangent != nil {
		s += " cotangent " + logits(c.Cotangent)
	}
	if c.Weights != nil {
		s += " weights " + logits(c.Weights)
	}
	if c.Temperature != "" {
		s += " temperature " + number(c.Temperature)
	}
	if c.Smoothing != "" {
		s += " smoothing " + number(c.Smoothing)
	}
	return s
}

// number writes a hexadecimal float in the decimal that is exactly it.
func number(word string) string {
	v, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return word
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// logits writes hexadecimal floats in decimals that are exactly them, cut where
// they are many.
func logits(x []string) string {
	var words []string
	for i, word := range x {
		word = number(word)
		if i == shown || len(strings.Join(words, " "))+len(word) > longest {
			words = append(words, fmt.Sprintf("… K = %d", len(x)))
			break
		}
		words = append(words, word)
	}
	return "[" + strings.Join(words, " ") + "]"
}
