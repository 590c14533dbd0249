// Command main holds the mutants and the correct implementations against the
// properties and against the checks of other suites, and prints what became of
// them. Its exit status is 1 if a mutant survives that is not listed as equivalent
// or a correct implementation has a finding, 2 on bad usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/mutants"
	"github.com/softulp/softulp/properties/peers"
	"github.com/softulp/softulp/properties/yardstick"
)

func main() {
	os.Exit(run(os.Args[1:], mutants.All(), impl.All(), os.Stdout, os.Stderr))
}

func run(args []string, list []mutants.Mutant, correct []impl.Implementation, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("yardstick", flag.ContinueOnError)
	flags.SetOutput(stderr)
	seeds := flags.Int("seeds", 10, "seeds, from 1 on, of the cases for correct implementations")
	cases := flags.Int("cases", 600, "cases for each mutant, of seed 1")
	each := flags.Int("correct", 150, "cases for each correct implementation and seed")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 || *seeds < 0 || *cases < 1 || *each < 1 {
		fmt.Fprintln(stderr, "yardstick: want no arguments but flags, and positive numbers (-seeds 0 leaves out the properties of correct implementations)")
		return 2
	}
	suites := peers.All()
	m, err := yardstick.Table(context.Background(), list, suites, 1, *cases, nil)
	if err != nil {
		fmt.Fprintln(stderr, "yardstick:", err)
		return 2
	}
	c := yardstick.Correct(correct, suites, *seeds, *each)
	findings := yardstick.Findings(m, c, yardstick.Equivalents())
	if err := yardstick.Text(stdout, m, c, findings); err != nil {
		fmt.Fprintln(stderr, "yardstick:", err)
		return 2
	}
	if len(findings) > 0 {
		return 1
	}
	return 0
}
