package properties

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestWidest: an algorithm that is not for wide rows is not judged on them, nor run.
func TestWidest(t *testing.T) {
	im, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	im.Widest = 3
	s, runs := Of(im, impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}), 0
	compute := s.Compute
	s.Compute = func(y []float64, in function.Input) {
		runs++
		compute(y, in)
	}
	for k, want := range []bool{true, true, true, true, false} {
		runs = 0
		c := Case{Input: function.Logits(make([]float64, k))}
		v, judged := Find("determinism").Judge(new(Bench), s, &c)
		if v != nil || judged != want || (runs > 0) != want {
			t.Errorf("K = %d: judged %t, want %t; %d runs; %v", k, judged, want, runs, v)
		}
	}
}
