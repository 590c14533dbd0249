package main

import (
	"context"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// judge judges implementations. When ctx is cancelled it returns what it has.
type judge func(ctx context.Context, o judgeOptions) (*gate.Document, error)

// judgeOptions says what is judged; empty lists mean all.
type judgeOptions struct {
	Seed            uint64
	Implementations []string
	Functions       []function.Function
	DTypes          []dtype.Format // storage
	Input           *judgeInput    // the user's rows, or nil
	Rows            int            // generated rows for each dtype, 0 for the default
	Progress        func(done, total int)
}

// judgeInput is a user's rows of logits.
type judgeInput struct {
	Name    string
	Rows, K int
	Data    []float64 // Rows·K
}
