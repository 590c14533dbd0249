package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
	"github.com/softulp/softulp/gate/process"
	"github.com/softulp/softulp/reports"
)

// entryTime is how long an entry may take: no adapter that answers in a millisecond
// needs as much.
const entryTime = time.Minute

// gateFlags is the command line of gate.
type gateFlags struct {
	subjectFlags
	rowFlags

	input  string
	seed   uint64
	cases  uint
	time   time.Duration
	maxULP float64
	expect []string

	baseline string
	update   bool
	slack    float64

	json, junit, markdown string
	html                  string
	github, all           bool
}

func newGate(judges judges) *cobra.Command {
	var f gateFlags
	cmd := &cobra.Command{
		Use:   "gate {--cmd 'PROGRAM ARGS' | --lib FILE --symbol NAME --signature S | NAME...} [flags]",
		Short: "Judge a program in any language",
		Long: `Judges a program: an adapter that answers on its standard output (--cmd), a function
of a shared library (--lib), or implementations of softulp's own by their NAMEs. Every
function and dtype that it offers is judged, on generated rows and on real logits,
row by row and in batches, alone and with NaN, infinities and noise beside it.

Each answer may be as far from the exact one as the rounding errors of the program's
algorithm allow, by theorem. The program's first line may say how it computes
("model"), and --model says so in its place; by default sums may be in any order,
the exponential may be 4 ulp off, the maximum is subtracted first, and what is
divided is divided last. --max-ulp asks for more.

With --baseline FILE figures that are worse than the file's are findings, too; --update
writes the file. Failures that are known are listed with --expect, and are findings
where they no longer fail.

Exit status: 0 all as allowed, 1 a finding, 2 usage or bad input, 3 the program could
not be judged: it did not start, crashed, hung or answered nonsense.`,
		Example: `  softulp gate --cmd 'python3 adapter.py'
  softulp gate --cmd './adapter' -f softmax --dtype float32 --max-ulp 4
  softulp gate --lib ./libk.so --symbol my_softmax --signature softmax-f32
  softulp gate --cmd 'node adapter.js' --baseline softmax.bench            in CI
  softulp gate --cmd 'node adapter.js' --baseline softmax.bench --update   to begin, and where it is better
  softulp gate --cmd 'python3 adapter.py' --model '{"sum":"pairwise","exp_ulp":1}'
  softulp gate --cmd 'python3 adapter.py' --expect 'float32/ties=the tail has another exponential'
  softulp gate shifted online`,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.names = args
			return runGate(cmd.Context(), f, cmd.Flags().Changed, judges, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.subjectFlags.add(flags)
	f.rowFlags.add(flags)
	flags.StringVar(&f.input, "input", "", "judge on the rows of `FILE.npy`, rounded to each dtype first")
	flags.Uint64Var(&f.seed, "seed", defaultSeed, "seed `N` of the generated rows")
	flags.UintVar(&f.cases, "cases", 0, "number `N` of generated rows (default chosen for a few seconds)")
	flags.DurationVar(&f.time, "time", entryTime, "judge each function and dtype for at most `T`; 0 has no end")
	flags.Float64Var(&f.maxULP, "max-ulp", 0, "no answer may be more than `U` ulps off, whatever it is allowed")
	flags.StringArrayVar(&f.expect, "expect", nil, "a failure that is known, `[FUNCTION/][DTYPE/]CHECK=REASON`; may be repeated")
	flags.StringVar(&f.baseline, "baseline", "", "figures that must not get worse, in `FILE`; {os} and {arch} in its name are replaced")
	flags.BoolVar(&f.update, "update", false, "write the baseline anew from this run")
	flags.Float64Var(&f.slack, "slack", 0, "part `S` by which a figure may be worse than the baseline's, 0.05 for 5 %")
	flags.StringVar(&f.json, "json", "", "write the results as JSON to `FILE`; - for standard output instead of the table")
	flags.StringVar(&f.junit, "junit", "", "write the results as JUnit XML to `FILE`; - as above")
	flags.StringVar(&f.html, "html", "", "write the results as a page with plots into the folder `DIR`, which is made if it is not there")
	flags.StringVar(&f.markdown, "markdown", "", "write a summary as Markdown to `FILE`, $GITHUB_STEP_SUMMARY say; - as above")
	flags.BoolVar(&f.github, "github", false, "print findings as annotations of GitHub's workflows too")
	flags.BoolVar(&f.all, "all", false, "show every entry and every check")
	return cmd
}

// runGate judges and renders.
func runGate(ctx context.Context, f gateFlags, set func(flag string) bool, judges judges, stdout, stderr io.Writer) error {
	o, err := f.options(set)
	if err != nil {
		return err
	}
	var old *baseline.File
	path := ""
	if f.baseline != "" {
		if old, path, err = f.readBaseline(); err != nil {
			return err
		}
	}
	out, err := f.open(stdout)
	if err != nil {
		return err
	}
	defer out.files.abandon()

	fmt.Fprintf(stderr, "softulp gate: seed %d\n", f.seed)
	bar := newProgress(stderr, "judging")
	o.Progress = bar.set
	doc, err := f.judge(ctx, o, judges, stderr)
	bar.end()
	if err != nil {
		return err
	}
	var changes []baseline.Change
	if f.baseline != "" {
		old.Excuse(doc)
		changes = baseline.Compare(old, doc, baseline.Slack{Relative: f.slack})
		if f.update {
			changes, err = f.updateBaseline(path, old, doc, changes)
			if err != nil {
				err = failure{exitFinding, err}
			}
		}
	}
	if writeErr := out.write(&reports.Results{Document: doc}, changes, f); writeErr != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the results: %w", writeErr)}
	}
	if err != nil {
		return err
	}
	return gateVerdict(doc, changes)
}

// judge judges the subject, or returns why it cannot be asked.
func (f *gateFlags) judge(ctx context.Context, o gate.JudgeOptions, judges judges, stderr io.Writer) (*gate.Document, error) {
	if len(f.names) > 0 {
		ours, err := f.implementations(o)
		if err != nil {
			return nil, err
		}
		doc, err := judges.implementations(ctx, ours)
		if err != nil {
			return nil, failure{exitFailed, err}
		}
		return doc, nil
	}
	argv, err := f.argv()
	if err != nil {
		return nil, err
	}
	client, err := process.Start(ctx, process.Options{Argv: argv, Timeout: f.timeout})
	if err != nil {
		return nil, failure{exitFailed, err}
	}
	closed := false
	defer func() {
		if !closed {
			client.Close()
		}
	}()
	programs, err := f.programs(client)
	if err != nil {
		return nil, err
	}
	for _, u := range client.Hello().Unknown {
		fmt.Fprintf(stderr, "softulp gate: the adapter speaks of the %s, which is not known here and is left out\n", oneLine(u))
	}
	o.Command = f.command
	doc, err := gate.Judge(ctx, programs, o)
	if err != nil {
		return nil, err
	}
	closed = true
	var fault *gate.Fault
	if err := client.Close(); errors.As(err, &fault) {
		doc.Distrust(*fault)
	}
	return doc, nil
}

// gateVerdict returns the error that the results ask for. What could not be judged comes
// before what was found: the results have both.
func gateVerdict(doc *gate.Document, changes []baseline.Change) error {
	findings, unjudged, why := 0, 0, ""
	for _, e := range doc.Implementations {
		switch {
		case e.Verdict == gate.Error || e.Verdict == gate.Unsupported:
			if unjudged++; why == "" {
				why = strings.TrimPrefix(e.Sentence, "could not be judged: ")
			}
		case e.Unexpected:
			findings++
		}
	}
	for _, c := range changes {
		if c.Finding() {
			findings++
		}
	}
	switch {
	case doc.Interrupted:
		return failure{exitFailed, errors.New("interrupted: the results are those of a part of the run")}
	case unjudged > 0:
		return failure{exitFailed, fmt.Errorf("%d of %d entries could not be judged: %s", unjudged, len(doc.Implementations), why)}
	case findings > 0:
		return failure{exitFinding, errSilent}
	case len(doc.Implementations) == 0:
		return failure{exitFailed, errors.New("nothing was judged")}
	}
	return nil
}
