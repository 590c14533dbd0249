package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// digits is the number of significant decimal digits that exact prints.
const digits = 30

// exactOptions is a row and what is asked about it.
type exactOptions struct {
	functions []function.Function
	formats   []dtype.Format // to which answers are rounded
	only      dtype.Format   // to which inputs are rounded first, or 0
	profile   reference.Profile
	given     []float64 // the inputs as float64
	x         []float64 // and as they are taken
}

func newExact() *cobra.Command {
	var functions []string
	var format, profile string
	cmd := &cobra.Command{
		Use:   "exact [flags] X...",
		Short: "Print the exact answers for one row of logits",
		Long: `Prints the exact answer of each function for the row X: to 30 significant digits,
and correctly rounded to every dtype as a decimal, as a hexadecimal float and as
bits.

Numbers are decimal or hexadecimal floats, inf or nan; negative ones need no --.
They are read as float64, and that number is the exact input. With --dtype they
are then rounded to the dtype, and the answers are printed in it alone.`,
		Example: `  softulp exact 1 2 3
  softulp exact -f logsumexp 1000 -3.25 -inf
  softulp exact -f softmax --dtype float16 0.1 0.2 -0x1.8p-3`,
		DisableFlagsInUseLine: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no logits given: want at least one number")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o := exactOptions{formats: dtype.All()}
			var err error
			if o.functions, err = parseFunctions(functions); err != nil {
				return err
			}
			if o.profile, err = reference.ParseProfile(profile); err != nil {
				return err
			}
			if format != "" {
				if o.only, err = dtype.Parse(format); err != nil {
					return err
				}
				o.formats = []dtype.Format{o.only}
			}
			for i, a := range args {
				v, err := parseNumber(a)
				if err != nil {
					return fmt.Errorf("logit %d: %w", i, err)
				}
				o.given = append(o.given, v)
				if o.only != 0 {
					v = o.only.Round(v)
				}
				o.x = append(o.x, v)
			}
			return exact(cmd.Context(), cmd.OutOrStdout(), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringSliceVarP(&functions, "function", "f", nil, "functions, `F,...` (default all)")
	flags.StringVar(&format, "dtype", "", "the dtype `D` to which the inputs and the answers are rounded")
	flags.StringVar(&profile, "profile", string(reference.IEEE), "what is right for rows with infinities, `P`: ieee, masked-zero or limit")
	return cmd
}

// parseFunctions returns the functions of the given names, all if there are
// none.
func parseFunctions(names []string) ([]function.Function, error) {
	if len(names) == 0 {
		return function.OfLogits(), nil
	}
	var all []function.Function
	for _, name := range names {
		f, err := function.Parse(name)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// exact prints the inputs as they are taken, and then the answers.
func exact(ctx context.Context, w io.Writer, o exactOptions) error {
	row, err := reference.New(o.x, o.profile)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w) // its errors stick, and Flush returns them
	o.inputs(b)
	for _, f := range o.functions {
		answer := row.Answer(f)
		for i := range answer.Len() {
			if ctx.Err() != nil {
				b.Flush()
				return failure{exitFailed, errors.New("interrupted: what was printed is only a part")}
			}
			o.answer(b, f, answer, i)
		}
	}
	if err := b.Flush(); err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the answers: %w", err)}
	}
	return nil
}

// inputs prints the row, and says where rounding to the dtype changed it.
func (o exactOptions) inputs(w io.Writer) {
	taken := dtype.Float64
	if o.only != 0 {
		taken = o.only
	}
	fmt.Fprintf(w, "inputs, as %s:\n", taken)
	for i, v := range o.x {
		fmt.Fprintf(w, "  x[%d]  %-24s  %s", i, decimal(v), hexadecimal(v))
		if given := o.given[i]; given != v && !(math.IsNaN(given) && math.IsNaN(v)) {
			fmt.Fprintf(w, "  (rounded from %s)", decimal(given))
		}
		fmt.Fprintln(w)
	}
}

// answer prints output i: in decimal, and a line for each dtype.
func (o exactOptions) answer(w io.Writer, f function.Function, a *reference.Answer, i int) {
	name := string(f)
	if f.Outputs(2) != 1 {
		name = fmt.Sprintf("%s[%d]", f, i)
	}
	fmt.Fprintf(w, "\n%s  %s\n", name, a.Decimal(i, digits))
	for _, format := range o.formats {
		v := a.Round(i, format)
		fmt.Fprintf(w, "  %-13s  %-24s  %-24s  %s\n", format, decimal(v), hexadecimal(v), bits(v, format))
	}
}
