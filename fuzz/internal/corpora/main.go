// Command corpora writes the seed corpora of the libFuzzer targets, one archive
// TARGET_seed_corpus.zip each, of raw inputs: what is kept in testdata/fuzz and what
// the native targets start from. With -list it only prints, in pairs, the functions
// in the order of their file and the names of their programs.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/softulp/softulp/fuzz/internal/corpus"
	"github.com/softulp/softulp/fuzz/internal/target"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("corpora", flag.ContinueOnError)
	flags.SetOutput(stderr)
	list := flags.Bool("list", false, "print the targets and write nothing")
	from := flags.String("from", "fuzz/testdata/fuzz", "the `FOLDER` of what is kept")
	to := flags.String("to", ".", "the `FOLDER` for the archives")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintln(stderr, "corpora: want no arguments but flags")
		return 2
	}
	names, err := targets()
	if err != nil {
		fmt.Fprintln(stderr, "corpora:", err)
		return 1
	}
	for _, name := range names {
		if *list {
			fmt.Fprintln(stdout, strings.TrimPrefix(name, "Fuzz"), program(name))
			continue
		}
		if err := write(name, *from, *to, stdout); err != nil {
			fmt.Fprintf(stderr, "corpora: %s: %v\n", name, err)
			return 1
		}
	}
	return 0
}

// targets returns the names of the native targets that libFuzzer has too.
func targets() ([]string, error) {
	all, err := target.All()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, t := range all {
		names = append(names, t.Name)
	}
	return append(names, "FuzzTiers", "FuzzPlain"), nil
}

// program returns the name of a target's program: fuzz_softmax_vjp_float64.
func program(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		// The letters of VJP stay together.
		if i > 0 && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// write writes a target's archive.
func write(name, from, to string, stdout io.Writer) error {
	entries, err := inputs(name, from)
	if err != nil {
		return err
	}
	var archive bytes.Buffer
	if err := corpus.Zip(&archive, entries); err != nil {
		return err
	}
	file := filepath.Join(to, program(name)+"_seed_corpus.zip")
	if err := os.WriteFile(file, archive.Bytes(), 0o666); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %d inputs\n", file, len(entries))
	return nil
}

// inputs returns what a target starts from: what is kept for it, what is kept for
// all dtypes and it can take, and its seeds.
func inputs(name, from string) ([]corpus.Entry, error) {
	entries, err := corpus.Read(filepath.Join(from, name))
	if err != nil {
		return nil, err
	}
	var seeds [][]byte
	switch name {
	case "FuzzTiers":
		seeds, err = target.TierSeeds(target.TiersWidest)
	case "FuzzPlain":
		seeds, err = target.TierSeeds(target.PlainWidest)
	default:
		var more []corpus.Entry
		if more, seeds, err = ofTarget(name, from); err == nil {
			entries = append(entries, more...)
		}
	}
	if err != nil {
		return nil, err
	}
	for i, data := range seeds {
		entries = append(entries, corpus.Entry{Name: fmt.Sprintf("seed-%04d", i), Data: data})
	}
	return entries, nil
}

// ofTarget returns what a target can take of what is kept for all dtypes, and its
// seeds.
func ofTarget(name, from string) ([]corpus.Entry, [][]byte, error) {
	t, err := target.Find(name)
	if err != nil {
		return nil, nil, err
	}
	seeds, err := t.Seeds()
	if err != nil || t.Name == t.Base {
		return nil, seeds, err
	}
	base, err := target.Find(t.Base)
	if err != nil {
		return nil, nil, err
	}
	all, err := corpus.Read(filepath.Join(from, base.Name))
	if err != nil {
		return nil, nil, err
	}
	var takes []corpus.Entry
	for _, e := range all {
		if t.Takes(base, e.Data) {
			takes = append(takes, e)
		}
	}
	return takes, seeds, nil
}
