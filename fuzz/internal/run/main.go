// Command run fuzzes every target of a package in turn and says of each what it
// found. Its exit status is 1 if an input fails, 2 if a target cannot be fuzzed or
// the run is interrupted.
//
// With -speed it fuzzes two targets only, one that judges and one that does not, and
// compares how many inputs they take in a second. Its exit status is 1 then if judging
// leaves less than half of them.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/softulp/softulp/fuzz/internal/engine"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.SetOutput(stderr)
	length := flags.Duration("time", time.Minute, "fuzz each target for `DURATION`")
	parallel := flags.Int("parallel", 0, "`N` workers, 0 for as many as there are processors")
	pkg := flags.String("package", "./fuzz", "the package with the targets")
	skip := flags.String("skip", bareTarget, "targets that are not fuzzed, separated by commas")
	compare := flags.Bool("speed", false, "only compare the speed of "+bareTarget+" and "+judgeTarget)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 || *length <= 0 || *parallel < 0 {
		fmt.Fprintln(stderr, "run: want no arguments but flags, and a time above 0")
		return 2
	}
	f := fuzzing{*pkg, *length, *parallel}
	if *compare {
		return f.speed(ctx, stdout, stderr)
	}
	targets, err := list(ctx, *pkg, strings.Split(*skip, ","), stderr)
	if err != nil {
		fmt.Fprintln(stderr, "run:", err)
		return 2
	}
	status, done, execs := 0, 0, 0
	var found []string
	for _, t := range targets {
		fmt.Fprintln(stdout, t)
		res, err := f.run(ctx, t, stdout)
		execs += res.Execs
		switch {
		case errors.Is(err, engine.ErrFound):
			found = append(found, fmt.Sprintf("FINDING: %s: %s: %s", t, res.Input, res.Message))
			status = max(status, 1)
		case err != nil:
			fmt.Fprintf(stderr, "run: %s: %v\n", t, err)
			status = 2
		}
		if ctx.Err() != nil {
			break
		}
		done++
	}
	for _, f := range found {
		fmt.Fprintln(stdout, f)
	}
	fmt.Fprintf(stdout, "%d of %d targets, %d executions, %d findings\n", done, len(targets), execs, len(found))
	return status
}

// fuzzing is how targets are fuzzed.
type fuzzing struct {
	pkg      string
	length   time.Duration
	parallel int // workers, 0 for as many as there are processors
}

// run fuzzes a target. What args there are go to the test.
func (f fuzzing) run(ctx context.Context, target string, echo io.Writer, args ...string) (engine.Result, error) {
	// Inputs are not minimised, which takes most of the time: targets make the
	// rows that they report small themselves.
	goTest := []string{"test", f.pkg, "-run", "^$", "-fuzz", "^" + target + "$", "-fuzztime", f.length.String(), "-fuzzminimizetime", "1x"}
	if f.parallel > 0 {
		goTest = append(goTest, fmt.Sprint("-parallel=", f.parallel))
	}
	if len(args) > 0 {
		goTest = append(append(goTest, "-args"), args...)
	}
	return engine.Run(ctx, "go", goTest, nil, "", echo)
}

// list returns the names of the targets in a package, without those to skip.
func list(ctx context.Context, pkg string, skip []string, stderr io.Writer) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", "test", pkg, "-list", "^Fuzz")
	cmd.Stderr = stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("listing targets: %w", err)
	}
	var names []string
	for line := range bytes.Lines(out) {
		name := strings.TrimSpace(string(line))
		if strings.HasPrefix(name, "Fuzz") && !slices.Contains(skip, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no targets in %s", pkg)
	}
	return names, nil
}
