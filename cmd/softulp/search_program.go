package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/process"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/search"
)

// programs starts the program that the flags name, and returns what of it is asked for
// and what ends it.
func (f searchFlags) programs(ctx context.Context) ([]*search.Subject, func(), error) {
	argv, err := process.Split(f.command)
	if err != nil {
		return nil, nil, fmt.Errorf("--cmd: %w", err)
	}
	client, err := process.Start(ctx, process.Options{Argv: argv})
	if err != nil {
		return nil, nil, failure{exitFailed, err}
	}
	end := func() { client.Close() } // what it says now belongs to no row
	hello := client.Hello()
	var subjects []*search.Subject
	for _, offer := range hello.Offers {
		for _, d := range offer.DTypes {
			if !f.wants(offer.Function, d.String()) {
				continue
			}
			p := &gate.Program{Name: hello.Name, Version: hello.Version, Function: offer.Function, DType: d,
				Model: gate.DefaultModel(d), Start: client.Start}
			if hello.Model != nil {
				if p.Model, err = gate.ParseModel(hello.Model, d); err != nil {
					end()
					return nil, nil, failure{exitFailed, fmt.Errorf("%s: its model: %w", p.Name, err)}
				}
			}
			subjects = append(subjects, outside(p))
		}
	}
	if len(subjects) == 0 {
		end()
		return nil, nil, errors.New("nothing to search: the program has not that function and dtype together")
	}
	return subjects, end, nil
}

// outside returns a program as a subject of a search.
func outside(p *gate.Program) *search.Subject {
	return &search.Subject{
		Subject: &properties.Subject{Name: p.Name + "/" + p.DType.String(), Function: p.Function, DType: p.DType, Model: p.Model},
		Answer: func(y []float64, in function.Input) error {
			b := &gate.Batch{Function: p.Function, DType: p.DType, Axis: gate.Last, Rows: 1, K: len(in.X), X: in.X,
				Cotangent: in.Cotangent, Weights: in.Weights, Y: y}
			if p.Function.TakesTarget() {
				b.Target = []int64{int64(in.Target)}
			}
			return p.Do(b)
		},
	}
}
