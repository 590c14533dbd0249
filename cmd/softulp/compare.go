package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/reports/compare"
	"github.com/softulp/softulp/reports/html"
)

// compareFlags is the command line of compare.
type compareFlags struct {
	markdown, html string
	slack          float64
	history, all   bool
}

func newCompare() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare [flags] OLD.json NEW.json",
		Short: "Say what has changed between two results, or over many",
		Long: `Compares results that report --json or gate --json wrote: which figures got worse
or better, which entries appeared and which disappeared. Where something got
worse, the exit status is 1.

With --history, files are given from the oldest to the newest: each figure is
shown as a line, from run to run, and the last two are compared.`,
		Example: `  softulp compare old.json new.json
  softulp compare --markdown - old.json new.json     for a pull request
  softulp compare --slack 0.1 seed1.json seed2.json  a tenth is within chance
  softulp compare --history --html page monday.json tuesday.json today.json`,
		DisableFlagsInUseLine: true,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) < 2:
				return fmt.Errorf("%d files given: want two results, the older one first", len(args))
			case len(args) > 2 && !f.history:
				return fmt.Errorf("%d files given: want two results, or --history for more", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompare(f, args, cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.Float64Var(&f.slack, "slack", 0, "figures that differ by at most the share `S` of the older one count as the same")
	flags.BoolVar(&f.history, "history", false, "show each figure as a line over all files")
	flags.BoolVar(&f.all, "all", false, "with --history, show figures that never changed too")
	flags.StringVar(&f.markdown, "markdown", "", "write what has changed as Markdown to `FILE`; - for standard output instead of the text")
	flags.StringVar(&f.html, "html", "", "write it as a page into the folder `DIR`, which is made if it is not there")
	return cmd
}

// runCompare reads, compares and renders.
func runCompare(f compareFlags, names []string, stdout io.Writer) error {
	if !(f.slack >= 0 && f.slack < 1) {
		return fmt.Errorf("--slack %v: want a share, at least 0 and below 1", f.slack)
	}
	if f.all && !f.history {
		return errors.New("--all shows figures that never changed: it wants --history")
	}
	var runs []compare.Run
	for _, name := range names {
		r, err := compare.Read(name)
		if err != nil {
			return err
		}
		runs = append(runs, r)
	}
	var files outputs
	defer files.abandon()
	markdownOut, err := files.open("--markdown", f.markdown, stdout)
	if err != nil {
		return err
	}
	if f.html != "" {
		if err := writable("--html", f.html); err != nil {
			return err
		}
	}
	c := compare.Runs(runs[len(runs)-2], runs[len(runs)-1], f.slack)
	var lines []compare.Line
	if f.history {
		lines = compare.History(runs)
	}
	if err := f.render(c, lines, stdout, markdownOut); err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the comparison: %w", err)}
	}
	if err := files.close(); err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the comparison: %w", err)}
	}
	if len(c.Worse) > 0 {
		return failure{exitFinding, errSilent}
	}
	return nil
}

// render writes the comparison wherever it is wanted.
func (f compareFlags) render(c *compare.Comparison, lines []compare.Line, stdout, markdownOut io.Writer) error {
	if f.html != "" {
		if err := html.WriteComparison(f.html, c, lines); err != nil {
			return err
		}
	}
	if markdownOut != nil {
		if err := c.Markdown(markdownOut); err != nil {
			return err
		}
	}
	if f.markdown == "-" {
		return nil
	}
	if err := c.Text(stdout); err != nil {
		return err
	}
	var b strings.Builder
	for i := range lines {
		if l := &lines[i]; f.all || l.Changed() {
			if b.Len() == 0 {
				b.WriteString("\nHistory\n\n")
			}
			fmt.Fprintf(&b, "%s: %s: %s\n", l.Entry, l.Figure, l.Text())
		}
	}
	_, err := io.WriteString(stdout, b.String())
	return err
}
