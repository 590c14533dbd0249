package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/fuzz/worst"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/search"
	"github.com/softulp/softulp/search/shard"
)

// searchFlags is the command line of search.
type searchFlags struct {
	subjectFlags
	arithmetics []string
	objectives  []string
	k           string
	evaluations int64
	seed        uint64
	shard       string
	checkpoint  string
	json, html  string
	fresh       bool
	keep        string
}

func newSearch() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search {NAME... | --cmd 'PROGRAM ARGS' | --lib FILE --symbol NAME --signature S} [flags]",
		Short: "Hunt for the row with the largest error",
		Long: `Hunts for the row on which an implementation, or a program that speaks the adapter
protocol, is farthest from the exact answer: by splitting over bit patterns, by
hill-climbing, by an evolution strategy, and from every worst row that is known for
another implementation. Random search has as many evaluations, and the ratio of the
two is printed. Where there are no more rows than evaluations, all are judged, and
the result is proved: "=" stands before it, and "≥" before the others.

Objectives: ulp, the largest error; allowance, the largest error over what the
algorithm may lose; sum, |Σ − 1| of a softmax; gradient, the largest error of a
component beside the largest one; class, answers that are infinite or NaN where
that is not due; boundary, exact answers that are hard to round, of reference.

One seed gives one result, on any number of CPUs, however the search is divided
(--shard) and however often it is stopped and resumed (--checkpoint).`,
		Example: `  softulp search shifted -f softmax --arithmetic float32
  softulp search direct -f softmax_vjp --arithmetic float32 --objective ulp,gradient
  softulp search online -f softmax --checkpoint state.json --json worst.json
  softulp search shifted -f softmax --shard 3/16 --json shard-3.json
  softulp search --cmd 'python3 adapter.py' -f softmax --evaluations 100000
  softulp search reference -f softmax --dtype float16 --objective boundary`,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.names = args
			if err := f.subjectFlags.check(func(string) bool { return false }); err != nil {
				return err
			}
			if len(args) == 0 && len(f.arithmetics) > 0 {
				return errors.New("--arithmetic is of implementations: want --dtype for a program from outside")
			}
			return runSearch(cmd.Context(), f, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.subjectFlags.add(flags)
	for _, name := range []string{"axis", "profile", "in-place"} { // rows are finite, and asked for one by one
		flags.MarkHidden(name) // there is such a flag
	}
	flags.StringSliceVar(&f.arithmetics, "arithmetic", nil, "arithmetics, `A,...`, of an implementation (default all)")
	flags.StringSliceVar(&f.objectives, "objective", []string{string(search.ULP)}, "what makes a row bad, `O,...`; all for all that apply")
	flags.StringVar(&f.k, "k", "2-8", "numbers `K` of logits in a row, as 4 or 2-8")
	flags.Int64Var(&f.evaluations, "evaluations", 1_000_000, "evaluations `N`, and as many by random search")
	flags.Uint64Var(&f.seed, "seed", defaultSeed, "seed `N` of what is drawn")
	flags.StringVar(&f.shard, "shard", shard.All.String(), "search part `I/N` only, 0 ≤ I < N ≤ "+strconv.Itoa(search.Islands))
	flags.BoolVar(&f.fresh, "fresh", false, "begin with none of the worst cases that are known")
	flags.StringVar(&f.checkpoint, "checkpoint", "", "keep the state in `FILE`, and go on from what is there")
	flags.StringVar(&f.json, "json", "", "write the results as JSON to `FILE`; - for standard output instead of the table")
	flags.StringVar(&f.html, "html", "", "write the results as a page into the folder `DIR`, which is made if it is not there")
	flags.StringVar(&f.keep, "keep", "", "add the worst rows to the *.wc files in `DIR`, such as fuzz/worst")
	return cmd
}

