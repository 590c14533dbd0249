package vectors

import (
	"fmt"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// Options says which vectors are made. Empty lists mean everything.
type Options struct {
	Seed      uint64
	Functions []function.Function
	DTypes    []dtype.Format
	Profiles  []reference.Profile
	Rows      int // generated rows of a file
	Wide      int // and rows of about 1000 logits
}

// DefaultRows and DefaultWide keep all files together at a few megabytes.
const (
	DefaultRows = 96
	DefaultWide = 1
)

// File is the vectors of one function in one dtype.
type File struct {
	Schema    string            `json:"schema"` // the name of the schema's file
	Generator string            `json:"generator"`
	Seed      uint64            `json:"seed"`
	Function  string            `json:"function"`
	DType     string            `json:"dtype"`
	Tests     int               `json:"numberOfTests"`
	Header    []string          `json:"header"` // what the file is, for people
	Notes     map[string]string `json:"notes"`  // what each flag says
	Groups    []Group           `json:"testGroups"`
}

// Any is the profile of rows on whose answers all agree.
const Any = "any"

// Group is the tests of one profile.
type Group struct {
	Function string `json:"function"`
	DType    string `json:"dtype"`
	Profile  string `json:"profile"` // Any, or a reference.Profile
	Tests    []Test `json:"tests"`
}

// Test is one row. Numbers are bit patterns in hexadecimal, most significant digit
// first.
type Test struct {
	ID        int      `json:"tcId"` // from 1, in the file
	Comment   string   `json:"comment"`
	Flags     []string `json:"flags"`
	K         int      `json:"k"`
	X         []string `json:"x"`
	Target    *int     `json:"target,omitempty"`
	Cotangent []string `json:"cotangent,omitempty"`
	Weights   []string `json:"weights,omitempty"`
	Y         []string `json:"y"` // correctly rounded
	// Allowed is how far from Y an answer may be, in ulps of Y, upwards or downwards;
	// 0 where it is NaN or infinite.
	Allowed []float64 `json:"allowed"`
	// OrNaN has the indices of answers for which NaN is as good, and Free those about which
	// nothing is promised: any is right.
	OrNaN []int `json:"orNaN,omitempty"`
	Free  []int `json:"free,omitempty"`

	in function.Input
	y  []float64
}

// Name is the file's name without its extension: softmax_float32.
func (f *File) Name() string { return f.Function + "_" + f.DType }

// Names returns what files there are to make, each as its function and dtype.
func (o *Options) Names() []Options {
	functions, formats := o.Functions, o.DTypes
	if len(functions) == 0 {
		functions = function.All()
	}
	if len(formats) == 0 {
		formats = dtype.All()
	}
	var all []Options
	for _, fn := range functions {
		for _, f := range formats {
			one := *o
			one.Functions, one.DTypes = []function.Function{fn}, []dtype.Format{f}
			all = append(all, one)
		}
	}
	return all
}

// Make makes the vectors of the only function and dtype that o names. They depend on
// nothing but o.
func Make(o Options) (*File, error) {
	if len(o.Functions) != 1 || len(o.DTypes) != 1 {
		return nil, fmt.Errorf("vectors: %d functions and %d dtypes for one file", len(o.Functions), len(o.DTypes))
	}
	fn, d := o.Functions[0], o.DTypes[0]
	f := &File{
		Schema: SchemaFile, Generator: "softulp vectors", Seed: o.Seed, Function: string(fn), DType: d.String(),
		Header: []string{
			fmt.Sprintf("Hard inputs of %s in %s with correctly rounded answers; %s says what is in here.", fn, d, GuideFile),
			"Temperature is 1, and labels are not smoothed.",
		},
		Notes: map[string]string{},
	}
	profiles := o.Profiles
	if len(profiles) == 0 {
		profiles = reference.Profiles()
	}
	finite, err := f.group(Any, reference.IEEE, fn, d, rows(d, o.Seed, o.Rows, o.Wide))
	if err != nil {
		return nil, err
	}
	groups := []Group{finite}
	for _, p := range profiles {
		g, err := f.group(string(p), p, fn, d, special(d))
		if err != nil {
			return nil, err
		}
		groups = append(groups, g)
	}
	f.Groups = merged(groups)
	for i := range f.Groups {
		for k := range f.Groups[i].Tests {
			f.Tests++
			f.Groups[i].Tests[k].ID = f.Tests
		}
	}
	return f, nil
}

// merged moves tests of which all profiles have the same to the first group, and leaves
// out groups without tests.
func merged(groups []Group) []Group {
	any, profiles := groups[0], groups[1:]
	if len(profiles) < 2 {
		return slices.DeleteFunc(groups, func(g Group) bool { return len(g.Tests) == 0 })
	}
	for i := len(profiles[0].Tests) - 1; i >= 0; i-- {
		same := true
		for _, g := range profiles[1:] {
			same = same && g.Tests[i].same(&profiles[0].Tests[i])
		}
		if !same {
			continue
		}
		any.Tests = append(any.Tests, profiles[0].Tests[i])
		for p := range profiles {
			profiles[p].Tests = slices.Delete(profiles[p].Tests, i, i+1)
		}
	}
	return slices.DeleteFunc(append([]Group{any}, profiles...), func(g Group) bool { return len(g.Tests) == 0 })
}

// same reports whether two tests of one row say the same.
func (t *Test) same(u *Test) bool {
	return slices.Equal(t.Y, u.Y) && slices.Equal(t.Allowed, u.Allowed) && slices.Equal(t.OrNaN, u.OrNaN) && slices.Equal(t.Free, u.Free)
}
