// Gorgonia's tensor: SoftMax and LogSoftMax and what they are differentiated with, along either axis.
package main

import (
	"errors"
	"log"
	"os"

	"gorgonia.org/tensor"

	"github.com/softulp/softulp/adapters/go/serve"
)

// Without logits it panics, in a goroutine of its own, which nobody can recover from.
var errEmpty = errors.New("not asked about empty tensors")

type unary func(x tensor.Tensor, axis int, opts ...tensor.FuncOpt) (tensor.Tensor, error)
type binary func(y, gradient tensor.Tensor, axis int, opts ...tensor.FuncOpt) (tensor.Tensor, error)

// dense makes a matrix and returns the axis to work along.
func dense[T float32 | float64](r *serve.Request[T], m []T) (*tensor.Dense, int) {
	if r.First {
		return tensor.New(tensor.WithShape(r.K, r.Rows), tensor.WithBacking(m)), 0
	}
	return tensor.New(tensor.WithShape(r.Rows, r.K), tensor.WithBacking(m)), 1
}

func answer[T float32 | float64](r *serve.Request[T], y tensor.Tensor, err error) error {
	if err == nil {
		copy(r.Y, y.Data().([]T))
	}
	return err
}

func forward[T float32 | float64](f unary) serve.Function[T] {
	return func(r *serve.Request[T]) error {
		if len(r.X) == 0 {
			return errEmpty
		}
		x, axis := dense(r, r.X)
		y, err := f(x, axis)
		return answer(r, y, err)
	}
}

// backward computes the gradient from what forward answers, as in training.
func backward[T float32 | float64](f unary, b binary) serve.Function[T] {
	return func(r *serve.Request[T]) error {
		if len(r.X) == 0 {
			return errEmpty
		}
		x, axis := dense(r, r.X)
		y, err := f(x, axis)
		if err != nil {
			return err
		}
		g, _ := dense(r, r.Cotangent)
		dx, err := b(y, g, axis)
		return answer(r, dx, err)
	}
}

func functions[T float32 | float64]() map[string]serve.Function[T] {
	return map[string]serve.Function[T]{
		"softmax":         forward[T](tensor.SoftMax),
		"log_softmax":     forward[T](tensor.LogSoftMax),
		"softmax_vjp":     backward[T](tensor.SoftMax, tensor.SoftMaxB),
		"log_softmax_vjp": backward[T](tensor.LogSoftMax, tensor.LogSoftMaxB),
	}
}

func main() {
	a := serve.Adapter{Name: "Gorgonia tensor", Version: serve.Version("gorgonia.org/tensor"), Axes: []string{"last", "first"},
		Float32: functions[float32](), Float64: functions[float64]()}
	if err := a.Serve(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}
