// spaGO: its operators, its cross-entropy, and back-propagation for the gradients. A row is a vector.
package main

import (
	"errors"
	"log"
	"os"
	"slices"

	"github.com/nlpodyssey/spago/ag"
	"github.com/nlpodyssey/spago/losses"
	"github.com/nlpodyssey/spago/mat"
	"github.com/nlpodyssey/spago/mat/float"

	"github.com/softulp/softulp/adapters/go/serve"
)

// operator is a function of row i of a request.
type operator[T float32 | float64] func(x mat.Tensor, r *serve.Request[T], i int) mat.Tensor

func vector[T float32 | float64](row []T) *mat.Dense[T] {
	return mat.NewDense[T](mat.WithShape(len(row)), mat.WithBacking(row), mat.WithGrad(true))
}

func forward[T float32 | float64](f operator[T]) serve.Function[T] {
	return func(r *serve.Request[T]) error {
		if r.K == 0 {
			return errors.New("not asked about empty vectors")
		}
		width := len(r.Y) / max(r.Rows, 1)
		for i := range r.Rows {
			y := f(vector(r.Row(r.X, i)), r, i)
			copy(r.Y[i*width:(i+1)*width], float.SliceValueOf[T](y.Value().Data()))
		}
		return nil
	}
}

// The gradient of its softmax makes a matrix of K times K numbers.
const widest = 1024

// backward propagates the cotangent back through f, or 1 where f is a loss. The gradient of a logarithm
// panics on NaN, in a goroutine of its own, which nobody can recover from.
func backward[T float32 | float64](f operator[T], logarithm bool) serve.Function[T] {
	return func(r *serve.Request[T]) error {
		if notFinite := func(x T) bool { return x-x != 0 }; logarithm && slices.ContainsFunc(r.X, notFinite) {
			return errors.New("not asked for gradients of logarithms where logits are not finite")
		}
		if r.K == 0 || r.K > widest {
			return errors.New("not asked about empty vectors, nor for gradients of long ones")
		}
		for i := range r.Rows {
			x := vector(r.Row(r.X, i))
			y := f(x, r, i)
			if r.Cotangent != nil {
				g := vector(r.Row(r.Cotangent, i))
				y.AccGrad(mat.NewDense[T](mat.WithShape(y.Value().Shape()...), mat.WithBacking(float.SliceValueOf[T](g.Data()))))
			}
			if err := ag.Backward(y); err != nil {
				return err
			}
			copy(r.Row(r.Y, i), float.SliceValueOf[T](x.Grad().Data()))
		}
		return nil
	}
}

func functions[T float32 | float64]() map[string]serve.Function[T] {
	softmax := func(x mat.Tensor, _ *serve.Request[T], _ int) mat.Tensor { return ag.Softmax(x) }
	logSoftmax := func(x mat.Tensor, _ *serve.Request[T], _ int) mat.Tensor { return ag.LogSoftmax(x) }
	logSumExp := func(x mat.Tensor, _ *serve.Request[T], _ int) mat.Tensor { return ag.LogSumExp(x) }
	loss := func(x mat.Tensor, r *serve.Request[T], i int) mat.Tensor {
		return losses.CrossEntropy(x, int(r.Target[i]))
	}
	return map[string]serve.Function[T]{
		"softmax":            forward(softmax),
		"log_softmax":        forward(logSoftmax),
		"logsumexp":          forward(logSumExp),
		"cross_entropy":      forward(loss),
		"softmax_vjp":        backward(softmax, false),
		"log_softmax_vjp":    backward(logSoftmax, true),
		"cross_entropy_grad": backward(loss, true),
	}
}

func main() {
	a := serve.Adapter{Name: "spaGO", Version: serve.Version("github.com/nlpodyssey/spago"),
		Float32: functions[float32](), Float64: functions[float64]()}
	if err := a.Serve(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}
