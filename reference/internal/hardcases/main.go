// Hardcases writes reference/testdata/hard.txt: rows whose exact answer misses
// a boundary of a dtype by as little as a search of a few minutes finds (see
// package hardrows for the format). Every search is seeded and each claim is
// evaluated anew by measure: the file is the same whenever it is made. (On another
// architecture, whose math.Exp and math.Log may differ, a search may start
// elsewhere and find other rows; the claims hold anywhere.)
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/softulp/softulp/reference/internal/hardrows"
)

func main() {
	out := flag.String("o", "testdata/hard.txt", "file to write")
	only := flag.String("only", "", "write the rows of this family only, to standard output")
	flag.Parse()
	if err := run(*out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "hardcases:", err)
		os.Exit(1)
	}
}

// family is one way to find rows.
type family struct {
	name string // of the flag
	says string // the comment above its rows
	find func() ([]hardrows.Row, error)
}

// families returns all of them, in the order of the file.
func families() []family {
	return []family{
		{"expansion", "Logits solved for one after the other: differences of two, three and more times a float's precision.", expansions},
		{"lattice", "Float64 logits moved by ulps, by lattice reduction.", latticeRows},
		{"zero", "Log-sum-exps next to 0.", nearZero},
		{"difference", "Pairs with one logit 0.", differences},
		{"pair", "The hardest pairs of the narrow dtypes.", pairs},
		{"anchored", "Answers that are a midpoint, or that but for one term.", anchored},
		{"spread", "Differences that overflow float64, or are the smallest there are.", spreads},
		{"vanishing", "A number of the dtype, and a term from the rounding unit down.", vanishing},
		{"wide", "Up to a million logits.", wideRows},
		{"greedy", "Logits that fill the sum greedily: what is left shrinks by a float's precision each time.", greedyRows},
	}
}

// run writes the file once all of it is found, so that no half of it is ever
// seen.
func run(out, only string) error {
	if only != "" {
		return write(os.Stdout, only)
	}
	var b bytes.Buffer
	if err := write(&b, ""); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// write writes the file, or one family's part of it.
func write(w io.Writer, only string) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, header)
	known := false
	for _, f := range families() {
		if only != "" && only != f.name {
			continue
		}
		known = true
		rows, err := f.find()
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		fmt.Fprintf(b, "\n# %s\n", f.says)
		seen := map[string]bool{}
		for _, r := range rows {
			r.Miss, err = measure(r.Function, r.Dtype, r.Boundary, r.X)
			if err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
			line := r.String()
			logits, _, _ := strings.Cut(line, "#")
			if !seen[logits] {
				seen[logits] = true
				fmt.Fprintln(b, line)
			}
		}
	}
	if !known {
		return fmt.Errorf("no family %q", only)
	}
	return b.Flush()
}

const header = `# Rows whose exact answer lies next to a boundary of a dtype.
# Written by reference/internal/hardcases (go generate ./reference); do not edit.
# function dtype logits  # miss=2^-N boundary: how   (see reference/internal/hardrows)
`
