package signal

import (
	"fmt"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// expOperations is what an exponential counts as: a reduction, a polynomial of degree 11 and
// a scaling, rounded up.
const expOperations = 30

// costs: cross-entropy and its gradient beside what computes its logits.
func costs(r *Result, _ uint64) error {
	const features = 512
	t := Table{
		Title: fmt.Sprintf("Operations for one row: the logits as a product with %d features, forward and backward, and cross-entropy with its gradient", features),
		Left:  1, Columns: []string{"classes", "logits", "loss and gradient", "share"},
	}
	var most float64
	for _, k := range []int{10, 1000, 32000} {
		// A product and a sum for each weight: forward, for the weights' gradient, and
		// for the features'.
		logits := 3 * 2 * features * k
		// For each logit a comparison, a subtraction, an exponential, an addition, a division; a logarithm,
		// two subtractions for the loss and one for the gradient.
		loss := k*(4+expOperations) + expOperations + 3
		share := float64(loss) / float64(loss+logits)
		most = max(most, share)
		t.row(fmt.Sprint(k), logits, loss, share)
	}
	r.Tables = append(r.Tables, t)
	r.find("cross-entropy-is-cheap", most < 0.05,
		"Behind a layer of %d features, cross-entropy and its gradient are at most %s of the arithmetic operations that the logits take, forward and backward, with an exponential counted as %d.",
		features, figures(most), expOperations)

	timing, err := timedCost(features, 1000)
	if err != nil {
		return err
	}
	r.Timings = append(r.Timings, timing)
	return nil
}

// timedCost times both in plain float64 loops.
func timedCost(features, classes int) (Table, error) {
	t := Table{
		Title: fmt.Sprintf("The same timed, for %d classes, in this project's emulated arithmetic and in plain Go", classes), Left: 1,
		Columns: []string{"what", "time", "ratio to the first"},
	}
	weights, inputs, x := make([]float64, features*classes), make([]float64, features), make([]float64, classes)
	s := random(1, "assertions/cost")
	for i := range weights {
		weights[i] = s.between(-0.5, 0.5)
	}
	for i := range inputs {
		inputs[i] = s.between(-0.5, 0.5)
	}
	product := func() {
		for k := range x {
			var sum float64
			for i, v := range inputs {
				sum += float64(v * weights[k*features+i])
			}
			x[k] = sum
		}
	}
	loss, err := impl.Find("fused", function.CrossEntropy)
	if err != nil {
		return t, err
	}
	gradient, err := impl.Find("p-minus-one", function.CrossEntropyGrad)
	if err != nil {
		return t, err
	}
	a := own(dtype.Float64)
	one, y := make([]float64, 1), make([]float64, classes)
	first := fastest(product)
	t.row("logits, forward only", first.String(), 1)
	for _, w := range []struct {
		what string
		do   func()
	}{
		{"cross-entropy", func() { loss.Compute(a, one, function.Input{X: x, Target: 3}) }},
		{"its gradient", func() { gradient.Compute(a, y, function.Input{X: x, Target: 3}) }},
	} {
		d := fastest(w.do)
		t.row(w.what, d.String(), float64(d)/float64(first))
	}
	return t, nil
}

// fastest returns the shortest of some runs.
func fastest(do func()) time.Duration {
	best := time.Duration(1<<63 - 1)
	for range 20 {
		start := time.Now()
		do()
		best = min(best, time.Since(start))
	}
	return best
}
