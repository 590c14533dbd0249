package outsider

import (
	"testing"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
)

func TestSoftmax(t *testing.T) {
	gate.Check(t, gate.Softmax32("outsider", Softmax))
}

func TestSoftmaxRatchet(t *testing.T) {
	gate.Check(t, gate.Softmax32("outsider", Softmax), baseline.In("testdata/softmax.bench"))
}

func TestLogSumExp(t *testing.T) {
	gate.Check(t, gate.LogSumExp64("outsider", LogSumExp))
}

func FuzzSoftmax(f *testing.F) {
	gate.Fuzz(f, gate.Softmax32("outsider", Softmax))
}
