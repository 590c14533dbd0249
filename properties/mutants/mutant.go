package mutants

import (
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// Mutant is one defect in one function and arithmetic.
type Mutant struct {
	Name     string // the catalogue's, unique: "no-max-sub"; with "/logsumexp" or the like where one defect has several mutants
	Section  string // the catalogue's letter
	Severity string // the catalogue's word, or the first of them: "catastrophic", "percent", "1e-5..1e-2", "subtle"
	About    string // what is computed wrongly, in a sentence
	Source   string // who reported it
	// Of names the correct implementation that it deviates from, in the same
	// function and arithmetic: its model is what the mutant claims, and the rows
	// that it is expected to miss are not held against the mutant either.
	Of         string
	Function   function.Function
	Arithmetic impl.Arithmetic
	// New returns the wrong computation, with state of its own if it has any. It
	// writes y and, unless that is the defect, leaves the input alone; numbers are of
	// Arithmetic.Storage, K = 0 included.
	New func() func(y []float64, in function.Input)
}

// Subject returns the mutant as a program under judgement, fresh.
func (m *Mutant) Subject() (*properties.Subject, error) {
	im, err := impl.Find(m.Of, m.Function)
	if err != nil {
		return nil, err
	}
	s := properties.Of(im, m.Arithmetic)
	s.Name, s.Compute = m.Name, m.New()
	return s, nil
}

// All returns every mutant, by section.
func All() []Mutant {
	var all []Mutant
	for _, section := range [][]Mutant{
		shift(), exponential(), summation(), layout(), online(), logarithm(), crossEntropies(), gradients(), quantised(), sampling(), environment(),
	} {
		all = append(all, section...)
	}
	return all
}

// OnLogits makes what returns a computation on a row of logits alone what
// Mutant.New wants.
func OnLogits(fresh func() func(y, x []float64)) func() func(y []float64, in function.Input) {
	return func() func(y []float64, in function.Input) { return function.OnLogits(fresh()) }
}
