package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/npy"
	"github.com/softulp/softulp/reports"
)

// defaultSeed is fixed, so that two runs agree unless they are told not to.
const defaultSeed = 1

// reportFlags is the command line of report.
type reportFlags struct {
	input           string
	implementations []string
	functions       []string
	formats         []string
	seed            uint64
	cases           uint
	json, markdown  string
	html, plots     string
	all, mutants    bool
}

func newReport(judges judges) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report [flags]",
		Short: "Judge the implementations on generated and real rows",
		Long: `Judges every implementation in every arithmetic on generated rows and on rows of
logits from real models, and prints what was found, worst first.

Failures that an algorithm explains (without a shift, exp overflows) are listed
as expected and leave the exit status at 0. An interrupt (Ctrl-C) ends the run;
what was judged until then is reported, and the exit status is 3.

With --mutants the properties are then held against implementations with a known
defect, and so are the checks of other libraries: which of them tell each one
from a correct implementation, on how many rows, in what time? One that no
property does is a finding.`,
		Example: `  softulp report
  softulp report --input logits.npy               rows from numpy.save, of any float dtype
  softulp report --impl online,blocked -f softmax --dtype float16,bfloat16
  softulp report --seed 7 --json results.json --markdown results.md
  softulp report --html page                       a page with plots, to open in a browser
  softulp report --mutants --markdown kills.md    with the suites of other libraries side by side
  softulp report --json - | jq '.implementations[].max_ulp'`,
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return report(cmd.Context(), f, judges, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.input, "input", "", "judge on the rows of `FILE.npy`, rounded to each storage dtype first")
	flags.StringSliceVar(&f.implementations, "impl", nil, "implementations, `NAME,...` (default all; see softulp list)")
	flags.StringSliceVarP(&f.functions, "function", "f", nil, "functions, `F,...` (default all)")
	flags.StringSliceVar(&f.formats, "dtype", nil, "storage dtypes, `D,...` (default all)")
	flags.Uint64Var(&f.seed, "seed", defaultSeed, "seed `N` of the generated rows")
	flags.UintVar(&f.cases, "cases", 0, "number `N` of generated rows for each dtype (default chosen for a minute or two)")
	flags.BoolVar(&f.mutants, "mutants", false, "judge the catalogue of mutants too: all of it, whatever is narrowed above")
	flags.StringVar(&f.json, "json", "", "write the results as JSON to `FILE`; - for standard output instead of the table")
	flags.StringVar(&f.markdown, "markdown", "", "write the results as Markdown to `FILE`; - as above")
	flags.StringVar(&f.html, "html", "", "write the results as a page with plots, and their data as CSV, into the folder `DIR`, which is made if it is not there")
	flags.StringVar(&f.plots, "plots", "", "write the plots, as SVG and their data as CSV, into the folder `DIR`, likewise")
	flags.BoolVar(&f.all, "all", false, "show every entry, not only the failing and the worst ones, and each suite on each mutant")
	return cmd
}

// options checks the flags and reads the input.
func (f reportFlags) options() (gate.Options, error) {
	o := gate.Options{Seed: f.seed, Implementations: f.implementations}
	var err error
	if f.cases > 1<<30 {
		return o, fmt.Errorf("--cases %d: want at most 2^30", f.cases)
	}
	if f.cases > 0 && f.input != "" {
		return o, fmt.Errorf("--cases %d is how many rows to generate, and with --input none are: leave one of them out", f.cases)
	}
	o.Rows = int(f.cases)
	if len(f.functions) > 0 {
		if o.Functions, err = parseFunctions(f.functions); err != nil {
			return o, err
		}
	}
	for _, name := range f.formats {
		d, err := dtype.Parse(name)
		if err != nil {
			return o, err
		}
		o.DTypes = append(o.DTypes, d)
	}
	if err := selects(o, impl.All()); err != nil {
		return o, err
	}
	if f.input != "" {
		m, err := npy.Read(f.input)
		if err != nil {
			return o, fmt.Errorf("--input %w", err)
		}
		o.Input = &gate.Input{Name: filepath.Base(f.input), Rows: m.Rows, K: m.K, Data: m.Data}
	}
	return o, nil
}

