package yardstick

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/mutants"
	"github.com/softulp/softulp/properties/peers"
)

// Mutants is what became of a list of mutants.
type Mutants struct {
	Seed   uint64
	Cases  int      // the budget of each mutant
	Suites []string // names, in the order of Row.Peers
	Rows   []Row
	// SuiteTimes are those that each suite takes for all mutants, each to its
	// first failure.
	SuiteTimes []time.Duration
	// Left names the mutants that an interrupted run did not come to; Rows has the
	// others.
	Left []string
}

// Row is what became of one mutant.
type Row struct {
	Mutant mutants.Mutant
	// Kill is the first violation, nil if the mutant survived all cases.
	Kill *Kill
	// Time is that of the check, to the violation or to the end; what generating
	// the cases and shrinking take is not in it.
	Time  time.Duration
	Peers []Verdict
}

// Kill is a violation that a mutant shows and the correct implementation does not.
type Kill struct {
	Property string
	Cases    int // how many it took, that which killed included
	// Shrunk is the case made small, and Violation what is wrong on it.
	Shrunk    properties.Case
	Violation *properties.Violation
	// Correct is what the property says of the correct implementation on the same
	// case or on the shrunk one, nil as it should be. The kill is then void.
	Correct *properties.Violation
}

// Verdict is what a suite makes of a mutant.
type Verdict int

const (
	NotApplicable  Verdict = iota // no tests for the function and dtype
	Missed                        // all tests pass
	Caught                        // a test fails that the correct implementation passes
	Indiscriminate                // a test fails, and one does for the correct implementation
)

// Killed reports whether the properties tell the mutant from the correct
// implementation.
func (r *Row) Killed() bool { return r.Kill != nil && r.Kill.Correct == nil }

// Only reports whether the properties kill what no suite catches.
func (r *Row) Only() bool {
	for _, v := range r.Peers {
		if v == Caught {
			return false
		}
	}
	return r.Killed()
}

// shrinking is how many checks the making small of a counterexample may take.
const shrinking = 2000

// Table judges each mutant by the properties, on the first cases of its dtype for
// the seed, and by every suite. Mutants are judged one at a time, for their times'
// sake; progress, which may be nil, is told after each how many of them are done.
// When ctx is cancelled, the mutant in hand and those after it are left. An error is
// a mutant of no implementation.
func Table(ctx context.Context, list []mutants.Mutant, suites []peers.Suite, seed uint64, cases int, progress func(done, total int)) (*Mutants, error) {
	m := &Mutants{Seed: seed, Cases: cases, SuiteTimes: make([]time.Duration, len(suites))}
	for _, s := range suites {
		m.Suites = append(m.Suites, s.Name)
	}
	of := map[kind][]properties.Case{}
	known := map[failing][]int{}
	for i := range list {
		k := kind{list[i].Function, list[i].Arithmetic.Storage}
		if of[k] == nil && ctx.Err() == nil {
			of[k] = properties.Cases(k.function, k.dtype, seed, cases)
		}
		var row Row
		if ctx.Err() == nil {
			if err := row.judge(&list[i], of[k]); err != nil {
				return nil, err
			}
		}
		if ctx.Err() == nil {
			if err := m.ask(&row, suites, known); err != nil {
				return nil, err
			}
		}
		if ctx.Err() != nil {
			for ; i < len(list); i++ {
				m.Left = append(m.Left, list[i].Name)
			}
			break
		}
		m.Rows = append(m.Rows, row)
		if progress != nil {
			progress(len(m.Rows), len(list))
		}
	}
	return m, nil
}

// kind is what cases are of.
type kind struct {
	function function.Function
	dtype    dtype.Format
}

// judge checks one mutant.
func (r *Row) judge(m *mutants.Mutant, cases []properties.Case) error {
	r.Mutant = *m
	mutant, err := m.Subject()
	if err != nil {
		return fmt.Errorf("mutant %s: %w", m.Name, err)
	}
	b := new(properties.Bench)
	start := time.Now()
	first := properties.First(properties.Check(b, mutant, cases, true))
	r.Time = time.Since(start)
	if first == nil {
		return nil
	}
	// Shrunk on a fresh mutant: one with a state may have been left in any.
	fresh, err := m.Subject()
	if err != nil {
		return fmt.Errorf("mutant %s: %w", m.Name, err)
	}
	k := &Kill{Property: first.Property.Name, Cases: first.At + 1}
	k.Shrunk, k.Violation = properties.Shrink(first.Property, b, fresh, first.Case, shrinking)
	if k.Violation == nil { // the state of earlier cases was needed
		k.Shrunk, k.Violation = first.Case, first.Violation
	}
	original, err := original(m)
	if err != nil {
		return err
	}
	for _, c := range []properties.Case{k.Shrunk, first.Case} {
		if v, judged := first.Property.Judge(b, original, &c); judged && v != nil {
			k.Correct = v
		}
	}
	r.Kill = k
	return nil
}

// original returns the correct implementation that a mutant deviates from.
func original(m *mutants.Mutant) (*properties.Subject, error) {
	im, err := impl.Find(m.Of, m.Function)
	if err != nil {
		return nil, fmt.Errorf("mutant %s: %w", m.Name, err)
	}
	return properties.Of(im, m.Arithmetic), nil
}

// failing names a correct implementation that a suite may fail.
type failing struct {
	suite, of  string
	function   function.Function
	arithmetic impl.Arithmetic
}

// ask has every suite judge a mutant, and its original where it is caught: known
// holds the tests that fail originals.
func (m *Mutants) ask(row *Row, suites []peers.Suite, known map[failing][]int) error {
	for n, suite := range suites {
		mutant, err := row.Mutant.Subject()
		if err != nil {
			return fmt.Errorf("mutant %s: %w", row.Mutant.Name, err)
		}
		start := time.Now()
		caught, _, applicable := suite.Judge(mutant)
		m.SuiteTimes[n] += time.Since(start)
		v := NotApplicable
		switch {
		case caught:
			k := failing{suite.Name, row.Mutant.Of, row.Mutant.Function, row.Mutant.Arithmetic}
			failures, ok := known[k]
			if !ok {
				correct, err := original(&row.Mutant)
				if err != nil {
					return err
				}
				failures = suite.Failures(correct)
				known[k] = failures
			}
			if v, err = discriminates(suite, &row.Mutant, failures); err != nil {
				return err
			}
		case applicable:
			v = Missed
		}
		row.Peers = append(row.Peers, v)
	}
	return nil
}

// discriminates says whether a suite that fails a mutant has a test that fails it
// and is not among those that fail the correct implementation.
func discriminates(suite peers.Suite, m *mutants.Mutant, failures []int) (Verdict, error) {
	if len(failures) == 0 {
		return Caught, nil
	}
	mutant, err := m.Subject()
	if err != nil {
		return 0, fmt.Errorf("mutant %s: %w", m.Name, err)
	}
	for _, n := range suite.Failures(mutant) {
		if !slices.Contains(failures, n) {
			return Caught, nil
		}
	}
	return Indiscriminate, nil
}
