// Command main judges the libraries that are installed and writes the page that compares
// them: make peers.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate/peers"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("peers", flag.ExitOnError)
	seed := f.Uint64("seed", 1, "seed")
	rows := f.Int("cases", 0, "generated rows for each dtype; 0 is the default")
	only := f.String("only", "", "judge these libraries only, by name, separated by commas")
	functions := f.String("f", "", "functions")
	dtypes := f.String("dtype", "", "dtypes")
	out := f.String("json", "", "write results here")
	f.Parse(args)
	all, err := peers.All()
	if err != nil {
		return err
	}
	python, err := peers.FindPython()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	o := peers.Options{Root: ".", Seed: *seed, Rows: *rows, Python: python}
	if *functions != "" {
		for _, s := range strings.Split(*functions, ",") {
			o.Functions = append(o.Functions, function.Function(s))
		}
	}
	if *dtypes != "" {
		o.DTypes = strings.Split(*dtypes, ",")
	}
	var outcomes []*peers.Outcome
	for _, l := range all {
		if *only != "" && !strings.Contains(","+*only+",", ","+l.Name+",") {
			continue
		}
		start := time.Now()
		r, err := peers.Judge(ctx, l, o)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%-24s %-10s %5.1fs %s %d news\n", l.Name, r.Version, time.Since(start).Seconds(), r.Absent, len(r.News))
		outcomes = append(outcomes, r)
		if *out != "" {
			data, err := json.MarshalIndent(outcomes, "", " ")
			if err != nil {
				return err
			}
			if err := os.WriteFile(*out, data, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
