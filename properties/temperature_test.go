package properties

import (
	"math"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestTemperature: programs that forget to scale, or scale one logit otherwise, are
// told from the correct one without an exact answer.
func TestTemperature(t *testing.T) {
	f32 := impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	for _, fn := range function.OfLogits() {
		s := correct(t, fn, f32)
		flat := *s // of logits that are clamped: as wrong as it is consistent
		flat.Compute = function.OnLogits(func(y, x []float64) {
			z := make([]float64, len(x))
			for i, v := range x {
				z[i] = max(v, -4)
			}
			s.Compute(y, function.Logits(z))
		})
		p := Find("temperature")
		judged, caught := 0, 0
		for _, c := range Cases(fn, dtype.Float32, 5, 200) {
			if len(c.X) > 200 {
				continue
			}
			v, ok := p.Judge(new(Bench), s, &c)
			if v != nil {
				t.Errorf("%s of %x: the correct one: %v", fn, c.X, v)
			}
			if ok {
				judged++
			}
			if v, _ := p.Judge(new(Bench), &flat, &c); v != nil {
				caught++
			}
		}
		t.Logf("%s: %d cases judged, %d catch a clamp", fn, judged, caught)
		if judged < 80 || caught < 5 {
			t.Errorf("%s: %d cases judged, %d catch a clamp", fn, judged, caught)
		}
	}
}

// What cannot be scaled exactly, or has nothing to compare, is not judged.
func TestTemperatureSilent(t *testing.T) {
	s := correct(t, function.Softmax, impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32})
	for _, x := range [][]float64{
		{1},
		{math.MaxFloat32, 0x1p-149},
		{math.NaN(), 1},
		{math.Inf(-1), math.Inf(-1)},
	} {
		if v, judged := Find("temperature").Judge(new(Bench), s, &Case{Input: function.Logits(x)}); judged || v != nil {
			t.Errorf("%x: judged %t, %v", x, judged, v)
		}
	}
}

// TestVacuousIsNoPass: an answer that the model allows to be anything fails, unless
// it is the right one.
func TestVacuousIsNoPass(t *testing.T) {
	s := correct(t, function.Softmax, impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32})
	s.Model.ExpULP, s.Model.ExpZeroExact = 0x1p25, false
	c := Case{Input: function.Logits([]float64{0, -1, -2})}
	if v, judged := Find("accuracy").Judge(new(Bench), s, &c); !judged || v != nil {
		t.Errorf("the right answers: judged %t, %v", judged, v)
	}
	compute := s.Compute
	s.Compute = function.OnLogits(func(y, x []float64) {
		compute(y, function.Logits(x))
		y[1] = float64(math.Nextafter32(float32(y[1]), 1))
	})
	v, judged := Find("accuracy").Judge(new(Bench), s, &c)
	if !judged || v == nil || !strings.Contains(v.String(), "cannot be judged") {
		t.Errorf("a wrong answer: judged %t, %v", judged, v)
	}
}
