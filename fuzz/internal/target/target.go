package target

import (
	"fmt"
	"slices"
	"sync"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// Target judges the implementations of a function in some dtypes.
type Target struct {
	Name     string // of the fuzz function: FuzzSoftmaxNarrow
	Function function.Function
	// Base is the target of all dtypes, whose inputs this one can take too.
	Base string

	holds      func(dtype.Format) bool
	subjects   choice[*properties.Subject]
	properties choice[*properties.Property]
	edges      *properties.Property
}

// families are the groups of dtypes that targets are about: one is of all of them,
// and those of 16 bits and fewer share much of what goes wrong, and of what is cheap.
func families() []Target {
	return []Target{
		{Name: "", holds: func(dtype.Format) bool { return true }},
		{Name: "Float64", holds: func(f dtype.Format) bool { return f == dtype.Float64 }},
		{Name: "Float32", holds: func(f dtype.Format) bool { return f == dtype.Float32 }},
		{Name: "Narrow", holds: func(f dtype.Format) bool { return f.Bits() <= 16 }},
	}
}

// names of functions in those of targets.
func names() map[function.Function]string {
	return map[function.Function]string{
		function.Softmax: "FuzzSoftmax", function.LogSoftmax: "FuzzLogSoftmax", function.LogSumExp: "FuzzLogSumExp",
		function.CrossEntropy: "FuzzCrossEntropy", function.CrossEntropySoft: "FuzzCrossEntropySoft",
		function.SoftmaxVJP: "FuzzSoftmaxVJP", function.LogSoftmaxVJP: "FuzzLogSoftmaxVJP",
		function.CrossEntropyGrad: "FuzzCrossEntropyGrad", function.CrossEntropySoftGrad: "FuzzCrossEntropySoftGrad",
	}
}

// list is made once: an engine may ask for a target before every input.
var list = sync.OnceValues(func() ([]*Target, error) {
	var targets []*Target
	for _, fn := range function.All() {
		base, ok := names()[fn]
		if !ok {
			return nil, fmt.Errorf("no fuzz target is named for the function %s", fn)
		}
		for _, family := range families() {
			t := family
			t.Name, t.Base, t.Function = base+family.Name, base, fn
			if err := t.fill(); err != nil {
				return nil, fmt.Errorf("%s: %w", t.Name, err)
			}
			targets = append(targets, &t)
		}
	}
	return targets, nil
})

// All returns every target, those of all dtypes before those of some. The error is
// of names that cannot be told apart.
func All() ([]*Target, error) { return list() }

// Find returns the target with the given name.
func Find(name string) (*Target, error) {
	all, err := All()
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, fmt.Errorf("no fuzz target %q", name)
}

// fill lists what inputs choose from.
func (t *Target) fill() (err error) {
	var subjects []*properties.Subject
	for _, im := range impl.Of(t.Function) {
		for _, a := range im.Arithmetics {
			if t.holds(a.Storage) {
				subjects = append(subjects, properties.Of(im, a))
			}
		}
	}
	if t.subjects, err = newChoice(subjects, func(s *properties.Subject) string { return s.Name }); err != nil {
		return err
	}
	all := slices.DeleteFunc(properties.All(), func(p *properties.Property) bool { return !p.SpeaksOf(t.Function) })
	t.properties, err = newChoice(all, func(p *properties.Property) string { return p.Name })
	t.edges = properties.Find("edge-cases")
	return err
}

// Subjects returns the implementations that t judges, in every arithmetic.
func (t *Target) Subjects() []*properties.Subject { return t.subjects.list }
