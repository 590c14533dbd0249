package reports

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/softulp/softulp/search"
)

// Search writes what searches found for a terminal: "=" before what is proved to be the
// worst, "≥" before what is only the worst that was found.
func Search(w io.Writer, r *search.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "implementation\tfunction\tK\tby\tworst\trandom\tratio\tfound by")
	for _, e := range r.Entries {
		k := fmt.Sprint(e.MinK)
		if e.MaxK > e.MinK {
			k += fmt.Sprintf("-%d", e.MaxK)
		}
		sign := "≥"
		if e.Proved {
			sign = "="
		}
		worst, random, ratio, how := sign+" 0", "", "", ""
		if e.Best != nil {
			worst, how = fmt.Sprintf("%s %.6g", sign, e.Best.Score), e.Best.How
		}
		if e.Random != nil {
			random, ratio = fmt.Sprintf("%.6g", e.Random.Score), fmt.Sprintf("%.3g", e.Ratio)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.Name, e.Function, k, e.Objective, worst, random, ratio, how)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, e := range r.Entries {
		if e.Best == nil {
			continue
		}
		f := e.Best
		line := fmt.Sprintf("%s, %s by %s: answer %d of %s", e.Name, e.Function, e.Objective, f.Index, strings.Join(f.X, " "))
		switch {
		case f.Target != nil:
			line += fmt.Sprintf(" --target %d", *f.Target)
		case f.Cotangent != nil:
			line += " --cotangent " + strings.Join(f.Cotangent, ",")
		case f.Weights != nil:
			line += " --weights " + strings.Join(f.Weights, ",")
		}
		if f.Got != "" {
			line += fmt.Sprintf(": got %s, exact %s", f.Got, f.Exact)
		}
		if f.Expected != "" {
			line += "; expected: " + f.Expected
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	if r.Shard != nil {
		_, err := fmt.Fprintf(w, "This is shard %v: softulp merge puts the shards together.\n", *r.Shard)
		return err
	}
	return nil
}
