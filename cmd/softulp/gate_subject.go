package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"mvdan.cc/sh/v3/syntax"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/library"
	"github.com/softulp/softulp/gate/process"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// subjectFlags say which program is judged, and by what.
type subjectFlags struct {
	names                  []string
	cmd                    string
	lib, symbol, signature string
	functions, formats     []string
	axes                   []string
	profile, model         string
	inPlace                bool
	timeout                time.Duration
}

func (f *subjectFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.cmd, "cmd", "", "an adapter, as `'PROGRAM ARGS'`: it is started and asked")
	flags.StringVar(&f.lib, "lib", "", "a shared library, `FILE`")
	flags.StringVar(&f.symbol, "symbol", "", "the function `NAME` in it")
	flags.StringVar(&f.signature, "signature", "", "what it computes and in which dtype, `S`: softmax-f32, log-softmax-f64, ...")
	flags.StringSliceVarP(&f.functions, "function", "f", nil, "functions, `F,...` (default all that it offers)")
	flags.StringSliceVar(&f.formats, "dtype", nil, "dtypes, `D,...` (default all that it offers)")
	flags.StringSliceVar(&f.axes, "axis", nil, "axes, `A,...`: last, first (default all that it offers)")
	flags.StringVar(&f.profile, "profile", "", "what is right for rows with NaN and infinities, `P`: ieee, masked-zero or limit (default the program's word, or ieee)")
	flags.StringVar(&f.model, "model", "", "how it computes: a JSON object, or a `FILE` with one (default the program's word)")
	flags.BoolVar(&f.inPlace, "in-place", false, "it may write over its input")
	flags.DurationVar(&f.timeout, "timeout", process.DefaultTimeout, "how long an answer may take, `T`")
}

// check checks the flags against each other.
func (f *subjectFlags) check(set func(flag string) bool) error {
	given := 0
	for _, is := range []bool{f.cmd != "", f.lib != "", len(f.names) > 0} {
		if is {
			given++
		}
	}
	switch {
	case given == 0:
		return errors.New("nothing to judge: want --cmd 'PROGRAM ARGS', --lib FILE --symbol NAME --signature S, or the NAME of an implementation")
	case given > 1:
		return errors.New("--cmd, --lib and names of implementations are three ways to say what is judged: give one of them")
	case f.lib != "" && (f.symbol == "" || f.signature == ""):
		return errors.New("--lib wants --symbol NAME and --signature S too: softmax-f32, say")
	case f.lib == "" && (f.symbol != "" || f.signature != ""):
		return errors.New("--symbol and --signature are of a --lib")
	case f.timeout <= 0:
		return fmt.Errorf("--timeout %v: want more than 0", f.timeout)
	}
	if len(f.names) > 0 {
		for _, flag := range []string{"profile", "model", "in-place", "timeout", "axis", "row", "time", "max-ulp", "expect"} {
			if set(flag) {
				return fmt.Errorf("--%s is of programs from outside: an implementation by its name is judged as report does", flag)
			}
		}
	}
	return nil
}

// argv returns the command line of the child process.
func (f *subjectFlags) argv() ([]string, error) {
	if f.lib != "" {
		softulp, err := os.Executable()
		if err != nil {
			return nil, failure{exitFailed, fmt.Errorf("--lib: cannot find softulp itself, which loads the library: %w", err)}
		}
		argv, err := library.Command(softulp, f.lib, f.symbol, f.signature)
		if fault, ok := errors.AsType[*gate.Fault](err); ok {
			return nil, failure{exitFailed, fault}
		}
		return argv, err
	}
	argv, err := process.Split(f.cmd)
	if err != nil {
		return nil, fmt.Errorf("--cmd: %w", err)
	}
	return argv, nil
}

// programs returns what the adapter offers and the flags ask for.
func (f *subjectFlags) programs(client *process.Client) ([]*gate.Program, error) {
	hello := client.Hello()
	functions, err := parseFunctions(f.functions)
	if err != nil {
		return nil, err
	}
	formats, err := parseDTypes(f.formats)
	if err != nil {
		return nil, err
	}
	axes, err := f.askedAxes(hello.Axes)
	if err != nil {
		return nil, err
	}
	profile, err := f.profileOf(hello)
	if err != nil {
		return nil, err
	}
	model, err := f.modelText()
	if err != nil {
		return nil, err
	}
	name := hello.Name
	if name == "" {
		name = "unnamed"
	}
	var programs []*gate.Program
	var offers []string
	for _, offer := range hello.Offers {
		for _, d := range offer.DTypes {
			offers = append(offers, fmt.Sprintf("%s in %v", offer.Function, d))
			if len(functions) > 0 && !slices.Contains(functions, offer.Function) || len(formats) > 0 && !slices.Contains(formats, d) {
				continue
			}
			p := &gate.Program{Name: name, Version: hello.Version, Function: offer.Function, DType: d, Profile: profile,
				Axes: axes, InPlace: f.inPlace, Temperature: hello.Temperature, Smoothing: hello.Smoothing, Start: client.Start, Model: gate.DefaultModel(d)}
			switch {
			case model != nil:
				if p.Model, err = gate.ParseModel(model, d); err != nil {
					return nil, fmt.Errorf("--model: %w", err)
				}
			case hello.Model != nil:
				if p.Model, err = gate.ParseModel(hello.Model, d); err != nil {
					return nil, failure{exitFailed, fmt.Errorf("the adapter's first line: %w", err)}
				}
			}
			programs = append(programs, p)
		}
	}
	missing := func(what string) error {
		return fmt.Errorf("the adapter offers no %s: it has %s", what, strings.Join(offers, ", "))
	}
	for _, fn := range functions {
		if !slices.ContainsFunc(programs, func(p *gate.Program) bool { return p.Function == fn }) {
			return nil, missing(string(fn) + in(formats))
		}
	}
	for _, d := range formats {
		if !slices.ContainsFunc(programs, func(p *gate.Program) bool { return p.DType == d }) {
			return nil, missing("function in " + d.String())
		}
	}
	if len(programs) == 0 {
		return nil, failure{exitFailed, errors.New("the adapter offers no function in any dtype that is known here")}
	}
	return programs, nil
}

