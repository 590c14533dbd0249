// GoMLX on its pure Go backend: softmax, log-softmax, its cross-entropies, and the gradients of these graphs.
// With the argument masked, MaskedSoftmax and MaskedLogSoftmax, whose mask leaves out what is -Inf.
package main

import (
	"io"
	"log"
	"os"

	. "github.com/gomlx/gomlx/pkg/core/graph" // as its own examples do
	"github.com/gomlx/gomlx/pkg/core/tensors"
	"github.com/gomlx/gomlx/pkg/ml/train/losses"

	"github.com/softulp/softulp/adapters/go/serve"
)

// onMatrix has a graph answer all rows together: of x, and of the cotangent where there is one.
func onMatrix[T float32 | float64](f graph) serve.Function[T] {
	return func(r *serve.Request[T]) error {
		in := []any{tensors.FromFlatDataAndDimensions(r.X, r.Rows, r.K)}
		if r.Cotangent != nil {
			in = append(in, tensors.FromFlatDataAndDimensions(r.Cotangent, r.Rows, r.K))
		}
		return run(f, r.Y, in...)
	}
}

// onRow has a graph answer one row after the other, as losses answer the mean over the rows.
func onRow[T float32 | float64](f graph) serve.Function[T] {
	return func(r *serve.Request[T]) error {
		width := len(r.Y) / max(r.Rows, 1)
		for i := range r.Rows {
			in := []any{tensors.FromFlatDataAndDimensions(r.Row(r.X, i), 1, r.K)}
			if r.Weights != nil {
				in = append(in, tensors.FromFlatDataAndDimensions(r.Row(r.Weights, i), 1, r.K))
			} else {
				in = append(in, tensors.FromFlatDataAndDimensions(r.Target[i:i+1], 1, 1))
			}
			if err := run(f, r.Y[i*width:(i+1)*width], in...); err != nil {
				return err
			}
		}
		return nil
	}
}

// gradient is that of f, which is times the cotangent or, of a loss, 1.
func gradient(f graph) graph {
	return func(in []*Node) *Node {
		y := f(in)
		if !y.IsScalar() {
			y = ReduceAllSum(Mul(y, in[1]))
		}
		return Gradient(y, in[0])[0]
	}
}

func functions[T float32 | float64](masked bool) map[string]serve.Function[T] {
	softmax := func(in []*Node) *Node { return Softmax(in[0]) }
	logSoftmax := func(in []*Node) *Node { return LogSoftmax(in[0]) }
	if masked {
		mask := func(x *Node) *Node { return NotEqual(x, Infinity(x.Graph(), x.DType(), -1)) }
		softmax = func(in []*Node) *Node { return MaskedSoftmax(in[0], mask(in[0])) }
		logSoftmax = func(in []*Node) *Node { return MaskedLogSoftmax(in[0], mask(in[0])) }
	}
	all := map[string]serve.Function[T]{
		"softmax":         onMatrix[T](softmax),
		"log_softmax":     onMatrix[T](logSoftmax),
		"softmax_vjp":     onMatrix[T](gradient(softmax)),
		"log_softmax_vjp": onMatrix[T](gradient(logSoftmax)),
	}
	if masked {
		return all
	}
	sparse := func(in []*Node) *Node { return losses.SparseCategoricalCrossEntropyLogits(in[1:], in[:1]) }
	soft := func(in []*Node) *Node { return losses.CategoricalCrossEntropyLogits(in[1:], in[:1]) }
	all["cross_entropy"], all["cross_entropy_grad"] = onRow[T](sparse), onRow[T](gradient(sparse))
	all["cross_entropy_soft"], all["cross_entropy_soft_grad"] = onRow[T](soft), onRow[T](gradient(soft))
	return all
}

func main() {
	masked := len(os.Args) > 1 && os.Args[1] == "masked"
	a := serve.Adapter{Name: "GoMLX", Version: serve.Version("github.com/gomlx/gomlx"),
		Float32: functions[float32](masked), Float64: functions[float64](masked)}
	if masked {
		a.Name, a.Profile = "GoMLX (masked)", "masked-zero"
	}
	var out io.Writer = os.Stdout
	os.Stdout = os.Stderr // what a library prints is no answer
	if err := a.Serve(os.Stdin, out); err != nil {
		log.Fatal(err)
	}
}
