package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// tally counts what was compared.
type tally struct {
	rows, hard int
	origins    map[string]int // random rows by family
	logits     int
	questions  int
	answers    map[cell]int
	zeros      map[function.Function]int // answers that are exactly 0
	compared   map[string]int            // answers by the tier that gave them
	precision  map[int]int               // questions by the precision that decided them

	undecided   int
	differences int // outputs, in each tier
	findings    map[kind]int
}

// cell is a place in the table of what was compared.
type cell struct {
	fn function.Function
	f  dtype.Format
}

// kind is a kind of finding.
type kind struct {
	tier   string // none if the row is undecided
	fn     function.Function
	origin string // none for all hard rows
}

// newTally returns an empty tally.
func newTally() tally {
	return tally{
		origins: map[string]int{}, answers: map[cell]int{}, zeros: map[function.Function]int{},
		compared: map[string]int{}, precision: map[int]int{}, findings: map[kind]int{},
	}
}

// row counts a row.
func (t *tally) row(r row) {
	t.rows++
	t.logits += len(r.in.X)
	if r.hard {
		t.hard++
	} else {
		t.origins[r.origin]++
	}
}

// question counts a function of a row.
func (t *tally) question(fn function.Function, r reply) {
	t.questions++
	for _, zero := range r.zero {
		if zero {
			t.zeros[fn]++
		}
	}
	if r.decided {
		t.precision[r.prec]++
	} else {
		t.undecided++
	}
}

// sound reports whether everything was compared and nothing differs.
func (t *tally) sound() bool { return t.undecided == 0 && t.differences == 0 }

// write prints it, for the given tiers.
func (t *tally) write(w io.Writer, names []string) error {
	fmt.Fprintf(w, "rows: %d, of which hard: %d; logits: %d\n", t.rows, t.hard, t.logits)
	var families []string
	for _, name := range slices.Sorted(maps.Keys(t.origins)) {
		families = append(families, fmt.Sprintf("%s %d", name, t.origins[name]))
	}
	fmt.Fprintf(w, "random rows: %s\n", strings.Join(families, ", "))
	var precisions []string
	for _, p := range slices.Sorted(maps.Keys(t.precision)) {
		precisions = append(precisions, fmt.Sprintf("%d at %d", t.precision[p], p))
	}
	fmt.Fprintf(w, "functions of rows: %d, decided by Arb at bits: %s\n", t.questions, strings.Join(precisions, ", "))
	fmt.Fprint(w, "answers that the tiers gave: ")
	for i, name := range names {
		if i > 0 {
			fmt.Fprint(w, ", ")
		}
		fmt.Fprintf(w, "%s %d", name, t.compared[name])
	}
	fmt.Fprint(w, "\nanswers:\n\n")

	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "function\t")
	for _, f := range dtype.All() {
		fmt.Fprintf(table, "%v\t", f)
	}
	fmt.Fprint(table, "all\texactly 0\t\n")
	total := 0
	for _, fn := range function.All() {
		sum := 0
		fmt.Fprintf(table, "%s\t", fn)
		for _, f := range dtype.All() {
			n := t.answers[cell{fn, f}]
			fmt.Fprintf(table, "%d\t", n)
			sum += n
		}
		fmt.Fprintf(table, "%d\t%d\t\n", sum, t.zeros[fn])
		total += sum
	}
	if err := table.Flush(); err != nil {
		return err
	}
	hidden := 0
	for _, n := range t.findings {
		hidden += max(0, n-maxShown)
	}
	if hidden > 0 {
		fmt.Fprintf(w, "\n%d more findings are not shown", hidden)
	}
	_, err := fmt.Fprintf(w, "\n%d answers compared: %d differ; %d functions of rows undecided\n", total, t.differences, t.undecided)
	return err
}