// selects reports whether every name is an implementation's and the options
// leave something to judge.
func selects(o gate.Options, all []impl.Implementation) error {
	var known []string
	for _, im := range all {
		if !slices.Contains(known, im.Name) {
			known = append(known, im.Name)
		}
	}
	for _, name := range o.Implementations {
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown implementation %.60q: want one of %s", name, strings.Join(known, ", "))
		}
	}
	// Each name must be left with something to judge, or all of them if none is given.
	names := o.Implementations
	if len(names) == 0 {
		names = []string{""}
	}
	for _, name := range names {
		if !slices.ContainsFunc(all, func(im impl.Implementation) bool {
			return (name == "" || im.Name == name) &&
				(len(o.Functions) == 0 || slices.Contains(o.Functions, im.Function)) &&
				slices.ContainsFunc(im.Arithmetics, func(a impl.Arithmetic) bool {
					return len(o.DTypes) == 0 || slices.Contains(o.DTypes, a.Storage)
				})
		}) {
			if name != "" {
				name = " of " + name
			}
			return fmt.Errorf("nothing to judge%s: no implementation has that name, function and dtype together; see softulp list", name)
		}
	}
	return nil
}

// report judges and renders.
func report(ctx context.Context, f reportFlags, judges judges, stdout, stderr io.Writer) error {
	if f.json == "-" && f.markdown == "-" {
		return errors.New("--json - and --markdown - both want standard output: give one of them a file")
	}
	if f.json != "" && f.json != "-" && f.json == f.markdown {
		return fmt.Errorf("--json and --markdown both want %.60q: give them two files", f.json)
	}
	o, err := f.options()
	if err != nil {
		return err
	}
	// Before the run, which takes a while: a name that cannot be written to.
	var files outputs
	defer files.abandon()
	jsonOut, err := files.open("--json", f.json, stdout)
	if err != nil {
		return err
	}
	markdownOut, err := files.open("--markdown", f.markdown, stdout)
	if err != nil {
		return err
	}

	for _, folder := range []struct{ flag, dir string }{{"--html", f.html}, {"--plots", f.plots}} {
		if folder.dir == "" {
			continue
		}
		if err := writable(folder.flag, folder.dir); err != nil {
			return err
		}
	}

	fmt.Fprintf(stderr, "softulp report: seed %d\n", f.seed)
	bar := newProgress(stderr, "judging")
	o.Progress, o.Clock = bar.set, true
	results := new(reports.Results)
	results.Document, err = judges.implementations(ctx, o)
	bar.end()
	if err != nil {
		return failure{exitFailed, err}
	}
	if f.mutants {
		bar := newProgress(stderr, "mutants")
		results.Mutants, err = judges.mutants(ctx, f.seed, bar.set)
		bar.end()
		if err != nil {
			return failure{exitFailed, err}
		}
	}
	if f.plots != "" {
		if err := reportPlots(f.plots, results); err != nil {
			return failure{exitFailed, fmt.Errorf("cannot write the plots: %w", err)}
		}
	}
	if f.html != "" {
		if err := reportPage(ctx, f, results); err != nil {
			return failure{exitFailed, fmt.Errorf("cannot write the page: %w", err)}
		}
	}
	if err := render(results, f, stdout, jsonOut, markdownOut); err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the results: %w", err)}
	}
	if err := files.close(); err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the results: %w", err)}
	}
	return verdict(results)
}

// render writes the results wherever they are wanted; a writer may be nil.
func render(results *reports.Results, f reportFlags, stdout, jsonOut, markdownOut io.Writer) error {
	if jsonOut != nil {
		if err := reports.JSON(jsonOut, results); err != nil {
			return err
		}
	}
	if markdownOut != nil {
		if err := reports.Markdown(markdownOut, results); err != nil {
			return err
		}
	}
	if f.json == "-" || f.markdown == "-" {
		return nil
	}
	width, colour := terminalOf(stdout)
	var b bytes.Buffer
	if err := reports.Terminal(&b, results, reports.TerminalOptions{Width: width, Colour: colour, All: f.all}); err != nil {
		return err
	}
	_, err := stdout.Write(b.Bytes())
	return err
}

// verdict returns the error that the results ask for. An interrupted run has
// status 3 whatever it found: its results say what, and that they are a part.
func verdict(results *reports.Results) error {
	findings, unjudged := 0, 0
	if results.Mutants != nil {
		findings = len(results.Mutants.Findings)
	}
	for _, e := range results.Implementations {
		if e.Unexpected {
			findings++
		}
		if e.Verdict == gate.Error {
			unjudged++
		}
	}
	switch {
	case results.Incomplete():
		return failure{exitFailed, errors.New("interrupted: the results are those of a part of the run")}
	case findings > 0:
		return failure{exitFinding, errSilent}
	case unjudged > 0:
		return failure{exitFailed, fmt.Errorf("%d of %d entries could not be judged", unjudged, len(results.Implementations))}
	}
	return nil
}
