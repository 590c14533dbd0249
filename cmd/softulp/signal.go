package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/html"
	"github.com/softulp/softulp/signal"
)

// signalFlags is the command line of signal.
type signalFlags struct {
	experiments            []string
	seed                   uint64
	json, markdown, claims string
	plots, html            string
	all                    bool
}

func newSignal(experiments []signal.Experiment) *cobra.Command {
	var f signalFlags
	cmd := &cobra.Command{
		Use:   "signal [flags]",
		Short: "Measure where losses and gradients lose their digits",
		Long: `A laboratory: measures what is usually only asserted about softmax in training.
From which logit on does each algorithm overflow or underflow, at which margin
do a cross-entropy and its gradient die, how much of a vanishing gradient is
mathematics and how much arithmetic, and what do the usual remedies change?

Each experiment ends in sentences whose figures it has just computed, and in
whether they hold: one that does not is a finding, and the exit status is 1.
An interrupt (Ctrl-C) ends the run; the experiments that were done until then are
reported, and the exit status is 3.`,
		Example: `  softulp signal
  softulp signal --experiment margin,depth
  softulp signal --markdown signal.md --plots plots
  softulp signal --claims claims.md           common statements, with verdicts
  softulp signal --json - | jq '.results[].findings[] | select(.holds | not)'`,
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSignal(cmd.Context(), f, experiments, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	var names []string
	for _, e := range experiments {
		names = append(names, e.Name)
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringSliceVar(&f.experiments, "experiment", nil, "experiments, `NAME,...`: "+strings.Join(names, ", ")+" (default all)")
	flags.Uint64Var(&f.seed, "seed", defaultSeed, "seed `N` of what is drawn")
	flags.StringVar(&f.json, "json", "", "write the results as JSON to `FILE`; - for standard output instead of the report")
	flags.StringVar(&f.markdown, "markdown", "", "write the report as Markdown to `FILE`; - as above")
	flags.StringVar(&f.claims, "claims", "", "write the verdicts on common statements as Markdown to `FILE`; - as above")
	flags.StringVar(&f.plots, "plots", "", "write the plots, as SVG and as CSV, into the folder `DIR`, which is made if it is not there")
	flags.StringVar(&f.html, "html", "", "write the report as a page with plots, and their data as CSV, into the folder `DIR`, likewise")
	flags.BoolVar(&f.all, "all", false, "show the tables too, not only what they come to")
	return cmd
}

// selected returns the experiments of the given names, in the order in which they are
// reported.
func (f signalFlags) selected(all []signal.Experiment) ([]signal.Experiment, error) {
	if len(f.experiments) == 0 {
		return all, nil
	}
	var known []string
	for _, e := range all {
		known = append(known, e.Name)
	}
	for _, name := range f.experiments {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("unknown experiment %.60q: want one of %s", name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(e signal.Experiment) bool { return !slices.Contains(f.experiments, e.Name) }), nil
}

// check returns what is wrong with the flags that say where results go.
func (f signalFlags) check() error {
	flags := []struct{ flag, to string }{{"--json", f.json}, {"--markdown", f.markdown}, {"--claims", f.claims}}
	for i, a := range flags {
		for _, b := range flags[:i] {
			if a.to == "" || a.to != b.to {
				continue
			}
			if a.to == "-" {
				return fmt.Errorf("%s - and %s - both want standard output: give one of them a file", b.flag, a.flag)
			}
			return fmt.Errorf("%s and %s both want %.60q: give them two files", b.flag, a.flag, a.to)
		}
	}
	if f.claims != "" && len(f.experiments) > 0 {
		return errors.New("--claims rests on all experiments: leave out --experiment")
	}
	return nil
}

// runSignal runs the experiments and renders what they found.
func runSignal(ctx context.Context, f signalFlags, all []signal.Experiment, stdout, stderr io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	experiments, err := f.selected(all)
	if err != nil {
		return err
	}
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
	claimsOut, err := files.open("--claims", f.claims, stdout)
	if err != nil {
		return err
	}
	if f.plots != "" {
		if err := writable("--plots", f.plots); err != nil {
			return err
		}
	}

	if f.html != "" {
		if err := writable("--html", f.html); err != nil {
			return err
		}
	}

	fmt.Fprintf(stderr, "softulp signal: seed %d\n", f.seed)
	report, err := signal.Run(ctx, experiments, f.seed, func(done, total int, next string) {
		fmt.Fprintf(stderr, "softulp signal: experiment %d of %d, %s\n", done+1, total, next)
	})
	if err != nil {
		return failure{exitFailed, err}
	}
	if err := f.render(report, stdout, jsonOut, markdownOut, claimsOut); err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the results: %w", err)}
	}
	if err := files.close(); err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the results: %w", err)}
	}
	return signalVerdict(report)
}

// render writes the results wherever they are wanted; a writer may be nil.
func (f signalFlags) render(r *signal.Report, stdout, jsonOut, markdownOut, claimsOut io.Writer) error {
	if f.plots != "" {
		if err := writePlots(f.plots, r); err != nil {
			return err
		}
	}
	if f.html != "" {
		if err := html.Write(f.html, &html.Page{Title: "Where the signal goes", Signal: r}); err != nil {
			return err
		}
	}
	if jsonOut != nil {
		if err := reports.SignalJSON(jsonOut, r); err != nil {
			return err
		}
	}
	if markdownOut != nil {
		if err := reports.SignalMarkdown(markdownOut, r, f.plotsFromMarkdown()); err != nil {
			return err
		}
	}
	// An interrupted run has no claims, and signalVerdict says that it was one.
	if claimsOut != nil && !r.Incomplete {
		if err := reports.SignalClaims(claimsOut, r); err != nil {
			return err
		}
	}
	if f.json == "-" || f.markdown == "-" || f.claims == "-" {
		return nil
	}
	width, colour := terminalOf(stdout)
	var b bytes.Buffer
	if err := reports.SignalTerminal(&b, r, reports.TerminalOptions{Width: width, Colour: colour, All: f.all}); err != nil {
		return err
	}
	_, err := stdout.Write(b.Bytes())
	return err
}

// plotsFromMarkdown returns the path, as in a URL, that leads from the Markdown file to the
// plots; "" if there are none.
func (f signalFlags) plotsFromMarkdown() string {
	if f.plots == "" {
		return ""
	}
	from := "."
	if f.markdown != "-" {
		from = filepath.Dir(f.markdown)
	}
	path := f.plots
	if absolute, err := filepath.Abs(f.plots); err == nil {
		if from, err := filepath.Abs(from); err == nil {
			if rel, err := filepath.Rel(from, absolute); err == nil {
				path = rel
			}
		}
	}
	return (&url.URL{Path: filepath.ToSlash(path)}).String()
}

// writePlots writes every figure into the folder, and its data beside it.
func writePlots(dir string, r *signal.Report) error {
	for _, result := range r.Results {
		for _, f := range result.Figures {
			svg, err := reports.PlotSVG(f)
			if err != nil {
				return err
			}
			data, err := reports.PlotCSV(f)
			if err != nil {
				return err
			}
			for _, file := range []struct {
				suffix string
				data   []byte
			}{{".svg", svg}, {".csv", data}} {
				if err := os.WriteFile(filepath.Join(dir, f.Name+file.suffix), file.data, 0o666); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// signalVerdict returns the error that the results ask for, as verdict does.
func signalVerdict(r *signal.Report) error {
	undecided := slices.ContainsFunc(r.Claims(), func(c signal.Weighed) bool { return c.Verdict == signal.Undecided })
	switch {
	case r.Incomplete:
		return failure{exitFailed, errors.New("interrupted: the results are those of a part of the run")}
	case len(r.Broken()) > 0 || undecided:
		return failure{exitFinding, errSilent}
	}
	return nil
}
