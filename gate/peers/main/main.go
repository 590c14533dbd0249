// Command main judges the libraries that are installed and writes the page that compares
// them: make peers. Its exit status is 1 if anything was found that the libraries' files
// do not say, or the other way round; with CI=true also if a library is not there.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
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
	seed := f.Uint64("seed", 1, "what generated rows are drawn from")
	cases := f.Int("cases", 0, "generated rows for each dtype; 0 is the default")
	only := f.String("only", "", "judge these libraries, by their names, separated by commas")
	functions := f.String("f", "", "judge these functions, separated by commas")
	dtypes := f.String("dtype", "", "judge in these dtypes, separated by commas")
	ci := f.Bool("ci", false, "judge what CI judges")
	page := f.String("markdown", "", "write the page to this file")
	results := f.String("json", "", "write the figures to this file")
	folder := f.String("html", "", "write the results as a page with plots into this folder")
	f.Parse(args) // exits on errors
	o := peers.Options{Root: ".", Seed: *seed, Rows: *cases, DTypes: list(*dtypes)}
	for _, s := range list(*functions) {
		fn, err := function.Parse(s)
		if err != nil {
			return err
		}
		o.Functions = append(o.Functions, fn)
	}
	all, err := peers.All()
	if err != nil {
		return err
	}
	if *ci {
		all = slices.DeleteFunc(all, func(l *peers.Library) bool { return !l.CI })
	}
	if names := list(*only); names != nil {
		all = slices.DeleteFunc(all, func(l *peers.Library) bool { return !slices.Contains(names, l.Name) })
	}
	if len(all) == 0 {
		return errors.New("there is no such library")
	}
	if o.Python, err = peers.FindPython(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		o.Python = "python3"
	}
	var outcomes []*peers.Outcome
	for _, l := range all {
		start := time.Now()
		r, err := peers.Judge(ctx, l, o)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%-24s %-10s %6.1fs  %d new %s\n", l.Name, r.Version, time.Since(start).Seconds(), len(r.News), r.Absent)
		outcomes = append(outcomes, r)
	}
	report := peers.NewReport(*seed, outcomes)
	if err := write(report, *page, *results); err != nil {
		return err
	}
	if *folder != "" {
		if err := writeHTML(*folder, outcomes); err != nil {
			return err
		}
	}
	if changed := report.Changed(os.Getenv("CI") == "true"); len(changed) > 0 {
		return fmt.Errorf("not as the libraries' files say:\n%s", strings.Join(changed, "\n"))
	}
	fmt.Printf("%d libraries judged on %d rows: as their files say\n", len(outcomes), report.Cases)
	return nil
}

// list splits a list, nil if it is empty.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func write(r *peers.Report, page, results string) error {
	if page != "" {
		var b bytes.Buffer
		if err := r.Page(&b); err != nil {
			return err
		}
		if err := os.WriteFile(page, b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if results == "" {
		return nil
	}
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(results, append(data, '\n'), 0o644)
}
