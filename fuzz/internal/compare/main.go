package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/softulp/softulp/fuzz/internal/engine"
)

// chosen is one mutant of each section of the catalogue, none of them the easiest.
const chosen = "max-skip-tail,exp-ftz,sum-f32-naive-huge-K,jit-register-clobber," +
	"merge-empty-states/softmax,lsm-log-of-softmax/float32,q-beta-before-diff,webgl-fltmax-row"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(stderr)
	names := flags.String("mutants", chosen, "mutants, separated by commas")
	length := flags.Duration("time", 20*time.Second, "for each mutant and each way at most `DURATION`")
	pkg := flags.String("package", "./fuzz/internal/compare", "the package with the targets FuzzRapid and FuzzBytes")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 || *length <= 0 || *names == "" {
		fmt.Fprintln(stderr, "compare: want no arguments but flags, a mutant, and a time above 0")
		return 2
	}
	trials, err := compare(ctx, *pkg, strings.Split(*names, ","), *length, stderr)
	if len(trials) > 0 {
		if err := table(stdout, trials); err != nil {
			fmt.Fprintln(stderr, "compare:", err)
			return 2
		}
	}
	if err != nil {
		fmt.Fprintln(stderr, "compare:", err)
		return 2
	}
	return 0
}

// trial is a mutant fuzzed in one way.
type trial struct {
	mutant, way string
	killed      bool
	execs       int
	took        time.Duration
}

// ways are the targets.
func ways() []string { return []string{"FuzzRapid", "FuzzBytes"} }

// compare fuzzes each mutant in both ways, for a time at most. It returns the trials
// that were made when an error ends it.
func compare(ctx context.Context, pkg string, names []string, length time.Duration, stderr io.Writer) ([]trial, error) {
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "compare.test")
	// -fuzz has the compiler count what is covered.
	build := exec.CommandContext(ctx, "go", "test", "-c", "-fuzz=.", "-o", program, pkg)
	build.Stderr = stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("building %s: %w", pkg, err)
	}
	var trials []trial
	for _, name := range names {
		for _, way := range ways() {
			// A folder for each, as the engine starts from what it kept.
			own, err := os.MkdirTemp(dir, way)
			if err != nil {
				return trials, err
			}
			args := []string{"-test.run=^$", "-test.fuzz=^" + way + "$", "-test.fuzztime=" + length.String(), "-test.parallel=1",
				"-test.fuzzminimizetime=1x", "-test.fuzzcachedir=" + own, "-mutant=" + name, "-rapid.nofailfile"}
			start := time.Now()
			res, err := engine.Run(ctx, program, args, []string{"GOMAXPROCS=1"}, own, io.Discard)
			took := time.Since(start)
			if err != nil && !errors.Is(err, engine.ErrFound) {
				return trials, fmt.Errorf("%s, %s: %w", name, way, err)
			}
			t := trial{name, way, err != nil, res.Execs, took}
			if t.killed {
				t.execs = res.At // which the engine does not say
			}
			trials = append(trials, t)
		}
	}
	return trials, nil
}

// table writes the trials, those of a mutant side by side, and totals.
func table(w io.Writer, trials []trial) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "mutant\tway\tkilled\texecutions\tseconds\texecutions/s")
	for _, r := range trials {
		fmt.Fprintf(t, "%s\t%s\t%v\t%d\t%.1f\t%.0f\n", r.mutant, r.way, r.killed, r.execs, r.took.Seconds(), r.rate())
	}
	for _, way := range ways() {
		sum, n, kills := trial{way: way}, 0, 0
		for _, r := range trials {
			if r.way == way {
				sum.execs += r.execs
				sum.took += r.took
				n++
				if r.killed {
					kills++
				}
			}
		}
		fmt.Fprintf(t, "all\t%s\t%d of %d\t%d\t%.1f\t%.0f\n", way, kills, n, sum.execs, sum.took.Seconds(), sum.rate())
	}
	return t.Flush()
}

// rate returns executions per second, those that end a trial included.
func (r *trial) rate() float64 { return float64(r.execs) / r.took.Seconds() }
