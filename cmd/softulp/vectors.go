package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/gate/vectors"
	"github.com/softulp/softulp/reference"
)

// maxVectorRows bounds the rows of a file, all of which are in memory.
const maxVectorRows = 100_000

// vectorsFlags is the command line of vectors.
type vectorsFlags struct {
	dir                          string
	functions, formats, profiles []string
	seed                         uint64
	rows, wide                   uint
}

func newVectors() *cobra.Command {
	var f vectorsFlags
	cmd := &cobra.Command{
		Use:   "vectors -o DIR [flags]",
		Short: "Write hard inputs with correctly rounded answers, for harnesses elsewhere",
		Long: `Writes test vectors into the folder DIR, for harnesses that cannot run softulp: for
each function and dtype a JSON file in the manner of Wycheproof and an archive of
NumPy's (.npz) with the same numbers. Each test is a row with a comment, flags that
name the hazard, its inputs and the correctly rounded answers as bit patterns, and
how many ulps an ordinary algorithm may be off, by theorem. The JSON's schema and a
guide are written beside them.

The files depend on the flags alone: they may be made again anywhere.`,
		Example: `  softulp vectors -o vectors
  softulp vectors -o vectors -f softmax,log_softmax --dtype float32,bfloat16
  softulp vectors -o vectors --seed 7 --cases 1000 --wide 20`,
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return writeVectors(cmd.Context(), f, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.dir, "output", "o", "", "the folder `DIR`, which is made if it is not there")
	flags.StringSliceVarP(&f.functions, "function", "f", nil, "functions, `F,...` (default all)")
	flags.StringSliceVar(&f.formats, "dtype", nil, "dtypes, `D,...` (default all)")
	flags.StringSliceVar(&f.profiles, "profile", nil, "profiles, `P,...`: ieee, masked-zero, limit (default all)")
	flags.Uint64Var(&f.seed, "seed", defaultSeed, "seed `N` of the generated rows")
	flags.UintVar(&f.rows, "cases", vectors.DefaultRows, "number `N` of generated rows in a file, of at most some hundred logits")
	flags.UintVar(&f.wide, "wide", vectors.DefaultWide, "number `N` of rows of about 1000 logits in a file")
	return cmd
}

// options checks the flags.
func (f *vectorsFlags) options() (vectors.Options, error) {
	o := vectors.Options{Seed: f.seed}
	var err error
	switch {
	case f.dir == "":
		return o, errors.New("no folder is given: want -o DIR")
	case f.rows > maxVectorRows || f.wide > maxVectorRows/100:
		return o, fmt.Errorf("--cases %d --wide %d: want at most %d and %d", f.rows, f.wide, maxVectorRows, maxVectorRows/100)
	}
	o.Rows, o.Wide = int(f.rows), int(f.wide)
	if len(f.functions) > 0 {
		if o.Functions, err = parseFunctions(f.functions); err != nil {
			return o, err
		}
	}
	if o.DTypes, err = parseDTypes(f.formats); err != nil {
		return o, err
	}
	for _, name := range f.profiles {
		p, err := reference.ParseProfile(name)
		if err != nil {
			return o, err
		}
		o.Profiles = append(o.Profiles, p)
	}
	return o, nil
}

// writeVectors makes and writes the files.
func writeVectors(ctx context.Context, f vectorsFlags, stdout, stderr io.Writer) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	if err := writable("--output", f.dir); err != nil {
		return err
	}
	files, size := 0, 0
	write := func(name string, data []byte) error {
		if err := os.WriteFile(filepath.Join(f.dir, name), data, 0o666); err != nil {
			return failure{exitFailed, fmt.Errorf("cannot write %s: %w", name, err)}
		}
		files++
		size += len(data)
		return nil
	}
	if err := write(vectors.SchemaFile, vectors.Schema()); err != nil {
		return err
	}
	if err := write(vectors.GuideFile, vectors.Guide()); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "softulp vectors: seed %d\n", f.seed)
	bar := newProgress(stderr, "writing")
	defer bar.end()
	names, tests := o.Names(), 0
	for i, one := range names {
		if ctx.Err() != nil {
			return failure{exitFailed, fmt.Errorf("interrupted: %d of %d files were written", i, len(names))}
		}
		v, err := vectors.Make(one)
		if err != nil {
			return failure{exitFailed, err}
		}
		var text, archive bytes.Buffer
		if err := errors.Join(v.JSON(&text), v.NPZ(&archive)); err != nil {
			return failure{exitFailed, err}
		}
		if err := errors.Join(write(v.Name()+".json", text.Bytes()), write(v.Name()+".npz", archive.Bytes())); err != nil {
			return err
		}
		tests += v.Tests
		bar.set(i+1, len(names))
	}
	bar.end()
	_, err = fmt.Fprintf(stdout, "%d tests in %d files, %.1f MB, in %s\n", tests, files, float64(size)/1e6, oneLine(f.dir))
	return err
}
