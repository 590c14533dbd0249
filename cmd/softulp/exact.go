package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// digits is the number of significant decimal digits that exact prints.
const digits = 30

// exactOptions is an input and what is asked about it.
type exactOptions struct {
	functions []function.Function
	formats   []dtype.Format // to which answers are rounded
	only      dtype.Format   // to which inputs are rounded first, or 0
	profile   reference.Profile
	in        function.Input
	echo      []echoed // its numbers
}

// exactFlags is the command line of exact.
type exactFlags struct {
	functions              []string
	target                 string
	cotangent, weights     []string
	temperature, smoothing string
	format, profile        string
}

func newExact() *cobra.Command {
	var f exactFlags
	cmd := &cobra.Command{
		Use:   "exact [flags] X...",
		Short: "Print the exact answers for one row of logits",
		Long: `Prints the exact answer of each function for the row X: to 30 significant digits,
and correctly rounded to every dtype as a decimal, as a hexadecimal float and as
bits. Functions that take more than the row are among them where that is given:
cross_entropy and cross_entropy_grad a --target, softmax_vjp and log_softmax_vjp a
--cotangent, cross_entropy_soft and cross_entropy_soft_grad --weights.

Numbers are decimal or hexadecimal floats, inf or nan; negative ones need no --.
They are read as float64, and that number is the exact input. With --dtype they
are then rounded to the dtype, and the answers are printed in it alone.`,
		Example: `  softulp exact 1 2 3
  softulp exact -f logsumexp 1000 -3.25 -inf
  softulp exact -f softmax --dtype float16 0.1 0.2 -0x1.8p-3
  softulp exact --target 2 --smoothing 0.1 1 2 17
  softulp exact -f softmax_vjp --cotangent -1,-3,-2 --temperature 0.5 4 4 -1`,
		DisableFlagsInUseLine: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no logits given: want at least one number")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options(args, cmd.Flags().Changed)
			if err != nil {
				return err
			}
			return exact(cmd.Context(), cmd.OutOrStdout(), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringSliceVarP(&f.functions, "function", "f", nil, "functions, `F,...` (default all that have what they take)")
	flags.StringVar(&f.target, "target", "", "the index `I` of the right class, from 0")
	flags.StringSliceVar(&f.cotangent, "cotangent", nil, "the gradient `G,...` with respect to the outputs, a number for each logit")
	flags.StringSliceVar(&f.weights, "weights", nil, "the target weights `P,...`, a number for each logit")
	flags.StringVar(&f.temperature, "temperature", "", "divide the logits by `T` first, exactly (default 1)")
	flags.StringVar(&f.smoothing, "smoothing", "", "the part `E` of the label that is spread over all classes (default 0)")
	flags.StringVar(&f.format, "dtype", "", "the dtype `D` to which the inputs and the answers are rounded")
	flags.StringVar(&f.profile, "profile", string(reference.IEEE), "what is right for rows with infinities, `P`: ieee, masked-zero or limit")
	return cmd
}

// exact prints the inputs as they are taken, and then the answers.
func exact(ctx context.Context, w io.Writer, o exactOptions) error {
	row := new(reference.Row)
	if err := row.ResetInput(o.in, o.profile); err != nil {
		return err
	}
	for _, f := range o.functions {
		if err := row.Check(f); err != nil {
			return err
		}
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

// inputs prints the input, and says where rounding to the dtype changed it.
func (o *exactOptions) inputs(w io.Writer) {
	fmt.Fprintf(w, "inputs, as %s:\n", o.taken())
	target := slices.ContainsFunc(o.functions, function.Function.TakesTarget)
	width := 0 // names are padded where there are some beside the logits'
	for _, e := range o.echo {
		if target || len(o.echo) > len(o.in.X) {
			width = max(width, len(e.name), len("target"))
		}
	}
	for _, e := range o.echo {
		fmt.Fprintf(w, "  %-*s  %-24s  %s", width, e.name, decimal(e.taken), hexadecimal(e.taken))
		if e.given != e.taken && !(math.IsNaN(e.given) && math.IsNaN(e.taken)) {
			fmt.Fprintf(w, "  (rounded from %s)", decimal(e.given))
		}
		fmt.Fprintln(w)
	}
	if target {
		fmt.Fprintf(w, "  %-*s  %d\n", width, "target", o.in.Target)
	}
}

// answer prints output i: in decimal, and a line for each dtype.
func (o *exactOptions) answer(w io.Writer, f function.Function, a *reference.Answer, i int) {
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