// widths reads "4" or "2-8".
func widths(s string) (least, most int, err error) {
	low, high, ranged := strings.Cut(s, "-")
	if !ranged {
		high = low
	}
	least, err1 := strconv.Atoi(low)
	most, err2 := strconv.Atoi(high)
	if err := errors.Join(err1, err2); err != nil {
		return 0, 0, fmt.Errorf("--k %.40q: want a number of logits or a range, as 4 or 2-8", s)
	}
	return least, most, nil
}

// wants reports whether the flags ask for a function in an arithmetic.
func (f searchFlags) wants(fn function.Function, a impl.Arithmetic) bool {
	return (len(f.functions) == 0 || slices.Contains(f.functions, string(fn))) &&
		(len(f.formats) == 0 || slices.Contains(f.formats, a.Storage.String())) &&
		(len(f.arithmetics) == 0 || slices.Contains(f.arithmetics, a.String()))
}

// check returns what is wrong with names in the flags.
func (f searchFlags) check() error {
	if len(f.functions) > 0 {
		if _, err := parseFunctions(f.functions); err != nil {
			return err
		}
	}
	if _, err := parseDTypes(f.formats); err != nil {
		return err
	}
	for _, a := range f.arithmetics {
		if _, err := impl.ParseArithmetic(a); err != nil {
			return err
		}
	}
	for _, o := range f.objectives {
		if o == "all" {
			continue
		}
		if _, err := search.ParseObjective(o); err != nil {
			return err
		}
	}
	return nil
}

// subjects returns the implementations asked for, in the order of the registry.
func (f searchFlags) subjects() ([]*search.Subject, error) {
	if slices.Contains(f.names, worst.Reference) {
		return f.itself()
	}
	var known []string
	var subjects []*search.Subject
	found := map[string]bool{}
	for _, im := range impl.All() {
		known = append(known, im.Name)
		if !slices.Contains(f.names, im.Name) {
			continue
		}
		for _, a := range im.Arithmetics {
			if f.wants(im.Function, a) {
				found[im.Name] = true
				subjects = append(subjects, &search.Subject{Subject: properties.Of(im, a)})
			}
		}
	}
	slices.Sort(known)
	for _, name := range f.names {
		switch {
		case !slices.Contains(known, name):
			return nil, fmt.Errorf("unknown implementation %.60q: want some of %s", name, strings.Join(slices.Compact(known), ", "))
		case !found[name]:
			return nil, fmt.Errorf("nothing to search of %s: it has not that function and arithmetic together; see softulp list", name)
		}
	}
	return subjects, nil
}

// itself returns the reference, of which only the distances to rounding boundaries are
// asked.
func (f searchFlags) itself() ([]*search.Subject, error) {
	if len(f.names) != 1 || !slices.Equal(f.objectives, []string{string(search.Boundary)}) {
		return nil, fmt.Errorf("reference is never wrong: it is searched alone, with --objective %s only", search.Boundary)
	}
	var subjects []*search.Subject
	for _, fn := range function.All() {
		for _, a := range impl.Arithmetics() {
			if a.Storage == a.Accumulate || a.Storage.Bits() == 8 {
				a.Accumulate = a.Storage
				if name := a.Storage.String(); f.wants(fn, a) {
					subjects = append(subjects, &search.Subject{Subject: &properties.Subject{
						Name: worst.Reference + "/" + name, Function: fn, DType: a.Storage, Model: impl.Model{Accumulate: a.Storage},
					}})
				}
			}
		}
	}
	if len(subjects) == 0 {
		return nil, errors.New("nothing to search: want a function and a dtype of the reference; see softulp list")
	}
	return subjects, nil
}

// searches returns what the flags ask for.
func (f searchFlags) searches(subjects []*search.Subject) ([]*search.Search, error) {
	least, most, err := widths(f.k)
	if err != nil {
		return nil, err
	}
	known, err := worst.Known()
	if err != nil {
		return nil, err
	}
	var list []*search.Search
	for _, s := range subjects {
		var seeds []function.Input
		for i := range known {
			if known[i].Function == s.Function && !f.fresh {
				seeds = append(seeds, known[i].Input)
			}
		}
		for _, name := range f.objectives {
			objectives := []search.Objective{search.Objective(name)}
			if name == "all" {
				objectives = search.Objectives(s.Function)
			}
			for _, o := range objectives {
				one, err := search.New(s, search.Config{Objective: o, Seed: f.seed, Evaluations: f.evaluations, MinK: least, MaxK: most}, seeds)
				if err != nil {
					return nil, err
				}
				list = append(list, one)
			}
		}
	}
	return list, nil
}

