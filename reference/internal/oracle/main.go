package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// options are the flags of both commands.
type options struct {
	source  string // folder of the C program
	program string // the C program, if it is built already
	hard    string
	rows    int
	seed    uint64
	count   int
}

func main() {
	err := run(os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case err == nil:
		return
	case errors.Is(err, flag.ErrHelp):
		os.Exit(0)
	}
	fmt.Fprintln(os.Stderr, "oracle:", err)
	switch {
	case errors.Is(err, errFound):
		os.Exit(1)
	case errors.Is(err, errMissing):
		os.Exit(missingStatus)
	}
	os.Exit(2)
}

// errFound says that check found something.
var errFound = errors.New("the reference and Arb do not agree")

// run is the program, with arguments args.
func run(args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		return errors.New("want check or bench")
	}
	var o options
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.source, "source", "reference/oracle", "compile the C program in `DIR`")
	flags.StringVar(&o.program, "oracle", "", "run the C program `FILE`, and compile none")
	command := check
	switch args[0] {
	case "check":
		flags.StringVar(&o.hard, "hard", "reference/testdata/hard.txt", "compare the rows in `FILE` too")
		flags.IntVar(&o.rows, "rows", 100000, "compare `N` random rows")
		flags.Uint64Var(&o.seed, "seed", 1, "`S`eed of the random rows")
	case "bench":
		command = bench
		flags.IntVar(&o.count, "count", 3, "run the benchmarks `N` times and print the best")
	default:
		return fmt.Errorf("unknown command %q: want check or bench", args[0])
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if o.rows < 0 || args[0] == "bench" && o.count < 1 {
		return errors.New("-rows is at least 0 and -count at least 1")
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if o.program == "" {
		dir, err := os.MkdirTemp("", "oracle")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if o.program, err = build(o.source, dir, true, stderr); err != nil {
			return err
		}
	}
	return command(o, stdout)
}

// check compares the reference with Arb.
func check(o options, w io.Writer) error {
	hard, err := openHard(o.hard)
	if err != nil {
		return err
	}
	oracle, err := start(o.program)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, oracle.hello)
	c := checker{oracle: oracle, tiers: tiers(), w: w, tally: newTally()}
	err = c.run(func(yield func(row) bool) {
		for _, r := range hard {
			if !yield(r) {
				return
			}
		}
		randomRows(o.rows, o.seed)(yield)
	})
	if err := errors.Join(err, oracle.close()); err != nil {
		return err
	}
	var names []string
	for _, t := range c.tiers {
		names = append(names, t.name)
	}
	if err := c.tally.write(w, names); err != nil {
		return err
	}
	if !c.tally.sound() {
		return errFound
	}
	return nil
}

// openHard reads the file of hard rows; no name, no rows.
func openHard(file string) ([]row, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return hardRows(filepath.Base(file), f)
}
