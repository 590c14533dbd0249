package mutants

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// lse-int-empty (scipy PR#20511, onnx PR#7206): of no logits the log-sum-exp is
// −Inf, by every profile; 0, NaN and an exception are violations.
//
// lse-return-sign-nan is about a second output, the sign, that a log-sum-exp
// without weights does not have.
func TestLogSumExpOfNothing(t *testing.T) {
	a := alone(dtype.Float64)
	im, err := impl.Find("shifted", function.LogSumExp)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		answer func() float64
		right  bool
	}{
		{"−Inf", func() float64 { return math.Inf(-1) }, true},
		{"0", func() float64 { return 0 }, false},
		{"NaN", math.NaN, false},
		{"an exception", func() float64 { panic("zero-size array to reduction operation maximum") }, false},
	} {
		s := &properties.Subject{
			Name: c.name, Function: function.LogSumExp, DType: a.Storage, Model: im.Model(a),
			Compute: function.OnLogits(func(y, x []float64) {
				if len(x) == 0 {
					y[0] = c.answer()
					return
				}
				im.Compute(a, y, function.Logits(x))
			}),
		}
		v, judged := properties.Find("edge-cases").Judge(new(properties.Bench), s, &properties.Case{Input: function.Logits([]float64{})})
		if !judged || (v == nil) != c.right {
			t.Errorf("%s: judged %v, %v", c.name, judged, v)
		}
		// The generated cases have such a row.
		first := properties.First(properties.Check(new(properties.Bench), s, casesOf(s.Function, a.Storage), true))
		if (first == nil) != c.right || first != nil && len(first.Case.X) != 0 {
			t.Errorf("%s: %+v", c.name, first)
		}
	}
}
