package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/fuzz/worst"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/search"
	"github.com/softulp/softulp/search/exhaustive"
	"github.com/softulp/softulp/search/shard"
)

// exhaustiveFlags is the command line of exhaustive.
type exhaustiveFlags struct {
	names        []string
	functions    []string
	arithmetics  []string
	k            int
	exponentials bool
	shard        string
	json         string
	keep         string
}

func newExhaustive() *cobra.Command {
	var f exhaustiveFlags
	cmd := &cobra.Command{
		Use:   "exhaustive [NAME...] [flags]",
		Short: "Judge implementations on every row there is",
		Long: `Judges implementations on every row of K logits in a format of 16 or 8 bits,
infinities and NaN included, or exponentials on every float32 of their range: what
is found is the largest error there is, and no search for a larger one will do.

Two logits of 16 bits are 4,294,967,296 rows, a few minutes for each implementation.
With --shard I/N a part of each entry is judged, here or on another machine, and
softulp merge makes of the parts what one run without shards writes, byte for byte.
A shard that died is run again alone.`,
		Example: `  softulp exhaustive shifted online --arithmetic float16+float32
  softulp exhaustive -f softmax --arithmetic float8_e4m3fn+float32 --k 3
  softulp exhaustive --exponentials poly32
  softulp exhaustive shifted --arithmetic bfloat16 --shard 3/16 --json shard-3.json
  softulp merge shard-*.json`,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.names = args
			return runExhaustive(cmd.Context(), f, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringSliceVarP(&f.functions, "function", "f", nil, "functions, `F,...` (default all)")
	flags.StringSliceVar(&f.arithmetics, "arithmetic", []string{"float8_e4m3fn+float32", "float8_e5m2+float32"},
		"arithmetics, `A,...`, of 16 or 8 bits in storage: see softulp list")
	flags.IntVar(&f.k, "k", 2, "number `K` of logits in a row")
	flags.BoolVar(&f.exponentials, "exponentials", false, "judge exponentials on float32s instead")
	flags.StringVar(&f.shard, "shard", shard.All.String(), "judge part `I/N` only, 0 ≤ I < N")
	flags.StringVar(&f.json, "json", "", "write the results as JSON to `FILE`; - for standard output instead of the table")
	flags.StringVar(&f.keep, "keep", "", "add the worst rows to the *.wc files in `DIR`, such as fuzz/worst")
	return cmd
}

// items returns what the flags ask for, in the order of the registry.
func (f exhaustiveFlags) items() ([]exhaustive.Item, error) {
	if f.exponentials {
		return f.functionsOfOne()
	}
	functions := function.All()
	var err error
	if len(f.functions) > 0 {
		if functions, err = parseFunctions(f.functions); err != nil {
			return nil, err
		}
	}
	var arithmetics []impl.Arithmetic
	for _, name := range f.arithmetics {
		a, err := impl.ParseArithmetic(name)
		if err != nil {
			return nil, err
		}
		arithmetics = append(arithmetics, a)
	}
	var known []string
	var items []exhaustive.Item
	found := map[string]bool{}
	for _, im := range impl.All() {
		known = append(known, im.Name)
		if !slices.Contains(functions, im.Function) || len(f.names) > 0 && !slices.Contains(f.names, im.Name) {
			continue
		}
		for _, a := range arithmetics {
			if !slices.Contains(im.Arithmetics, a) {
				continue
			}
			d, err := exhaustive.NewDomain(properties.Of(im, a), f.k)
			if err != nil {
				return nil, err
			}
			found[im.Name] = true
			items = append(items, d.Item())
		}
	}
	return items, f.all(found, known, len(items))
}

// functionsOfOne returns the exponentials asked for.
func (f exhaustiveFlags) functionsOfOne() ([]exhaustive.Item, error) {
	if len(f.functions) > 0 {
		return nil, errors.New("--exponentials and --function: leave one of them out")
	}
	var known []string
	var items []exhaustive.Item
	found := map[string]bool{}
	for _, e := range impl.Exponentials() {
		known = append(known, e.Name)
		if len(f.names) == 0 || slices.Contains(f.names, e.Name) {
			found[e.Name] = true
			items = append(items, exhaustive.NewFloat32s(e).Item())
		}
	}
	return items, f.all(found, known, len(items))
}

// all reports whether each name was found, and anything at all.
func (f exhaustiveFlags) all(found map[string]bool, known []string, items int) error {
	slices.Sort(known)
	for _, name := range f.names {
		switch {
		case !slices.Contains(known, name):
			return fmt.Errorf("unknown implementation %.60q: want some of %s", name, strings.Join(slices.Compact(known), ", "))
		case !found[name]:
			return fmt.Errorf("nothing to judge of %s: it has not that function and arithmetic together; see softulp list", name)
		}
	}
	if items == 0 {
		return errors.New("nothing to judge: no implementation has that function and arithmetic together; see softulp list")
	}
	return nil
}

// runExhaustive judges and renders.
func runExhaustive(ctx context.Context, f exhaustiveFlags, stdout, stderr io.Writer) error {
	sh, err := shard.Parse(f.shard)
	if err != nil {
		return err
	}
	items, err := f.items()
	if err != nil {
		return err
	}
	if f.keep != "" {
		if sh.Of > 1 {
			return errors.New("--keep and --shard: the worst row of a part is no worst case; softulp merge has --keep too")
		}
		if err := writable("--keep", f.keep); err != nil {
			return err
		}
	}
	var files outputs
	defer files.abandon()
	jsonOut, err := files.open("--json", f.json, stdout)
	if err != nil {
		return err
	}
	bar := newProgress(stderr, "judging")
	result, err := exhaustive.Run(ctx, items, sh, func(done, total uint64) {
		bar.set(int(done>>10), int(total>>10)) // an int may have 32 bits
	})
	bar.end()
	if err != nil {
		return failure{exitFailed, err}
	}
	if err := keepExhaustive(f.keep, result, stderr); err != nil {
		return failure{exitFailed, err}
	}
	return writeLong(result, func(w io.Writer) error { return reports.Exhaustive(w, result) }, f.json, &files, stdout, jsonOut)
}

// keepExhaustive adds the rows with the largest errors to the files of worst cases, if dir
// is not "".
func keepExhaustive(dir string, r *exhaustive.Result, stderr io.Writer) error {
	if dir == "" {
		return nil
	}
	var rows []worst.Row
	for i := range r.Entries {
		e := &r.Entries[i]
		fn, err := function.Parse(e.Function)
		if err != nil || e.Worst == nil {
			continue // an exponential, which is no function of rows, or nothing to keep
		}
		row := worst.Row{Function: fn, Objective: string(search.ULP), Error: e.Worst.Value, Implementation: e.Name, How: worst.Exhaustive}
		if row.Input, err = e.Worst.Input(); err != nil {
			return err
		}
		if err := row.DType.UnmarshalText([]byte(e.DType)); err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return keepRows(dir, rows, stderr)
}
