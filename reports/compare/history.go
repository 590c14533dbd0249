package compare

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
)

// Line is how a figure went over several runs.
type Line struct {
	Entry  Entry
	Figure string
	Values []float64 // NaN where the entry was not there
}

// Changed reports whether the figure was ever another one than before.
func (l *Line) Changed() bool {
	first := math.NaN()
	for _, v := range l.Values {
		if v != v {
			continue
		}
		if first == first && v != first {
			return true
		}
		first = v
	}
	return false
}

// Text writes the figure's values, each once where it stays the same.
func (l *Line) Text() string {
	s := ""
	for i, v := range l.Values {
		if i > 0 {
			s += " "
		}
		if v != v {
			s += "-"
		} else {
			s += format(v, 4)
		}
	}
	return s
}

// History returns a line for each figure of each entry, in the order in which entries first
// appear. Figures that are 0 in every run are left out.
func History(runs []Run) []Line {
	var order []Entry
	for _, r := range runs {
		for i := range r.Implementations {
			if k := key(&r.Implementations[i]); !slices.Contains(order, k) {
				order = append(order, k)
			}
		}
	}
	found := make([]map[Entry][]figure, len(runs))
	names := []string{}
	for i, r := range runs {
		found[i] = map[Entry][]figure{}
		for k, e := range entries(r) {
			found[i][k] = figures(e)
			if len(names) == 0 {
				for _, f := range found[i][k] {
					names = append(names, f.name)
				}
			}
		}
	}
	var lines []Line
	for _, k := range order {
		for n, name := range names {
			l := Line{Entry: k, Figure: name}
			any := false
			for i := range runs {
				v := math.NaN()
				if f, ok := found[i][k]; ok {
					v = f[n].value
					any = any || v != 0
				}
				l.Values = append(l.Values, v)
			}
			if any {
				lines = append(lines, l)
			}
		}
	}
	return lines
}

func format(v float64, digits int) string { return strconv.FormatFloat(v, 'g', digits, 64) }

// HistoryCSV returns the lines as CSV, a value a row.
func HistoryCSV(lines []Line) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"function", "implementation", "axis", "figure", "run", "value"}) // its errors are those that Error tells
	for _, l := range lines {
		for i, v := range l.Values {
			if v == v {
				w.Write([]string{plain(l.Entry.Function), plain(l.Entry.Name), plain(l.Entry.Axis), l.Figure, strconv.Itoa(i + 1), format(v, -1)})
			}
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// plain keeps a name from being a formula to a spreadsheet.
func plain(s string) string {
	if s != "" && bytes.ContainsRune([]byte("=+-@\t\r"), rune(s[0])) {
		return "'" + s
	}
	return s
}
