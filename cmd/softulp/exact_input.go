package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// echoed is a number of the input: as it was given, as a float64, and as it is taken.
type echoed struct {
	name         string
	given, taken float64
}

// options checks the flags and reads the numbers; set tells which flags are given.
func (f exactFlags) options(logits []string, set func(flag string) bool) (exactOptions, error) {
	o := exactOptions{formats: dtype.All()}
	var err error
	if o.functions, err = f.choose(set); err != nil {
		return o, err
	}
	if o.profile, err = reference.ParseProfile(f.profile); err != nil {
		return o, err
	}
	if f.format != "" {
		if o.only, err = dtype.Parse(f.format); err != nil {
			return o, err
		}
		o.formats = []dtype.Format{o.only}
	}
	if o.in.X, err = o.numbers("x", "logit %d", logits); err != nil {
		return o, err
	}
	if o.in.Cotangent, err = o.numbers("cotangent", "--cotangent, number %d", f.cotangent); err != nil {
		return o, err
	}
	if o.in.Weights, err = o.numbers("weights", "--weights, number %d", f.weights); err != nil {
		return o, err
	}
	if set("temperature") {
		if o.in.Temperature, err = o.number("temperature", f.temperature); err != nil {
			return o, err
		}
		if t := o.in.Temperature; !(t > 0) || math.IsInf(t, 1) { // the input's 0 would mean 1
			return o, fmt.Errorf("--temperature %.60q is %g as %s: want a finite number above 0", f.temperature, t, o.taken())
		}
	}
	if set("smoothing") {
		if o.in.Smoothing, err = o.number("smoothing", f.smoothing); err != nil {
			return o, err
		}
	}
	if set("target") {
		if o.in.Target, err = strconv.Atoi(strings.Replace(f.target, minus, "-", 1)); err != nil {
			return o, fmt.Errorf("--target %.60q is no index: want a whole number", f.target)
		}
	}
	return o, nil
}

// taken returns the dtype of the inputs.
func (o *exactOptions) taken() dtype.Format {
	if o.only != 0 {
		return o.only
	}
	return dtype.Float64
}

// choose returns the functions that are asked for, or all that have what they take. It
// is an error that one has not, and that something is given which none takes.
func (f exactFlags) choose(set func(flag string) bool) ([]function.Function, error) {
	all, named := function.All(), len(f.functions) > 0
	if named {
		var err error
		if all, err = parseFunctions(f.functions); err != nil {
			return nil, err
		}
	}
	var chosen []function.Function
	taken := map[string]bool{}
	for _, fn := range all {
		flag := side(fn)
		switch {
		case flag == "" || set(flag):
			chosen = append(chosen, fn)
			taken[flag] = true
		case named:
			return nil, fmt.Errorf("%s wants --%s", fn, flag)
		}
	}
	for _, flag := range []string{"target", "cotangent", "weights"} {
		if set(flag) && !taken[flag] {
			return nil, fmt.Errorf("--%s is given, and no function that takes it is asked for", flag)
		}
	}
	if set("smoothing") && !taken["target"] {
		return nil, errors.New("--smoothing is given, and no function that has a --target to smooth is asked for")
	}
	return chosen, nil
}

// side returns the flag with what a function takes besides logits, "" if that is
// nothing.
func side(fn function.Function) string {
	if fn.TakesTarget() {
		return "target"
	}
	_, name := fn.Vector(new(function.Input))
	return name
}

// numbers reads a vector of the input; place is where an error is, with its index.
func (o *exactOptions) numbers(name, place string, from []string) ([]float64, error) {
	var v []float64
	for i, s := range from {
		taken, err := o.number(fmt.Sprintf("%s[%d]", name, i), s)
		if err != nil {
			return nil, fmt.Errorf(place+": %w", i, err)
		}
		v = append(v, taken)
	}
	return v, nil
}

// number reads a number of the input and rounds it to the dtype.
func (o *exactOptions) number(name, s string) (float64, error) {
	given, err := parseNumber(s)
	if err != nil {
		return 0, err
	}
	taken := given
	if o.only != 0 {
		taken = o.only.Round(given)
	}
	o.echo = append(o.echo, echoed{name, given, taken})
	return taken, nil
}

// parseFunctions returns the functions of the given names.
func parseFunctions(names []string) ([]function.Function, error) {
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
