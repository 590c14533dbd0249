package main

import (
	"context"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/mutants"
	"github.com/softulp/softulp/properties/peers"
	"github.com/softulp/softulp/properties/yardstick"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// judges is what the command line has done for it; tests have others.
type judges struct {
	implementations judge
	mutants         mutantJudge
}

// judge judges implementations. When ctx is cancelled it returns what it has.
// It is [gate.Report], except in tests.
type judge func(ctx context.Context, o gate.Options) (*gate.Document, error)

// mutantJudge judges implementations with a known defect, on cases of the seed.
// When ctx is cancelled it returns what it has, and names the others.
type mutantJudge func(ctx context.Context, seed uint64, progress func(done, total int)) (*killmatrix.Matrix, error)

// mutantCases is the budget of each mutant: no fewer than make mutants has.
const mutantCases = 600

// catalogue returns the judge of a list of mutants, with the checks of other
// libraries beside the properties.
func catalogue(list []mutants.Mutant, suites []peers.Suite, cases int) mutantJudge {
	return func(ctx context.Context, seed uint64, progress func(done, total int)) (*killmatrix.Matrix, error) {
		m, err := yardstick.Table(ctx, list, suites, seed, cases, progress)
		if err != nil {
			return nil, err
		}
		return m.Matrix(yardstick.Equivalents()), nil
	}
}
