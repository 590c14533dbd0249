package main

import (
	"context"

	"github.com/softulp/softulp/gate"
)

// judge judges implementations. When ctx is cancelled it returns what it has.
// It is [gate.Report], except in tests.
type judge func(ctx context.Context, o gate.Options) (*gate.Document, error)
