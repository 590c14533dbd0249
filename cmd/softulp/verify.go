package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reference"
	"github.com/softulp/softulp/reports"
)

// verifyFlags is the command line of verify.
type verifyFlags struct {
	function                     string
	x, y                         string
	target, cotangent, weights   string
	format, profile, model, axis string
	maxULP                       float64
	row                          int
	json                         string
}

func newVerify() *cobra.Command {
	f := verifyFlags{}
	cmd := &cobra.Command{
		Use:   "verify -f FUNCTION -x X.npy -y Y.npy [flags]",
		Short: "Judge answers that some program has already written",
		Long: `Judges the answers in Y to the logits in X, arrays of numpy.save: each row along the
last axis, or another one (--axis), is one input. Functions that take more than
logits have that in --target (integers), --cotangent or --weights. Arrays may be
members of archives of numpy.savez, FILE.npz:NAME; of an archive alone, FILE.npz, the
members x, y, target, cotangent and weights are read, and those that are not asked
for elsewhere come from that of X.

The dtype is that of Y. For dtypes that NumPy has not, save the bit patterns as uint16
or uint8, or the array itself, and say --dtype bfloat16, float8_e4m3fn or
float8_e5m2. X must hold numbers of that dtype: those that the program was given.

Each answer may be as far from the exact one as the rounding errors of an algorithm
allow, by theorem; --model says more about it, and --max-ulp asks for more.

Exit status: 0 all as allowed, 1 a finding, 2 usage or bad input, 3 not judged to the end.`,
		Example: `  softulp verify -f softmax -x logits.npy -y probabilities.npy
  softulp verify -f cross_entropy -x logits.npy --target labels.npy -y losses.npy
  softulp verify -f softmax_vjp -x run.npz                 members x, cotangent and y
  softulp verify -f log_softmax -x in.npz:a -y out.npz:b --dtype bfloat16 --axis first
  softulp verify -f softmax -x x.npy -y y.npy --max-ulp 2 --json results.json`,
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return verify(cmd.Context(), f, cmd.Flags().Changed, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.function, "function", "f", "", "the function, `F`")
	flags.StringVarP(&f.x, "x", "x", "", "the logits, `FILE.npy` or FILE.npz:NAME")
	flags.StringVarP(&f.y, "y", "y", "", "the answers, `FILE.npy` likewise")
	flags.StringVar(&f.target, "target", "", "the indices of the right classes, `FILE.npy`")
	flags.StringVar(&f.cotangent, "cotangent", "", "the gradient with respect to the outputs, `FILE.npy`")
	flags.StringVar(&f.weights, "weights", "", "the target weights, `FILE.npy`")
	flags.StringVar(&f.format, "dtype", "", "the dtype `D` of the answers (default that of Y)")
	flags.StringVar(&f.axis, "axis", string(gate.Last), "the axis `A` of X along which its rows are: last, first or a number as NumPy has it")
	flags.StringVar(&f.profile, "profile", string(reference.IEEE), "what is right for rows with NaN and infinities, `P`: ieee, masked-zero or limit")
	flags.StringVar(&f.model, "model", "", "how the program computes: a JSON object, or a `FILE` with one")
	flags.Float64Var(&f.maxULP, "max-ulp", 0, "no answer may be more than `U` ulps off, whatever it is allowed")
	flags.IntVar(&f.row, "row", -1, "judge row `N` alone, from 0, as findings count them")
	flags.StringVar(&f.json, "json", "", "write the results as JSON to `FILE`; - for standard output instead of the table")
	return cmd
}

// options checks the flags but for those that name arrays, and returns what is judged.
// The dtype may still be 0: that of the answers.
func (f *verifyFlags) options(set func(flag string) bool) (gate.VerifyOptions, error) {
	var o gate.VerifyOptions
	var err error
	switch {
	case f.function == "":
		return o, errors.New("no function is given: want -f softmax, say")
	case f.x == "":
		return o, errors.New("no logits are given: want -x FILE.npy")
	case !(f.maxULP >= 0) || math.IsInf(f.maxULP, 1) || set("max-ulp") && f.maxULP == 0:
		return o, fmt.Errorf("--max-ulp %g: want a number of ulps above 0", f.maxULP)
	case set("row") && f.row < 0:
		return o, fmt.Errorf("--row %d: want the number of a row, from 0", f.row)
	}
	if o.Function, err = function.Parse(f.function); err != nil {
		return o, err
	}
	if o.Profile, err = reference.ParseProfile(f.profile); err != nil {
		return o, err
	}
	if f.format != "" {
		if o.DType, err = dtype.Parse(f.format); err != nil {
			return o, err
		}
	}
	o.MaxULP = f.maxULP
	return o, nil
}

// verify reads, judges and renders.
func verify(ctx context.Context, f verifyFlags, set func(flag string) bool, stdout, stderr io.Writer) error {
	o, err := f.options(set)
	if err != nil {
		return err
	}
	model, err := (&subjectFlags{model: f.model}).modelText()
	if err != nil {
		return err
	}
	batch, err := f.read(o.Function, &o.DType)
	if err != nil {
		return err
	}
	if o.Model = gate.DefaultModel(o.DType); model != nil {
		if o.Model, err = gate.ParseModel(model, o.DType); err != nil {
			return fmt.Errorf("--model: %w", err)
		}
	}
	o.Name = filepath.Base(f.from("y", f.y))
	o.Row = max(f.row, 0)
	o.Command = f.rowCommand
	var files outputs
	defer files.abandon()
	jsonOut, err := files.open("--json", f.json, stdout)
	if err != nil {
		return err
	}
	bar := newProgress(stderr, "judging")
	o.Progress = bar.set
	doc, err := gate.Verify(ctx, gate.Answers{Name: filepath.Base(f.x), Batch: batch}, o)
	bar.end()
	if err != nil {
		return err
	}
	if jsonOut != nil {
		if err := reports.JSON(jsonOut, &reports.Results{Document: doc}); err != nil {
			return failure{exitFailed, fmt.Errorf("cannot write the results: %w", err)}
		}
	}
	if f.json != "-" {
		width, colour := terminalOf(stdout)
		var b bytes.Buffer
		err := reports.GateTerminal(&b, &reports.Gate{Document: doc, Seedless: true}, reports.TerminalOptions{Width: width, Colour: colour, All: true})
		if err == nil {
			_, err = stdout.Write(b.Bytes())
		}
		if err != nil {
			return failure{exitFailed, fmt.Errorf("cannot write the results: %w", err)}
		}
	}
	if err := files.close(); err != nil {
		return failure{exitFailed, fmt.Errorf("cannot write the results: %w", err)}
	}
	return gateVerdict(doc, nil)
}
