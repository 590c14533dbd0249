package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/npy"
)

// rowFlags are one input, as the commands of counterexamples have it.
type rowFlags struct {
	row, cotangent, weights        []string
	target, temperature, smoothing string
	rowSeed                        uint64
}

func (f *rowFlags) add(flags *pflag.FlagSet) {
	flags.StringSliceVar(&f.row, "row", nil, "judge this row alone, `X,...`, with --target, --cotangent or --weights if the function takes them")
	flags.StringVar(&f.target, "target", "", "the index `I` of the right class, from 0")
	flags.StringSliceVar(&f.cotangent, "cotangent", nil, "the gradient `G,...` with respect to the outputs")
	flags.StringSliceVar(&f.weights, "weights", nil, "the target weights `P,...`")
	flags.StringVar(&f.temperature, "temperature", "", "the temperature `T`, of an adapter that takes one")
	flags.StringVar(&f.smoothing, "smoothing", "", "the label smoothing `E`, likewise")
	flags.Uint64Var(&f.rowSeed, "row-seed", 0, "what properties draw from for --row, `N`")
}

// options checks the flags and reads what they name.
func (f *gateFlags) options(set func(flag string) bool) (gate.JudgeOptions, error) {
	o := gate.JudgeOptions{Seed: f.seed, Rows: int(f.cases), MaxULP: f.maxULP, Time: f.time, CaseSeed: f.rowSeed}
	if err := f.subjectFlags.check(set); err != nil {
		return o, err
	}
	switch {
	case f.cases > 1<<30:
		return o, fmt.Errorf("--cases %d: want at most 2^30", f.cases)
	case !(f.maxULP >= 0) || math.IsInf(f.maxULP, 1) || set("max-ulp") && f.maxULP == 0:
		return o, fmt.Errorf("--max-ulp %g: want a number of ulps above 0", f.maxULP)
	case !(f.slack >= 0) || f.slack > 1:
		return o, fmt.Errorf("--slack %g: want a part between 0 and 1, 0.05 for 5 %%", f.slack)
	case f.time < 0:
		return o, fmt.Errorf("--time %v: want a duration, 60s say, or 0 for no end", f.time)
	case f.update && f.baseline == "":
		return o, fmt.Errorf("--update writes a baseline: want --baseline FILE")
	case set("slack") && f.baseline == "":
		return o, fmt.Errorf("--slack is of a baseline: want --baseline FILE")
	case f.cases > 0 && f.input != "":
		return o, fmt.Errorf("--cases %d is how many rows to generate, and with --input none are: leave one of them out", f.cases)
	}
	for _, s := range f.expect {
		x, err := gate.ParseExpectation(s)
		if err != nil {
			return o, fmt.Errorf("--expect: %w", err)
		}
		o.Expect = append(o.Expect, x)
	}
	if f.input != "" {
		m, err := npy.Read(f.input)
		if err != nil {
			return o, fmt.Errorf("--input %w", err)
		}
		o.Input = &gate.Input{Name: filepath.Base(f.input), Rows: m.Rows, K: m.K, Data: m.Data}
	}
	if set("row") {
		if f.input != "" || f.cases > 0 || f.baseline != "" {
			return o, fmt.Errorf("--row is judged alone: leave out --input, --cases and --baseline")
		}
		in, err := f.rowFlags.read(f.formats)
		if err != nil {
			return o, err
		}
		if err := checkRow(in, f.functions); err != nil {
			return o, err
		}
		o.Case = in
	} else {
		for _, flag := range []string{"target", "cotangent", "weights", "temperature", "smoothing", "row-seed"} {
			if set(flag) {
				return o, fmt.Errorf("--%s goes with a --row", flag)
			}
		}
	}
	return o, nil
}

// read reads the row, whose numbers must be numbers of the dtype.
func (f *rowFlags) read(formats []string) (*function.Input, error) {
	if len(formats) != 1 {
		return nil, fmt.Errorf("--row is a row of one dtype: want --dtype D")
	}
	d, err := dtype.Parse(formats[0])
	if err != nil {
		return nil, err
	}
	vector := func(flag string, from []string) ([]float64, error) {
		v := make([]float64, 0, len(from))
		for i, s := range from {
			x, err := parseNumber(strings.TrimSpace(s))
			if err != nil {
				return nil, fmt.Errorf("--%s, number %d: %w", flag, i, err)
			}
			if !d.Representable(x) {
				return nil, fmt.Errorf("--%s, number %d: %s is no %v; the nearest is %s", flag, i, s, d, hexadecimal(d.Round(x)))
			}
			v = append(v, x)
		}
		return v, nil
	}
	in := new(function.Input)
	if in.X, err = vector("row", f.row); err != nil {
		return nil, err
	}
	if in.Cotangent, err = vector("cotangent", f.cotangent); err != nil {
		return nil, err
	}
	if in.Weights, err = vector("weights", f.weights); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		flag, from string
		to         *float64
	}{{"temperature", f.temperature, &in.Temperature}, {"smoothing", f.smoothing, &in.Smoothing}} {
		if p.from == "" {
			continue
		}
		if *p.to, err = parseNumber(p.from); err != nil {
			return nil, fmt.Errorf("--%s: %w", p.flag, err)
		}
		if p.flag == "temperature" && *p.to == 0 { // the input's 0 would mean 1
			return nil, fmt.Errorf("--temperature 0: want a number above 0")
		}
	}
	if f.target != "" {
		if in.Target, err = strconv.Atoi(f.target); err != nil {
			return nil, fmt.Errorf("--target %.60q is no index: want a whole number", f.target)
		}
	}
	return in, nil
}
