package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// columns are the tiers, and how the table calls them.
var columns = [...]struct{ tier, title string }{
	{"none", "math.Exp"},
	{"fast", "fast"},
	{"enclosure", "enclosure"},
	{"plain", "plain"},
	{"arb", "Arb 128"},
	{"mpfr", "MPFR 128"},
}

// quotients are the columns that compare two tiers.
var quotients = [...]struct{ a, b, title string }{
	{"fast", "none", "fast/math.Exp"},
	{"arb", "fast", "Arb/fast"},
	{"plain", "fast", "plain/fast"},
}

// write prints one line for each dtype and K, and "-" for what was not run.
func (t timings) write(w io.Writer) error {
	type line struct {
		dtype string
		k     int
	}
	lines := map[line]bool{}
	for key := range t {
		lines[line{key.dtype, key.k}] = true
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "dtype\tK\t")
	for _, c := range columns {
		fmt.Fprintf(table, "%s\t", c.title)
	}
	for _, q := range quotients {
		fmt.Fprintf(table, "%s\t", q.title)
	}
	fmt.Fprintln(table)
	for _, l := range slices.SortedFunc(maps.Keys(lines), func(a, b line) int {
		return cmp.Or(-cmp.Compare(a.dtype, b.dtype), cmp.Compare(a.k, b.k)) // float64 first
	}) {
		fmt.Fprintf(table, "%s\t%d\t", l.dtype, l.k)
		for _, c := range columns {
			v, ok := t[timing{c.tier, l.dtype, l.k}]
			fmt.Fprintf(table, "%s\t", figure(v, ok))
		}
		for _, q := range quotients {
			a, ok := t[timing{q.a, l.dtype, l.k}]
			b, ok2 := t[timing{q.b, l.dtype, l.k}]
			if !ok || !ok2 {
				a, b = 0, 1
			}
			fmt.Fprintf(table, "%s\t", figure(a/b, ok && ok2))
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}

// figure prints a number with three digits or more.
func figure(v float64, ok bool) string {
	switch {
	case !ok:
		return "-"
	case v < 10:
		return fmt.Sprintf("%.2f", v)
	case v < 100:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}
