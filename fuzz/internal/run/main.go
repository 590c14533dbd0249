// Command run fuzzes every target of a package in turn and says of each what it
// found. Its exit status is 1 if an input fails, 2 if a target cannot be fuzzed or
// the run is interrupted.
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
	skip := flags.String("skip", "FuzzBare", "targets that are not fuzzed, separated by commas")
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
	targets, err := list(ctx, *pkg, strings.Split(*skip, ","), stderr)
	if err != nil {
		fmt.Fprintln(stderr, "run:", err)
		return 2
	}
	status, done, execs := 0, 0, 0
	var found []string
	for _, t := range targets {
		fmt.Fprintln(stdout, t)
		// Inputs are not minimised, which takes most of the time: targets make the
		// rows that they report small themselves.
		goTest := []string{"test", *pkg, "-run", "^$", "-fuzz", "^" + t + "$", "-fuzztime", length.String(), "-fuzzminimizetime", "1x"}
		if *parallel > 0 {
			goTest = append(goTest, fmt.Sprint("-parallel=", *parallel))
		}
		res, err := engine.Run(ctx, "go", goTest, nil, "", stdout)
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
