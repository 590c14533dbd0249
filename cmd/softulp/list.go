package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

func newList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List implementations, functions, dtypes and profiles",
		Example: `  softulp list
  softulp list | grep online`,
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := bufio.NewWriter(cmd.OutOrStdout())
			list(b, impl.All())
			if err := b.Flush(); err != nil {
				return failure{exitFailed, fmt.Errorf("cannot write the list: %w", err)}
			}
			return nil
		},
	}
}

func list(w io.Writer, implementations []impl.Implementation) {
	fmt.Fprintln(w, "functions")
	for _, f := range function.All() {
		outputs := "a number for each of the K logits of a row"
		if f.Outputs(2) == 1 {
			outputs = "one number a row"
		}
		given := ""
		switch side(f) {
		case "target":
			given = ", given a target"
		case "cotangent":
			given = ", given a cotangent"
		case "weights":
			given = ", given weights"
		}
		fmt.Fprintf(w, "  %-24s %s%s\n", f, outputs, given)
	}

	fmt.Fprintln(w, "\ndtypes            bits  digits  smallest normal  largest")
	for _, f := range dtype.All() {
		fmt.Fprintf(w, "  %-14s  %4d  %6d  %15.4g  %7.4g\n", f, f.Bits(), f.Precision(), f.MinNormal(), f.Max())
	}

	fmt.Fprintln(w, "\narithmetics (storage dtype, + accumulation dtype where it is another)")
	for _, a := range impl.Arithmetics() {
		fmt.Fprintf(w, "  %s\n", a)
	}

	fmt.Fprintln(w, "\nprofiles")
	for i, p := range reference.Profiles() {
		note := ""
		if i == 0 {
			note = " (default)"
		}
		fmt.Fprintf(w, "  %s%s\n", p, note)
	}

	for _, f := range function.All() {
		fmt.Fprintf(w, "\nimplementations of %s\n", f)
		for _, im := range implementations {
			if im.Function == f {
				describe(w, im)
			}
		}
	}
}

// describe prints an implementation's name, what it is, and the arithmetics in
// which it is judged, at most 100 columns wide.
func describe(w io.Writer, im impl.Implementation) {
	in := "in every arithmetic"
	if !slices.Equal(im.Arithmetics, impl.Arithmetics()) {
		var names []string
		for _, a := range im.Arithmetics {
			names = append(names, a.String())
		}
		in = "in " + strings.Join(names, ", ")
	}
	const indent = 18
	head := fmt.Sprintf("  %-*s", indent-2, im.Name)
	for _, paragraph := range []string{im.About, im.Source + "; " + in} {
		for line := range strings.Lines(text.WrapSoft(paragraph, 100-indent)) {
			fmt.Fprintf(w, "%s%s\n", head, strings.TrimRight(line, " \n"))
			head = strings.Repeat(" ", indent)
		}
	}
}
