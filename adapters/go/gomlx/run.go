package main

import (
	"errors"

	"github.com/gomlx/gomlx/backends/simplego"
	. "github.com/gomlx/gomlx/pkg/core/graph" // as its own examples do
	"github.com/gomlx/gomlx/pkg/core/tensors"
)

// graph makes the node of the answer from those of x and of what else there is.
type graph = func(in []*Node) *Node

// run executes a graph once, for what may be a shape of its own.
func run[T float32 | float64](f func(in []*Node) *Node, y []T, in ...any) error {
	if in[0].(*tensors.Tensor).Size() == 0 {
		return errors.New("not asked about empty tensors: it may panic, in a goroutine of its own")
	}
	exec, err := NewExec(simplego.GetBackend(), f)
	if err != nil {
		return err
	}
	defer exec.Finalize()
	out, err := exec.Exec1(in...)
	if err != nil {
		return err
	}
	copy(y, tensors.MustCopyFlatData[T](out))
	return nil
}
