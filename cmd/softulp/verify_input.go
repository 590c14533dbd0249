package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/npy"
)

// from returns the name of the array for a flag: the flag's value or, where that is "" and
// the logits are in an archive, the member there that is called like the flag.
func (f *verifyFlags) from(flag, value string) string {
	if file, _ := npy.Member(f.x); value == "" && npy.IsArchive(file) {
		return file + ":" + flag
	}
	return value
}

// array reads the array for a flag.
func (f *verifyFlags) array(flag, value string) (npy.Array, error) {
	value = f.from(flag, value)
	if value == "" {
		return npy.Array{}, fmt.Errorf("--%s is not given: want FILE.npy", flag)
	}
	a, err := npy.ReadArray(value, flag)
	if err != nil {
		return a, fmt.Errorf("--%s %w", flag, err)
	}
	return a, nil
}

// read reads the arrays. Where the dtype is 0 it becomes that of the answers.
func (f *verifyFlags) read(fn function.Function, d *dtype.Format) (*gate.Batch, error) {
	taken := map[string]bool{"target": fn.TakesTarget()}
	if _, name := fn.Vector(new(function.Input)); name != "" {
		taken[name] = true
	}
	for flag, value := range map[string]string{"target": f.target, "cotangent": f.cotangent, "weights": f.weights} {
		if value != "" && !taken[flag] {
			return nil, fmt.Errorf("--%s is given, and %s takes none", flag, fn)
		}
	}
	y, err := f.array("y", f.y)
	if err != nil {
		return nil, err
	}
	switch {
	case *d != 0:
	case y.Kind == npy.Float:
		*d = y.DType
	default:
		return nil, fmt.Errorf("--y holds %s, and which dtype that is nothing says: want --dtype D", y.Describe())
	}
	x, err := f.array("x", f.x)
	if err != nil {
		return nil, err
	}
	axis, err := f.axisOf(x)
	if err != nil {
		return nil, err
	}
	v := view{shape: x.Shape, axis: axis, like: x.Describe()}
	b := &gate.Batch{Function: fn, DType: *d, K: x.Shape[axis], Rows: len(x.Data) / x.Shape[axis]}
	switch {
	case axis == len(x.Shape)-1:
		b.Axis = gate.Last
	case axis == 0:
		b.Axis = gate.First
	default:
		b.Axis = gate.Axis(strconv.Itoa(axis))
	}
	if b.X, err = v.rows("x", x, *d); err != nil {
		return nil, err
	}
	if fn.Outputs(2) == 1 {
		b.Y, err = v.scalars("y", y, *d)
	} else {
		b.Y, err = v.rows("y", y, *d)
	}
	if err != nil {
		return nil, err
	}
	if taken["target"] {
		t, err := f.array("target", f.target)
		if err != nil {
			return nil, err
		}
		if b.Target, err = v.targets(t); err != nil {
			return nil, err
		}
	}
	for _, side := range []struct {
		flag, value string
		to          *[]float64
	}{{"cotangent", f.cotangent, &b.Cotangent}, {"weights", f.weights, &b.Weights}} {
		if !taken[side.flag] {
			continue
		}
		a, err := f.array(side.flag, side.value)
		if err != nil {
			return nil, err
		}
		if *side.to, err = v.rows(side.flag, a, *d); err != nil {
			return nil, err
		}
	}
	if f.row < 0 {
		return b, nil
	}
	if f.row >= b.Rows {
		return nil, fmt.Errorf("--row %d: there are %d rows", f.row, b.Rows)
	}
	return one(b, f.row), nil
}

// one returns one row of a batch.
func one(b *gate.Batch, row int) *gate.Batch {
	in := b.Input(row)
	alone := &gate.Batch{Function: b.Function, DType: b.DType, Axis: b.Axis, Rows: 1, K: b.K,
		X: in.X, Cotangent: in.Cotangent, Weights: in.Weights, Y: b.Answer(row)}
	if b.Target != nil {
		alone.Target = b.Target[row : row+1]
	}
	return alone
}

// axisOf returns the number of the axis that is asked for.
func (f *verifyFlags) axisOf(x npy.Array) (int, error) {
	rank := len(x.Shape)
	if rank == 0 {
		return 0, errors.New("--x holds a single number: want rows of logits")
	}
	switch f.axis {
	case string(gate.Last):
		return rank - 1, nil
	case string(gate.First):
		return 0, nil
	}
	n, err := strconv.Atoi(strings.Replace(f.axis, minus, "-", 1))
	if err != nil || n < -rank || n >= rank {
		return 0, fmt.Errorf("--axis %.40q: want last, first or a number from %d to %d, as --x is %s", f.axis, -rank, rank-1, x.Describe())
	}
	return (n + rank) % rank, nil
}

