package main

import (
	"context"
	"errors"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/process"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/search"
)

// programs starts the program that the flags name, and returns what of it is asked for
// and what ends it.
func (f searchFlags) programs(ctx context.Context) ([]*search.Subject, func(), error) {
	argv, err := f.argv()
	if err != nil {
		return nil, nil, err
	}
	client, err := process.Start(ctx, process.Options{Argv: argv, Timeout: f.timeout})
	if err != nil {
		return nil, nil, failure{exitFailed, err}
	}
	end := func() { client.Close() } // what is wrong with it now belongs to no row
	programs, err := f.subjectFlags.programs(client)
	if err != nil {
		end()
		return nil, nil, err
	}
	var subjects []*search.Subject
	for _, p := range programs {
		subjects = append(subjects, outside(p))
	}
	return subjects, end, nil
}

// outside returns a program as a subject of a search, which asks it for one row after
// another.
func outside(p *gate.Program) *search.Subject {
	return &search.Subject{
		Subject: &properties.Subject{Name: p.Name + "/" + p.DType.String(), Function: p.Function, DType: p.DType, Model: p.Model},
		Answer: func(y []float64, in function.Input) error {
			b := &gate.Batch{Function: p.Function, DType: p.DType, Axis: gate.Last, Rows: 1, K: len(in.X), X: in.X,
				Cotangent: in.Cotangent, Weights: in.Weights, Y: y}
			if p.Function.TakesTarget() {
				b.Target = []int64{int64(in.Target)}
			}
			err := p.Do(b)
			if _, declined := errors.AsType[*gate.Declined](err); declined {
				return search.ErrDeclined
			}
			return err
		},
	}
}
