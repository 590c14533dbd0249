package process

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

func TestAnswers(t *testing.T) {
	c := start(t, "right")
	var batches []*gate.Batch
	var waits []func() error
	for _, fn := range []function.Function{function.Softmax, function.LogSumExp, function.CrossEntropy, function.SoftmaxVJP} {
		for _, axis := range []gate.Axis{gate.Last, gate.First} {
			for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.BFloat16} {
				for _, shape := range [][2]int{{1, 1}, {2, 3}, {7, 1}, {1, 9}, {30, 1000}} {
					b := batch(fn, f, shape[0], shape[1])
					b.Axis = axis
					batches = append(batches, b)
					waits = append(waits, c.Start(b))
				}
			}
		}
	}
	for i, wait := range waits {
		if err := wait(); err != nil {
			t.Fatal(err)
		}
		checkAnswers(t, batches[i])
	}
	if err := c.Close(); err != nil || len(c.Faults()) > 0 || c.Stderr() != "" {
		t.Errorf("%v, faults %v, standard error %s", err, c.Faults(), c.Stderr())
	}
}