// view is the shape of the logits, and the axis along which their rows are.
type view struct {
	shape []int
	axis  int
	like  string // the logits, for messages
}

// rows returns the elements of an array of the logits' shape, row by row, as numbers of a
// dtype.
func (v view) rows(flag string, a npy.Array, d dtype.Format) ([]float64, error) {
	if !slices.Equal(a.Shape, v.shape) {
		return nil, fmt.Errorf("--%s is %s, and --x is %s: want the same shape", flag, a.Describe(), v.like)
	}
	data, err := numbers(flag, a, d)
	if err != nil {
		return nil, err
	}
	inner := 1 // elements from one along the axis to the next
	for _, n := range v.shape[v.axis+1:] {
		inner *= n
	}
	if inner == 1 {
		return data, nil
	}
	k := v.shape[v.axis]
	moved := make([]float64, 0, len(data))
	for outer := 0; outer < len(data); outer += k * inner {
		for i := range inner {
			for j := range k {
				moved = append(moved, data[outer+j*inner+i])
			}
		}
	}
	return moved, nil
}

// numbers returns the elements as numbers of the dtype.
func numbers(flag string, a npy.Array, d dtype.Format) ([]float64, error) {
	data, err := a.Numbers(d)
	switch {
	case err == nil:
		return data, nil
	case flag == "y":
		return nil, fmt.Errorf("--y: %w: say with --dtype what the answers are", err)
	}
	return nil, fmt.Errorf("--%s: %w: save the numbers that the program was given", flag, err)
}

// perRow returns what is wrong with an array of one element a row: the logits' shape
// without their axis, or with 1 there.
func (v view) perRow(flag string, a npy.Array) error {
	without := slices.Delete(slices.Clone(v.shape), v.axis, v.axis+1)
	with := slices.Clone(v.shape)
	with[v.axis] = 1
	if slices.Equal(a.Shape, without) || slices.Equal(a.Shape, with) {
		return nil
	}
	return fmt.Errorf("--%s is %s, and --x is %s along axis %d: want one element for each row, %s", flag, a.Describe(), v.like, v.axis, npy.Array{Shape: without, Bits: a.Bits, Kind: a.Kind}.Describe())
}

// scalars returns the numbers of an array of one a row.
func (v view) scalars(flag string, a npy.Array, d dtype.Format) ([]float64, error) {
	if err := v.perRow(flag, a); err != nil {
		return nil, err
	}
	data, err := numbers(flag, a, d)
	if err != nil {
		return nil, err
	}
	return data, nil
}

// targets returns the indices in an array of one a row.
func (v view) targets(a npy.Array) ([]int64, error) {
	if err := v.perRow("target", a); err != nil {
		return nil, err
	}
	if a.Kind != npy.Integer && a.Kind != npy.Unsigned {
		return nil, fmt.Errorf("--target is %s: want integers, save t.astype('int64')", a.Describe())
	}
	t := make([]int64, len(a.Data))
	for i, x := range a.Data {
		if !(x >= 0 && x < float64(v.shape[v.axis])) {
			return nil, fmt.Errorf("--target: element %s is %g, which is no index of %d logits: leave out rows that have no target", a.At(i), x, v.shape[v.axis])
		}
		t[i] = int64(x)
	}
	return t, nil
}

// rowCommand returns the command that judges a row alone.
func (f *verifyFlags) rowCommand(row int) string {
	args := []string{"softulp", "verify", "-f", f.function}
	for _, flag := range []struct{ name, value string }{
		{"-x", f.x}, {"-y", f.y}, {"--target", f.target}, {"--cotangent", f.cotangent}, {"--weights", f.weights},
		{"--dtype", f.format}, {"--axis", f.axis}, {"--profile", f.profile}, {"--model", f.model},
	} {
		if flag.value != "" && !(flag.name == "--axis" && flag.value == string(gate.Last)) && !(flag.name == "--profile" && flag.value == "ieee") {
			q, err := syntax.Quote(strings.Replace(flag.value, minus, "-", 1), syntax.LangPOSIX)
			if err != nil { // a name that no shell takes
				return ""
			}
			args = append(args, flag.name, q)
		}
	}
	return strings.Join(append(args, "--row", strconv.Itoa(row)), " ")
}
