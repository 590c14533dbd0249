package reports

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/softulp/softulp/search/exhaustive"
)

// Exhaustive writes the result of an exhaustive run for a terminal. What it found is
// all there is, so that figures are equal to something, with "=".
func Exhaustive(w io.Writer, r *exhaustive.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "implementation\tfunction\tK\trows\tmax ulp\tmisrounded\twrong class\t|Σ − 1|")
	for _, e := range r.Entries {
		sum := ""
		if e.Sum != nil {
			sum = fmt.Sprintf("= %.4g", e.Sum.Value)
		}
		largest := ""
		if e.Worst != nil {
			largest = fmt.Sprintf("= %.6g", e.Worst.Value)
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t= %s\t= %s\t%s\n", e.Name, e.Function, e.K, grouped(e.Rows), largest, grouped(e.Answers-e.Correct), grouped(e.WrongClass), sum)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, e := range r.Entries {
		for _, f := range []struct {
			what  string
			found *exhaustive.Found
		}{{"largest error", e.Worst}, {"first of the wrong class", e.Wrong}} {
			if f.found == nil {
				continue
			}
			if _, err := fmt.Fprintf(w, "%s, %s: %s: answer %d of %s\n", e.Name, e.Function, f.what, f.found.Index, row(f.found)); err != nil {
				return err
			}
		}
	}
	about := "Every row was judged: no error is larger."
	if r.Shard != nil {
		about = fmt.Sprintf("This is shard %v: softulp merge puts the shards together.", *r.Shard)
	}
	_, err := fmt.Fprintln(w, about)
	return err
}

// row writes a row as arguments of softulp exact.
func row(f *exhaustive.Found) string {
	s := strings.Join(f.X, " ")
	switch {
	case f.Target != nil:
		s += fmt.Sprintf(" --target %d", *f.Target)
	case f.Cotangent != nil:
		s += " --cotangent " + strings.Join(f.Cotangent, ",")
	case f.Weights != nil:
		s += " --weights " + strings.Join(f.Weights, ",")
	}
	return s
}

// grouped writes a count with its digits in groups of three.
func grouped(n uint64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
