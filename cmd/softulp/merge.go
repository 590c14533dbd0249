package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/search"
	"github.com/softulp/softulp/search/exhaustive"
)

// maxResult bounds the size of a result file.
const maxResult = 1 << 28

func newMerge() *cobra.Command {
	var to, keep string
	cmd := &cobra.Command{
		Use:   "merge FILE... [flags]",
		Short: "Put the shards of a long run together",
		Long: `Reads the results of all shards of one run of softulp exhaustive or softulp search,
in any order, and makes of them what one run without shards writes, byte for byte.
A shard that is missing, is there twice, or is one of another run is an error that
says which.`,
		Example: `  softulp merge shard-*.json
  softulp merge shard-*.json --json whole.json`,
		DisableFlagsInUseLine: true,
		Args:                  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return merge(args, to, keep, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&to, "json", "", "write the results as JSON to `FILE`; - for standard output instead of the table")
	cmd.Flags().StringVar(&keep, "keep", "", "add the worst rows to the *.wc files in `DIR`, such as fuzz/worst")
	return cmd
}

// merge reads the shards and writes the whole.
func merge(names []string, to, keep string, stdout, stderr io.Writer) error {
	if keep != "" {
		if err := writable("--keep", keep); err != nil {
			return err
		}
	}
	var exhausted []*exhaustive.Result
	var searched []*search.Result
	for _, name := range names {
		data, err := readResult(name)
		if err != nil {
			return err
		}
		var kind struct {
			Schema string `json:"schema"`
		}
		err = json.Unmarshal(data, &kind)
		switch {
		case err != nil:
			err = fmt.Errorf("is no JSON document: %w", err)
		case kind.Schema == exhaustive.Schema:
			err = decode(data, &exhausted)
		case kind.Schema == search.Schema:
			err = decode(data, &searched)
		default:
			err = fmt.Errorf("has the schema %.40q: want %s or %s", kind.Schema, exhaustive.Schema, search.Schema)
		}
		if err != nil {
			return fmt.Errorf("%.200q %w", name, err)
		}
	}
	if len(exhausted) > 0 && len(searched) > 0 {
		return fmt.Errorf("some files are of exhaustive runs and some of searches: only shards of one run can be merged")
	}
	var files outputs
	defer files.abandon()
	if len(exhausted) > 0 {
		whole, err := exhaustive.Merge(exhausted)
		if err != nil {
			return err
		}
		jsonOut, err := files.open("--json", to, stdout)
		if err != nil {
			return err
		}
		if err := keepExhaustive(keep, whole, stderr); err != nil {
			return failure{exitFailed, err}
		}
		return writeLong(whole, func(w io.Writer) error { return reports.Exhaustive(w, whole) }, to, &files, stdout, jsonOut)
	}
	whole, err := search.Merge(searched)
	if err != nil {
		return err
	}
	jsonOut, err := files.open("--json", to, stdout)
	if err != nil {
		return err
	}
	if keep != "" {
		if err := keepFound(keep, whole, stderr); err != nil {
			return failure{exitFailed, err}
		}
	}
	return writeLong(whole, func(w io.Writer) error { return reports.Search(w, whole) }, to, &files, stdout, jsonOut)
}

// readResult reads a file of bounded size.
func readResult(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("a shard cannot be read: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxResult+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("a shard cannot be read: %w", err)
	case len(data) > maxResult:
		return nil, fmt.Errorf("%.200q is larger than %d bytes: that is no result", name, maxResult)
	}
	return data, nil
}

// decode appends a result, all of whose keys must be known.
func decode[T any](data []byte, to *[]*T) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	r := new(T)
	if err := d.Decode(r); err != nil {
		return fmt.Errorf("is no result of this version: %w", err)
	}
	*to = append(*to, r)
	return nil
}

// long is the result of a run that can be divided.
type long interface{ Write(w io.Writer) error }

// writeLong writes a result wherever it is wanted; jsonOut may be nil.
func writeLong(r long, table func(w io.Writer) error, to string, files *outputs, stdout, jsonOut io.Writer) error {
	var err error
	if jsonOut != nil {
		err = r.Write(jsonOut)
	}
	if err == nil && to != "-" {
		err = table(stdout)
	}
	if err == nil {
		err = files.close()
	}
	if err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the results: %w", err)}
	}
	return nil
}