// runSearch searches and renders.
func runSearch(ctx context.Context, f searchFlags, stdout, stderr io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	sh, err := shard.Parse(f.shard)
	if err != nil {
		return err
	}
	if sh.Of > search.Islands {
		return fmt.Errorf("--shard %v: a search has at most %d shards", sh, search.Islands)
	}
	if f.keep != "" {
		if err := writable("--keep", f.keep); err != nil {
			return err
		}
	}
	if f.html != "" {
		if err := writable("--html", f.html); err != nil {
			return err
		}
	}
	var subjects []*search.Subject
	if len(f.names) == 0 {
		var end func()
		if subjects, end, err = f.programs(ctx); err != nil {
			return err
		}
		defer end()
	} else if subjects, err = f.subjects(); err != nil {
		return err
	}
	list, err := f.searches(subjects)
	if err != nil {
		return err
	}
	var files outputs
	defer files.abandon()
	jsonOut, err := files.open("--json", f.json, stdout)
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "softulp search: seed %d\n", f.seed)
	result := &search.Result{Schema: search.Schema, Entries: []search.Entry{}}
	if sh.Of > 1 {
		result.Shard = &sh
	}
	for i, s := range list {
		bar := newProgress(stderr, fmt.Sprintf("search %d of %d", i+1, len(list)))
		o := search.Options{Checkpoint: f.checkpoint, Progress: func(done, total int64) {
			bar.set(int(done>>10), int(total>>10)) // an int may have 32 bits
		}}
		if f.checkpoint != "" && len(list) > 1 {
			o.Checkpoint = fmt.Sprintf("%s.%d", f.checkpoint, i)
		}
		entry, err := s.Run(ctx, sh, o)
		bar.end()
		switch {
		case errors.Is(err, search.ErrInterrupted) && f.checkpoint != "":
			return failure{exitFailed, errors.New("interrupted: the same command goes on from the checkpoint")}
		case err != nil:
			return failure{exitFailed, err}
		}
		result.Entries = append(result.Entries, *entry)
	}
	if f.keep != "" {
		if err := keepFound(f.keep, result, stderr); err != nil {
			return failure{exitFailed, err}
		}
	}
	if f.html != "" {
		if err := searchPage(f, result); err != nil {
			return failure{exitFailed, fmt.Errorf("cannot write the page: %w", err)}
		}
	}
	return writeLong(result, func(w io.Writer) error { return reports.Search(w, result) }, f.json, &files, stdout, jsonOut)
}

// keepFound adds what was found to the files of worst cases. Rows on which a failure is
// expected are no news, and neither are those without an error.
func keepFound(dir string, r *search.Result, stderr io.Writer) error {
	var rows []worst.Row
	for i := range r.Entries {
		e := &r.Entries[i]
		if e.Best == nil || e.Best.Expected != "" {
			continue
		}
		row := worst.Row{Objective: string(e.Objective), Error: e.Best.Score, Implementation: e.Name, How: e.Best.How}
		if e.Proved {
			row.How = worst.Exhaustive
		}
		var err error
		if row.Input, err = e.Best.Input(); err != nil {
			return err
		}
		if row.Function, err = function.Parse(e.Function); err != nil {
			return err
		}
		if err := row.DType.UnmarshalText([]byte(e.DType)); err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return keepRows(dir, rows, stderr)
}

// keepRows adds rows to the files of worst cases.
func keepRows(dir string, rows []worst.Row, stderr io.Writer) error {
	n, err := worst.Add(dir, rows)
	if err == nil {
		fmt.Fprintf(stderr, "%d of %d worst rows are new in %s\n", n, len(rows), dir)
	}
	return err
}
