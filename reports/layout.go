package reports

import (
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// lay returns a table with every cell made safe to show.
func lay(from killmatrix.Table, safe func(string) string) table.Writer {
	t := writer()
	t.AppendHeader(safely(from.Header, safe))
	for _, row := range from.Rows {
		t.AppendRow(safely(row, safe))
	}
	var configs []table.ColumnConfig
	for _, n := range from.Numbers {
		configs = append(configs, table.ColumnConfig{Number: n + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
	return t
}

func safely(words []string, safe func(string) string) table.Row {
	var row table.Row
	for _, w := range words {
		row = append(row, safe(w))
	}
	return row
}

// widest returns the width of a table's column, header included.
func widest(t killmatrix.Table, column int) int {
	n := utf8.RuneCountInString(t.Header[column])
	for _, row := range t.Rows {
		n = max(n, utf8.RuneCountInString(row[column]))
	}
	return n
}

// pick returns a table of some of the columns.
func pick(from killmatrix.Table, columns ...int) killmatrix.Table {
	choose := func(words []string) (row []string) {
		for _, c := range columns {
			row = append(row, words[c])
		}
		return row
	}
	t := killmatrix.Table{Header: choose(from.Header)}
	for _, row := range from.Rows {
		t.Rows = append(t.Rows, choose(row))
	}
	for to, c := range columns {
		for _, n := range from.Numbers {
			if n == c {
				t.Numbers = append(t.Numbers, to)
			}
		}
	}
	return t
}

// each returns a table whose cells in a column, but not its header, are changed.
func each(from killmatrix.Table, column int, change func(string) string) killmatrix.Table {
	t := killmatrix.Table{Header: from.Header, Numbers: from.Numbers}
	for _, row := range from.Rows {
		row = append([]string{}, row...)
		row[column] = change(row[column])
		t.Rows = append(t.Rows, row)
	}
	return t
}

// fold breaks s into lines of at most n runes, behind one of the given runes where
// there is one and in the middle of a word where there is none. Blanks at the ends
// of lines are left out.
func fold(s string, n int, behind string) string {
	var lines []string
	rest := []rune(s)
	for n > 0 && len(rest) > n {
		end := n
		for i := n; i > 0 && rest[n] != ' '; i-- {
			if strings.ContainsRune(behind, rest[i-1]) {
				end = i
				break
			}
		}
		lines = append(lines, strings.TrimRight(string(rest[:end]), " "))
		rest = []rune(strings.TrimLeft(string(rest[end:]), " "))
	}
	return strings.Join(append(lines, string(rest)), "\n")
}
