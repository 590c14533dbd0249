// Command main brings the corpus of the fuzz targets up to date and says what it
// changed: counterexamples of mutants that are missing or serve no longer, and
// inputs found by fuzzing that name a program by its place in a list.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/softulp/softulp/fuzz/internal/kept"
	"github.com/softulp/softulp/properties/mutants"
)

func main() {
	os.Exit(run(os.Args[1:], mutants.All(), os.Stdout, os.Stderr))
}

func run(args []string, list []mutants.Mutant, stdout, stderr io.Writer) int {
	if len(args) != 1 {
		fmt.Fprintln(stderr, "corpus: want one argument, the folder testdata/fuzz")
		return 2
	}
	changes, err := kept.Update(args[0], list)
	for _, c := range changes {
		fmt.Fprintf(stdout, "%s: %s\n", c.File, c.What)
	}
	if err != nil {
		fmt.Fprintln(stderr, "corpus:", err)
		return 1
	}
	return 0
}