// in says of which dtypes.
func in(formats []dtype.Format) string {
	if len(formats) == 0 {
		return ""
	}
	var names []string
	for _, d := range formats {
		names = append(names, d.String())
	}
	return " in " + strings.Join(names, " or ")
}

// askedAxes returns the axes that are asked for and offered.
func (f *subjectFlags) askedAxes(offered []gate.Axis) ([]gate.Axis, error) {
	if len(f.axes) == 0 {
		return offered, nil
	}
	var axes []gate.Axis
	for _, a := range f.axes {
		axis := gate.Axis(a)
		if axis != gate.Last && axis != gate.First {
			return nil, fmt.Errorf("--axis %.40q: want last or first", a)
		}
		if axis == gate.First && !slices.Contains(offered, axis) {
			return nil, errors.New(`--axis first: the adapter does not offer it, as "axes":["last","first"] in its first line does`)
		}
		axes = append(axes, axis)
	}
	return axes, nil
}

// profileOf returns the profile: the flag's, or else the adapter's.
func (f *subjectFlags) profileOf(hello *process.Hello) (reference.Profile, error) {
	if f.profile != "" {
		return reference.ParseProfile(f.profile)
	}
	if hello.Profile == "" {
		return reference.IEEE, nil
	}
	p, err := reference.ParseProfile(hello.Profile)
	if err != nil {
		return "", failure{exitFailed, fmt.Errorf("the adapter's first line: %.200s", err)}
	}
	return p, nil
}

// modelText returns the JSON of --model, nil if it is not given.
func (f *subjectFlags) modelText() ([]byte, error) {
	if f.model == "" {
		return nil, nil
	}
	if strings.HasPrefix(strings.TrimSpace(f.model), "{") {
		return []byte(f.model), nil
	}
	data, err := os.ReadFile(f.model)
	if err != nil {
		return nil, fmt.Errorf("--model %.200q is neither a JSON object nor a file that can be read: %w", f.model, err)
	}
	return data, nil
}

// command returns the command line that judges the program again, but for function
// and dtype.
func (f *subjectFlags) command(*gate.Program) string {
	args := []string{"--cmd", f.cmd}
	if f.lib != "" {
		args = []string{"--lib", f.lib, "--symbol", f.symbol, "--signature", f.signature}
	}
	if f.profile != "" {
		args = append(args, "--profile", f.profile)
	}
	if f.model != "" {
		args = append(args, "--model", f.model)
	}
	if f.inPlace {
		args = append(args, "--in-place")
	}
	s := "softulp gate"
	for _, a := range args {
		q, err := syntax.Quote(a, syntax.LangPOSIX)
		if err != nil { // no shell can be told of a NUL
			q = "''"
		}
		s += " " + q
	}
	return s
}

// implementations returns the options of a report on our own.
func (f *gateFlags) implementations(o gate.JudgeOptions) (gate.Options, error) {
	r := gate.Options{Seed: o.Seed, Rows: o.Rows, Input: o.Input, Progress: o.Progress, Implementations: f.names, Widths: true}
	var err error
	if r.Functions, err = parseFunctions(f.functions); err != nil {
		return r, err
	}
	if r.DTypes, err = parseDTypes(f.formats); err != nil {
		return r, err
	}
	return r, selects(r, impl.All())
}

// parseDTypes returns the dtypes of the given names.
func parseDTypes(names []string) ([]dtype.Format, error) {
	var all []dtype.Format
	for _, name := range names {
		d, err := dtype.Parse(name)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// checkRow returns what a row that is asked for has against the functions that are.
func checkRow(in *function.Input, functions []string) error {
	fns, err := parseFunctions(functions)
	if err != nil {
		return err
	}
	if len(fns) != 1 {
		return errors.New("--row is a row of one function: want --function F")
	}
	return fns[0].Check(in)
}
