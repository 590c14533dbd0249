// Command main judges the catalogue of mutants through the process boundary: each is an
// adapter, in a process of its own, and the gate is given what it is given of any
// program. It prints what kills each. Its exit status is 1 if one survives, 2 on bad usage.
//
//	main [-seed N] [-default] [NAME...]
//	main serve mutant NAME
//	main serve correct NAME FUNCTION ARITHMETIC
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/softulp/softulp/gate/boundary"
	"github.com/softulp/softulp/properties/mutants"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	if len(args) > 0 && (args[0] == "serve" || args[0] == "serve-silent") {
		s, err := boundary.Subject(args[1:], mutants.All())
		if err == nil {
			err = boundary.Serve(os.Stdin, os.Stdout, s, args[0] == "serve")
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "boundary:", err)
			return 2
		}
		return 0
	}
	flags := flag.NewFlagSet("boundary", flag.ContinueOnError)
	seed := flags.Uint64("seed", 1, "seed of the rows")
	silent := flags.Bool("default", false, "mutants declare nothing of themselves, and are judged by the default model")
	if flags.Parse(args) != nil {
		return 2
	}
	list := mutants.All()
	if names := flags.Args(); len(names) > 0 {
		list = slices.DeleteFunc(list, func(m mutants.Mutant) bool { return !slices.Contains(names, m.Name) })
		if len(list) != len(names) {
			fmt.Fprintf(os.Stderr, "boundary: of the names %q only %d are mutants\n", names, len(list))
			return 2
		}
	}
	exe, err := os.Executable()
	if err != nil {
		fmt.Fprintln(os.Stderr, "boundary:", err)
		return 2
	}
	serve := "serve"
	if *silent {
		serve = "serve-silent"
	}
	command := func(args ...string) []string { return append([]string{exe, serve}, args...) }
	killed, longest := 0, time.Duration(0)
	all, err := boundary.Judge(context.Background(), list, command, !*silent, *seed, func(o boundary.Outcome) {
		fmt.Printf("%-40s %-18s %5.1f s  %.120s\n", o.Mutant, o.KilledBy, o.Took.Seconds(), o.Why)
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "boundary:", err)
		return 2
	}
	for _, o := range all {
		if longest = max(longest, o.Took); o.KilledBy != "" {
			killed++
		}
	}
	fmt.Printf("%d of %d mutants killed through the process boundary; seed %d, at most %.1f s each\n", killed, len(all), *seed, longest.Seconds())
	if killed < len(all) {
		return 1
	}
	return 0
}
